#!/usr/bin/env bash
# Makes DIR/justjit, the launcher for an arm64 CPython inside an arm64 JVM, on an x86-64 host, and
# DIR/java, that JVM.
#
#   src/test/emulation/aarch64.sh DIR [JAR]      then:  DIR/justjit run --jit=eager app.py
#
# Unpacks arm64 packages into DIR (see debian.sh), without chroot or binfmt, and a static qemu-aarch64
# that runs them: about 400 MB, half a minute, and no time when it has been done. JAR is
# target/justjit.jar by default.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=$(realpath -m "${1:?usage: aarch64.sh DIR [JAR]}")
jar=$(realpath -m "${2:-$here/../../target/justjit.jar}")
. "$here/debian.sh"
java=usr/lib/jvm/java-21-openjdk-arm64
packages=(libpython3.13 libpython3.13-testsuite python3.13-minimal openjdk-21-jre-headless)

unpack_emulator() {
    local host
    host=$(dpkg --print-architecture)
    private_apt "$host" update
    cd "$dir/qemu"
    private_apt "$host" download qemu-user
    dpkg-deb --fsys-tarfile qemu-user_*.deb | tar -x ./usr/bin/qemu-aarch64
    rm qemu-user_*.deb
    cd "$here"
}

# Signal 60 frees SIGUSR2, which the JVM would take. A library of the host cannot be preloaded.
write_launchers() {
    write_script java <<END
unset LD_PRELOAD
export _JAVA_SR_SIGNUM=60
exec "$dir/qemu/usr/bin/qemu-aarch64" -L "$dir/root" "$dir/root/$java/bin/java" \\
    -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djustjit.loops=50 \\
    -Djustjit.python="$dir/root/usr/lib/aarch64-linux-gnu/libpython3.13.so.1.0" "\$@"
END
    write_script justjit <<END
exec "$dir/java" -jar "$jar" "\$@"
END
}

take_turns
if [[ ! -e $dir/ready ]]; then
    prepare_apt
    unpack arm64 "$dir/root" "${packages[@]}"
    mkdir -p "$dir/qemu"
    unpack_emulator
    touch "$dir/ready"
fi
write_launchers

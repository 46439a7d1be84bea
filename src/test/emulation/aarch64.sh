#!/usr/bin/env bash
# Makes DIR/justjit, the launcher for an arm64 CPython inside an arm64 JVM, on an x86-64 host, and
# DIR/java, that JVM.
#
#   src/test/emulation/aarch64.sh DIR [JAR]      then:  DIR/justjit run --jit=eager app.py
#
# Unpacks arm64 packages of Debian trixie (the first release with Python 3.13) into DIR, without root,
# chroot or binfmt, and a static qemu-aarch64 that runs them. Needs apt-get, dpkg and about 400 MB;
# takes half a minute, and no time when it has been done. JAR is target/justjit.jar by default.
# The mirror is the one that this machine's apt uses, or $DEBIAN_MIRROR.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=$(realpath -m "${1:?usage: aarch64.sh DIR [JAR]}")
jar=$(realpath -m "${2:-$here/../../target/justjit.jar}")
suite=trixie
java=usr/lib/jvm/java-21-openjdk-arm64
packages=(libpython3.13 libpython3.13-testsuite python3.13-minimal openjdk-21-jre-headless)

# apt-get with a tree of its own for one architecture: the packages of this machine are neither read
# nor changed
private_apt() { # architecture, arguments of apt-get
    local arch=$1
    shift
    apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures::="$arch" \
        -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=1 \
        -o Acquire::Languages=none -o Dir::Cache="$dir/apt/cache" -o Dir::Etc="$dir/apt/etc" \
        -o Dir::State="$dir/apt/state" -o Dir::State::status="$dir/apt/status" "$@"
}

mirror() {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$'
}

prepare_apt() {
    mkdir -p "$dir"/apt/etc/{apt.conf.d,preferences.d,sources.list.d} \
        "$dir"/apt/state/lists/partial "$dir"/apt/cache/archives/partial "$dir/root" "$dir/qemu"
    : >"$dir/apt/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
        "${DEBIAN_MIRROR:-$(mirror)} $suite main" >"$dir/apt/etc/sources.list"
}

unpack_guest() {
    private_apt arm64 update
    private_apt arm64 -y -d install "${packages[@]}"
    mkdir -p "$dir"/root/usr/{lib,bin}
    ln -sfn usr/lib "$dir/root/lib" # merged /usr, as the packages expect
    ln -sfn usr/bin "$dir/root/bin"
    local package
    for package in "$dir"/apt/cache/archives/*.deb; do
        dpkg -x "$package" "$dir/root"
    done
    rm -f "$dir"/apt/cache/archives/*.deb
}

# Links to absolute paths would be resolved on the host.
turn_links_inward() {
    local link target
    find "$dir/root" -type l | while read -r link; do
        target=$(readlink "$link")
        if [[ $target == /* && -e $dir/root$target ]]; then
            ln -sfn "$dir/root$target" "$link"
        fi
    done
}

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

write_script() { # name, from standard input
    { echo '#!/usr/bin/env bash' && cat; } >"$dir/$1.new"
    chmod +x "$dir/$1.new"
    mv "$dir/$1.new" "$dir/$1"
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

if [[ ! -e $dir/ready ]]; then
    prepare_apt
    unpack_guest
    turn_links_inward
    unpack_emulator
    touch "$dir/ready"
fi
write_launchers

#!/usr/bin/env bash
# Makes DIR/python3.13, the PGO executable of Debian trixie, DIR/stock, the same with this project's
# compiler in it, and DIR/justjit, this project's jar in a JVM of trixie with trixie's libpython3.13: on
# any x86-64 Linux with apt-get, whatever its glibc.
#
#   bench/debian_python.sh DIR [JAR]      then:  DIR/python3.13 app.py
#                                                DIR/stock app.py
#                                                DIR/justjit run --jit=hot app.py
#
# Unpacks amd64 packages with their glibc into DIR (see src/test/emulation/debian.sh): about 430 MB, a
# quarter of a minute, and no time when it has been done. JAR is src/target/justjit.jar by default.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=$(realpath -m "${1:?usage: debian_python.sh DIR [JAR]}")
jar=$(realpath -m "${2:-$here/../src/target/justjit.jar}")
. "$here/../src/test/emulation/debian.sh"
root=$dir/root
libraries=$root/usr/lib/x86_64-linux-gnu
java_home=$root/usr/lib/jvm/java-21-openjdk-amd64
loader=$libraries/ld-linux-x86-64.so.2
packages=(python3.13 libpython3.13 openjdk-21-jre-headless)

# The executable gets the name of its launcher: what is started as sys.executable comes by the loader
# too, and the library is found in DIR/lib. Nothing is put into the environment, where programs of the
# host would meet it. JustJIT's sys.executable is the one beside the library.
write_python() {
    ln -sfn root/usr/lib "$dir/lib"
    write_script python3.13 <<END
exec "$loader" --argv0 "$dir/python3.13" --library-path "$libraries" \\
    "$root/usr/bin/python3.13.bin" "\$@"
END
    ln -sfn ../../../python3.13 "$root/usr/bin/python3.13"
}

# libpython is loaded by the JVM, so the JVM must run on its glibc. A library of the host, which may
# be preloaded, is made for another one. The options are those of the launcher of a checkout; signal 60
# frees SIGUSR2, which the JVM would take.
write_java() {
    write_script java <<END
unset LD_PRELOAD
export _JAVA_SR_SIGNUM=60
exec "$loader" --argv0 "$java_home/bin/java" \\
    --library-path "$java_home/lib:$java_home/lib/server:$libraries" \\
    "$java_home/bin/java" -Xrs -XX:+DisableAttachMechanism -Xshare:auto -XX:+UseSerialGC \\
    -XX:NewSize=16m -Xlog:gc+ergo=off -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Djustjit.python="$libraries/libpython3.13.so.1.0" "\$@"
END
}

# What `python3.13 -m justjit run` becomes, without the start of the Python that becomes it.
write_stock() {
    rm -rf "$dir"/cache/python-*
    unpacked=$(JUSTJIT_CACHE_DIR="$dir/cache" PYTHONPATH="$jar" "$dir/python3.13" -c \
        'import sys; from justjit import _unpack; print(_unpack.to_cache(sys.argv[1]))' "$jar")
    write_script stock <<END
export JUSTJIT="\${JUSTJIT-hot}" JUSTJIT_JAR="$jar" JUSTJIT_JAVA="\${JUSTJIT_JAVA:-$java_home}"
export JUSTJIT_CACHE_DIR="$dir/cache" PYTHONPATH="$unpacked/justjit/_start\${PYTHONPATH:+:\$PYTHONPATH}"
exec "$dir/python3.13" "\$@"
END
    JUSTJIT_CACHE_DIR="$dir/cache" JUSTJIT_JAVA="$java_home" JUSTJIT_JAR="$jar" PYTHONPATH="$unpacked" \
        "$dir/python3.13" -c 'from justjit import _archive; _archive.need()'
}

# With an archive of class data, as the launcher of a checkout has one.
write_justjit() {
    write_script justjit <<END
jar="$jar" archive="$dir/justjit.jsa"
if [ ! -f "\$archive" ] || [ "\$archive" -ot "\$jar" ]; then
    "$dir/java" -Xlog:disable -XX:ArchiveClassesAtExit="\$archive" -Djustjit.archive=true \\
        -jar "\$jar" run --stats -m justjit._selftest >/dev/null 2>&1 </dev/null ||
        rm -f "\$archive"
fi
if [ -f "\$archive" ]; then
    set -- -XX:SharedArchiveFile="\$archive" -Xlog:cds=off -Xlog:cds+dynamic=off -jar "\$jar" "\$@"
else
    set -- -jar "\$jar" "\$@"
fi
exec "$dir/java" "\$@"
END
}

take_turns
if [[ ! -e $dir/ready ]]; then
    prepare_apt
    unpack amd64 "$root" "${packages[@]}"
    mv "$root/usr/bin/python3.13" "$root/usr/bin/python3.13.bin"
    touch "$dir/ready"
fi
write_python
if [[ ! -e $dir/compiled ]]; then # the library's bytecode, which Debian makes when it installs
    library=$root/usr/lib/python3.13
    env -u PYTHONDONTWRITEBYTECODE "$dir/python3.13" -m compileall -q -l \
        "$library" "$library"/{asyncio,collections,concurrent/futures,email,encodings,html,http,importlib,json,logging,re,unittest,urllib}
    touch "$dir/compiled"
fi
if [[ ! -d $root/usr/lib/python3.13/test/test_json ]]; then # CPython's tests, 5 MB
    unpack_alone amd64 "$root" libpython3.13-testsuite
fi
write_java
write_justjit
write_stock

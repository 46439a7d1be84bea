#!/bin/sh
# What developers do often; ./justjit dev calls this. Quick builds (-Dquick) do for all of it but `lint`.
set -eu
root=$(CDPATH= cd -P "$(dirname "$0")/../.." && pwd)

usage() {
    cat <<'END'
justjit dev golden             compare the listings of machine code
justjit dev bless              write them anew; review the diff
justjit dev capture [NAMES]    write the code images behind them anew: FAMILY or FAMILY/NAME
justjit dev emulate ARGUMENTS  justjit ARGUMENTS in an emulated AArch64 machine
justjit dev cpython ARGUMENTS  all of CPython's tests in Debian's python3.13: options of fixtures/cpython/stock_all.py
justjit dev test NAMES         some test classes, by names with commas or *; those of *IT with the jar
justjit dev lint               format the sources, and compile them with every warning
END
}

maven() {
    cd "$root"
    exec mvn -B -ntp -q "$@"
}

# units PATTERN [OPTION]
units() {
    pattern=$1
    shift
    maven test -Dquick -Dmaven.test.skip=false -Dtest="$pattern" -Dsurefire.failIfNoSpecifiedTests=false "$@"
}

# -Plong: tests of both commands, and no unit tests.
integration() {
    maven verify -Plong -Dquick -Dmaven.test.skip=false -pl src -am -Dit.test="$1" \
        -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
}

emulate() {
    machine=$root/src/target/aarch64
    bash "$root/src/test/emulation/aarch64.sh" "$machine"
    exec "$machine/justjit" "$@"
}

# Goes on where it was: the results stay.
cpython() {
    debian=$root/src/target/debian
    bash "$root/bench/debian_python.sh" "$debian"
    exec python3 "$root/fixtures/cpython/stock_all.py" --python "$debian/python3.13" \
        --results "$root/src/target/cpython-tests" "$@"
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
golden)
    (units '*Golden*Test')
    echo "the listings are as they were"
    ;;
bless)
    (units '*Golden*Test' -Dbless)
    git -C "$root" status --short -- fixtures/golden
    ;;
capture) exec "$root/justjit" run --jit=off "$root/fixtures/images/capture.py" --write "$@" ;;
cpython) cpython "$@" ;;
emulate) emulate "$@" ;;
test)
    case ${1:?usage: justjit dev test NAMES} in
    *IT*) (integration "$1") ;;
    *) (units "$1") ;;
    esac
    echo "$1 passed"
    ;;
lint)
    cd "$root"
    mvn -B -ntp -q spotless:apply
    maven test-compile -DskipTests
    ;;
help | --help) usage ;;
*)
    usage >&2
    exit 2
    ;;
esac

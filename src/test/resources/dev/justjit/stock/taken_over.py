"""Stored code runs; then a compiler comes. A function that ran so is compiled after few calls."""

import time

import justjit
from justjit import _service


def successor(n):
    return n + 1


def becomes_compiled(call):
    end = time.monotonic() + 5
    while not justjit.is_compiled(successor) and time.monotonic() < end:
        call()
    return justjit.is_compiled(successor)


def main():
    print(becomes_compiled(lambda: [successor(n) for n in range(1000)]), justjit.status())
    _service.wait()
    print(justjit.is_compiled(successor), justjit.status())
    print(becomes_compiled(lambda: successor(time.sleep(0.05) or 1)))


if __name__ == "__main__":
    main()

"""The package is of another build than the jar."""

from justjit import _begin

_begin.prepare()
_begin.layout.THIS_BUILD += 1

import justjit  # noqa: E402 - after that
from justjit import _service  # noqa: E402


def main():
    _service.wait()
    print(justjit.status())
    print(justjit.is_compiled(main))


if __name__ == "__main__":
    main()

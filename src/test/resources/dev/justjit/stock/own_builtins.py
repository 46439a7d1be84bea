"""The compiler is attached while a function runs that has no builtins, as functions of namedtuples have none."""

import time

import justjit

busy = eval("lambda n: [x for x in range_(n) if 0]", {"__builtins__": {}, "range_": range})
end = time.monotonic() + 60
while justjit.status() != "the compiler is attached" and time.monotonic() < end:
    busy(3_000_000)
print(justjit.status())

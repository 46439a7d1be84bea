"""Closes all descriptors but the first three, as programs do that become daemons; some JVM's may be among them."""

import os
import subprocess
import sys
import time

import justjit


def count(n):
    total = 0
    for i in range(n):
        total += len(Pair(i, str(i)).text().split(","))
    return total


class Pair:
    def __init__(self, left, right):
        self.left, self.right = left, right

    def text(self):
        return f"{self.left},{self.right}"


def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


justjit._service.wait()
mine = [os.open("/dev/null", os.O_RDONLY) for _ in range(10)]
for first, last in (3, 8), (3, 200), (3, 2**16), (mine[0], mine[0]), (0, 0), (5, 3):
    os.dup2(1, 300)
    if first:
        os.closerange(first, last)
    print(first, last, [is_open(each) for each in mine if each >= first and each < last], is_open(300))
end = time.monotonic() + 2
while time.monotonic() < end:
    assert count(500) == 1000
print(justjit.status(), justjit.is_compiled(count))
LIST = "import os; print([fd for fd in range(3, 50) if os.path.exists(f'/proc/self/fd/{fd}')])"
for close in True, False:
    python = [sys.executable, "-S", "-E", "-c", LIST]
    print(subprocess.run(python, close_fds=close, capture_output=True, text=True).stdout, end="")
child = os.fork()
if child == 0:
    os.closerange(3, 2**16)
    os._exit(os.dup(1) != 3)  # a forked child has no JVM to protect
print(os.waitpid(child, 0)[1])

"""Works for a while, then ends in the way that is asked for."""

import os
import signal
import subprocess
import sys
import time


def step(n):
    return sum(int(c) for c in str(n))


def work(n):
    total = 0
    for i in range(n):
        total += step(i)
    return total


how = sys.argv[1]
print(work(3000), flush=True)
if how == "exit":
    sys.exit(7)
elif how == "error":
    raise ValueError(how)
elif how == "child":
    source = "def other(n):\n    return n * 2 + 1\nprint(sum(map(other, range(5000))))\n"
    sys.exit(subprocess.run([sys.executable, "-c", source]).returncode)
elif how == "_exit":
    time.sleep(3)
    os._exit(3)
else:
    if how == "SIGTERM":
        time.sleep(3)
    os.kill(os.getpid(), getattr(signal, how))
    time.sleep(10)

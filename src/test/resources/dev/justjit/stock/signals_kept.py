"""The main thread waits, another one runs while the compiler attaches: the program's handlers stay."""

import os
import signal
import threading
import time

import justjit
from justjit import _service

got = []
signal.signal(signal.SIGUSR2, lambda number, frame: got.append(number))


def works():
    end = time.process_time() + 20
    while _service.is_in_python() and _service.compiler() is None and time.process_time() < end:
        sum(range(500))
    for _ in range(3):
        os.kill(os.getpid(), signal.SIGUSR2)
        time.sleep(0.05)


worker = threading.Thread(target=works)
worker.start()
worker.join()
print(len(got), signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN)
print(justjit.status())

"""Ends by SIGINT while another thread runs text: the process is ended by SIGINT, as it is in a python3.13 alone."""

import os
import signal
import sys
import threading
import time

from justjit import _service

running = threading.Event()


def works():
    while True:
        exec("1 + 1")
        running.set()


threading.Thread(target=works, daemon=True).start()
running.wait()
if sys.argv[1] == "compiler":
    _service.wait()
sys.stderr = None
os.kill(os.getpid(), signal.SIGINT)
time.sleep(20)

"""ends_meanwhile.py WHERE: the main thread ends while another one is in a pending call of ours and has given the GIL up.

`attaching`: while that attaches the compiler; `stored`: while it looks for stored code, for which it is asked again.
"""

import atexit
import sys
import threading
import time

from justjit import _places, _service
from justjit._native import Library

reached = threading.Event()


def works():
    _service.compile_hot(300, 1)  # not by the main thread, which would be asked first
    end = time.process_time() + 20
    while not reached.is_set() and time.process_time() < end:
        sum(range(500))
    time.sleep(60)


def gives_way(*_):
    if threading.current_thread() is threading.main_thread() or reached.is_set():
        return
    reached.set()
    host = _service._host
    call = host.code + host.entries["PENDING_ANY" if sys.argv[1] == "attaching" else "PENDING_PYTHON"]
    Library().call("_PyEval_AddPendingCall", host.get("INTERPRETER"), call, 0, 0)
    time.sleep(0.3)  # the main thread is at its end meanwhile


if sys.argv[1] == "attaching":
    _service.attaching = gives_way
else:
    _service._serve = gives_way
    _places.uses_stored = lambda: True
atexit.register(lambda: print(_service.compiler() is not None))  # called after that of `_service`, which comes later
threading.Thread(target=works, daemon=True).start()
print(reached.wait(20), flush=True)

r"""A program for reports: </script><script>alert("1")</script> & 'quotes', "quotes", ünïcödé \ud800 — 日本."""

import sys
import threading, time


def numeric(n):
    s = 0
    for i in range(n):
        s = (s + i * 3) & 0xFFFFFF  # </script> <!-- é -->
    return s


def texts(n):
    d = {}
    for i in range(n):
        key = "k%d" % (i % 1000)
        d[key] = d.get(key, "</script>")
    return d


def mixed(n):
    def inner(x):
        return x + x

    for i in range(n):
        inner(i if i < n // 2 else 1.5)


def threaded():
    worker = threading.Thread(target=texts, args=(300_000,))
    worker.start()
    worker.join()


def main():
    fast = 0  # calls with the loop in registers: enough for some samples of it
    for _ in range(100):
        begun = time.thread_time()
        numeric(1_000_000)
        fast += time.thread_time() - begun < 0.006
        if fast == 40:
            break
    for _ in range(4):  # more samples of it compiled than before it is, however busy the machine
        texts(300_000)
    mixed(400_000)
    threaded()
    print("done")


main()
end = sys.argv[1] if len(sys.argv) > 1 else ""
if end == "raise":
    raise ValueError("at the end")
if end == "exit":
    sys.exit(7)
if end == "interrupt":
    raise KeyboardInterrupt
if end == "_exit":
    import os

    sys.stdout.flush()
    os._exit(5)
if end == "report":
    import justjit

    found = justjit.report()
    print(found["schema"], found["sampling"]["samples"] > 20, "numeric" in [f["name"] for f in found["functions"]])

    import gc
    import json

    import _justjit

    names = {}
    exec("def gone(x):\n    return x + 1", names)
    justjit.compile_function(names["gone"])
    text, *codes = _justjit.observations("")
    names.clear()
    gc.collect()
    told = [each["code"] for each in json.loads(text)["codes"]]
    print("held", told == list(map(id, codes)), "gone" in [code.co_qualname for code in codes])

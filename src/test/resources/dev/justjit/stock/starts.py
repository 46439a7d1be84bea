"""Starts python3.13 in many ways, each without a compiler and with one as this process was started, and prints the
ways in which output, errors or exit status differ. To be run by `justjit run`, in a folder that is its own. The
arguments are a number and how many processes share the work."""

import concurrent.futures
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import zipfile

SHOW = """
import os, signal, sys, warnings, gc
flags = [(n, getattr(sys.flags, n)) for n in dir(sys.flags) if n[0] != "_" and not callable(getattr(sys.flags, n))]
print(sys.argv, flags, sys._xoptions, sys.warnoptions, sys.orig_argv[1:], sys.executable, sys.prefix, sys.base_prefix)
print([p for p in sys.path if "justjit" not in p and "/cache/py" not in p])
print(__name__, globals().get("__file__"), __spec__ and __spec__.name, sys.path_hooks, sys.meta_path)
print([signal.getsignal(number) for number in range(1, 32)], signal.pthread_sigmask(signal.SIG_BLOCK, []))
print(sys.gettrace(), sys.excepthook, sys.displayhook, sys.getswitchinterval(), sys.getrecursionlimit())
print(warnings.filters, gc.get_threshold(), gc.isenabled(), os.umask(0), os.nice(0), sys.stdout.encoding, sys.stdin.errors)
print([sys.monitoring.get_tool(number) for number in range(5)], sys._git, sys.dont_write_bytecode, sys.pycache_prefix)
"""
# what a start has more in sys.modules
OWN = "justjit|_justjit|_ctypes$|_struct$|atexit$|zlib$|sitecustomize$"
MODULES = f"import sys, re; print(sorted(n for n in sys.modules if not re.match({OWN!r}, n)))"
BUSY = "import time; end = time.monotonic() + 0.5\nwhile time.monotonic() < end: sum(range(100))\n"
KILL = "import os, signal; print('before', flush=True); os.kill(os.getpid(), signal.%s); print('after')"
HANDLED = """
import os, signal, sys
seen = []
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGHUP, signal.SIGQUIT, signal.SIGPIPE):
    signal.signal(number, lambda number, frame: seen.append(number))
    os.kill(os.getpid(), number)
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
signal.signal(signal.SIGALRM, lambda number, frame: seen.append("alarm") or signal.setitimer(signal.ITIMER_REAL, 0))
while "alarm" not in seen:
    sum(range(50))
print(seen)
"""
LATER = "import faulthandler, sys\nfaulthandler.dump_traceback_later(0.2, exit=%s)\n" + BUSY + "print('done')"
THREADS = """
import atexit, threading, sys
atexit.register(print, "at the end")
def work():
    try:
        sys.exit(5)
    finally:
        print("thread")
thread = threading.Thread(target=work); thread.start(); thread.join()
threading.Thread(target=lambda: 1 / 0, name="failing").start()
@atexit.register
def fails(): raise ValueError("in atexit")
class Finalized:
    def __del__(self): print("finalized")
kept = Finalized()
"""
PDB = "import sys\ndef f(x):\n    y = x + 1\n    return y\nfor i in range(300):\n    f(i)\nprint(f(2))\n"
COMMANDS = "break f\ncontinue\np x\nnext\nnext\nwhere\nclear 1\ncontinue\nquit\n"
GROUPS = """
import asyncio, sys
async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fails(1)); group.create_task(fails(2))
async def fails(n):
    raise KeyError(n)
asyncio.run(main())
"""


def rows():
    """Arguments and standard input."""
    for options in ((), ("-O",), ("-OO", "-B", "-q", "-s"), ("-P",), ("-u", "-b", "-d"), ("-W", "error", "-bb")):
        yield (*options, "show.py", "a", "-b"), ""
    for option in ("dev", "utf8=0", "faulthandler", "tracemalloc=3", "int_max_str_digits=640", "no_debug_ranges"):
        yield ("-X", option, "show.py"), ""
    for isolated in ("-I", "-E"):
        yield (isolated, "show.py"), ""
    yield ("-S", "-c", "import sys; print(sys.flags, sys.argv, 'site' in sys.modules)"), ""
    yield ("-m", "show", "x"), ""
    yield ("-", "x"), SHOW
    yield (), SHOW
    yield ("-c", SHOW, "x"), ""
    yield ("-c", MODULES), ""
    yield ("app.pyz", "x"), ""
    yield ("folder",), ""
    yield ("-i", "-c", "x = 6"), "print(x * 7)\n1 / 0\nimport sys; sys.exit(3)\n"
    yield ("-i", "-q"), "def f(n):\n    return n + 1\n\nsum(f(i) for i in range(2000))\n"
    yield ("-m", "pdb", "debugged.py"), COMMANDS
    yield ("-m", "timeit", "-n", "1", "-r", "1", "print('timed')"), ""
    for wrong in (("none.py",), ("-m", "none"), ("-c", "x ="), ("-Z",), ("-X", "int_max_str_digits=1", "show.py")):
        yield wrong, ""
    yield ("-V",), ""
    yield from endings()


def endings():
    """Programs that end in many ways."""
    for value in ("", "0", "3", "256", "-1", "'text'", "True", "3.5", "(1, 2)", "None"):
        yield ("-c", f"print('out'); raise SystemExit({value})"), ""
    for ending in ("1 / 0", "raise KeyboardInterrupt", "import os; os._exit(300)", "import os; os.abort()", "exit()"):
        yield ("-c", f"print('out', flush=True)\n{ending}"), ""
    yield ("-c", "def f(n): return f(n + 1)\nf(0)"), ""
    yield ("-c", GROUPS), ""
    for signal in ("INT", "TERM", "KILL", "SEGV", "BUS", "FPE", "ILL", "ABRT", "HUP", "QUIT", "USR1", "USR2", "PIPE"):
        yield ("-c", KILL % f"SIG{signal}"), ""
    for signal in ("SEGV", "ABRT", "FPE"):
        yield ("-X", "faulthandler", "-c", KILL % f"SIG{signal}"), ""
    yield ("-c", HANDLED), ""
    yield ("-c", LATER % "False"), ""
    yield ("-c", LATER % "True"), ""
    yield ("-c", THREADS), ""
    yield ("-c", "import sys; sys.stdout.close(); print('x')"), ""
    yield ("-c", "import os; os.close(2); 1 / 0"), ""
    yield ("-c", "import sys; print(sys.stdin.read(), input())"), "some\ntext\n"


def plain():
    """The environment without a compiler."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUSTJIT")}
    del environment["PYTHONPATH"]
    return environment


def outcome(arguments, text, environment, python):
    """How it ends: the status as the system has it, and the outputs."""
    with open_file() as given, open_file() as out, open_file() as err:
        given.write(text.encode())
        given.seek(0)
        process = subprocess.Popen(
            [python, *arguments], stdin=given, stdout=out, stderr=err, env=environment, start_new_session=True
        )
        watch = threading.Timer(40, process.kill)
        watch.start()
        status = os.waitpid(process.pid, 0)[1]
        watch.cancel()
        process.returncode = status
        return status, readable(out), readable(err)


def open_file():
    return tempfile.TemporaryFile(dir=".")


def readable(file):
    """Without what is another each time."""
    file.seek(0)
    text = re.sub(r"0x[0-9a-f]+", "0x", file.read().decode(errors="replace"))
    return re.sub(r"pid=\d+|[0-9.]+ (sec|msec|usec|nsec)", "", text)


def compare(row, python=sys.executable):
    """The difference that a compiler makes, or None."""
    arguments, text = row
    expected = outcome(arguments, text, plain(), python)
    found = outcome(arguments, text, os.environ, python)
    if found != expected:
        return f"{arguments!r}\n  without {expected}\n  with    {found}"
    return None


def prepare():
    """The programs that are started."""
    for name, text in (("show.py", SHOW), ("debugged.py", PDB)):
        with open(name, "w", encoding="utf-8") as file:
            file.write(text)
    with zipfile.ZipFile("app.pyz", "w") as archive:
        archive.writestr("__main__.py", SHOW)
    os.makedirs("folder", exist_ok=True)
    with open("folder/__main__.py", "w", encoding="utf-8") as file:
        file.write(SHOW)


def main(number, of):
    prepare()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # programs that end at once would write one file
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "own"], env=plain(), check=True)
    in_venv = os.path.join("own", "bin", "python")
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        differences = [pool.submit(compare, row) for row in list(rows())[number::of]]
        differences.append(pool.submit(compare, (("show.py", "venv"), ""), in_venv))
        found = [each.result() for each in differences]
    for difference in filter(None, found):
        print(difference)
    print(len(found) > 70 // of, sum(each is not None for each in found), "differ", flush=True)
    subprocess.run([in_venv, "-c", "import justjit; print(justjit.status())"])


main(*map(int, sys.argv[1:]))

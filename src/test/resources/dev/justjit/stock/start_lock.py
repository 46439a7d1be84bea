"""Which programs wait while another one starts its JVM, and when they wait no more. The first argument names
what is tried; what a child process does is named "child-…"."""

import fcntl
import os
import subprocess
import sys
import time

import justjit
from justjit import _places, _service

SECONDS = 40


def lock_file():
    os.makedirs(_places.cache(), mode=0o700, exist_ok=True)
    return open(os.path.join(_places.cache(), "start.lock"), "w")


def take(file):
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False


def child(what, **environment):
    return subprocess.Popen(
        [sys.executable, __file__, f"child-{what}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | environment,
        text=True,
    )


def told(process):
    return process.stdout.readline().strip()


def run(what, **environment):
    """What a child prints while this process has the lock."""
    process = child(what, **environment)
    print(what, *process.communicate()[0].split("\n")[:-1], process.returncode, sep=" / ")


def work_until(condition):
    end = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < end:
        sum(range(500))
    return condition()


def is_attached():
    return _service.compiler() is not None


def holds():
    return _service._host.get("LOCK_DESCRIPTOR") > 0


def waits_for_another():
    file = lock_file()
    print(take(file))
    process = child("waits")
    print(told(process))
    file.close()
    print(process.communicate("\n")[0].strip(), process.returncode)


def child_waits():
    justjit.enable()
    work_until(_service.jvm_waited)
    print(justjit.status(), flush=True)
    input()
    work_until(is_attached)
    print(justjit.status(), _service.jvm_waited() > 0)


def waits_for_nobody():
    with lock_file() as file:
        print(take(file))
        run("explicit")
        run("explicit-late")
        run("hot", JUSTJIT_CACHE="0")
        run("impatient")
        run("hot", JUSTJIT_CACHE_DIR="/proc/no")


def child_explicit():
    print(justjit.compile_function(child_hot) is child_hot)


def child_explicit_late():
    justjit.enable()
    work_until(_service.jvm_waited)
    print(justjit.compile_function(child_hot) is child_hot)


def child_hot():
    justjit.enable()
    print(work_until(is_attached), _service.jvm_waited())


def child_impatient():
    _service.PATIENCE_MILLIS = 300
    justjit.enable()
    print(work_until(is_attached), _service.jvm_waited() > 0)


def links_meanwhile():
    """What another process has stored since this one began."""
    elsewhere = os.path.join(_places.cache(), "elsewhere")
    run("stores", JUSTJIT_CACHE_DIR=elsewhere)
    with lock_file() as file:
        print(take(file))
        process = child("links")
        print(told(process))
        stored = next(name for name in os.listdir(elsewhere) if name.endswith(".jjb") and "-generic-" in name)
        os.rename(os.path.join(elsewhere, stored), os.path.join(_places.cache(), stored))
        print(process.communicate()[0].strip())


def called_often(n):
    text = str(n)
    return len(text) + n


def child_stores():
    def is_stored():
        called_often(7)
        return any("-generic-" in name and ".jjb" in name for name in os.listdir(_places.cache()))

    justjit.enable()
    work_until(is_attached)
    print(work_until(is_stored))


def child_links():
    def is_linked():
        called_often(7)
        return justjit.is_compiled(called_often)

    justjit.enable()
    work_until(_service.jvm_waited)
    print("waits", flush=True)
    print(work_until(is_linked), justjit.status())


def gives_back():
    process = child("works")
    print(told(process))
    with lock_file() as file:
        print(take(file), work_until(lambda: take(file)), process.poll())
        print(process.communicate("\n")[0].strip(), process.returncode)


def child_works():
    justjit.enable()
    work_until(lambda: _service._host is not None and holds())
    print("holds", flush=True)
    work_until(lambda: is_attached() and not holds())
    input()
    print("works")


def forks():
    process = child("forks")
    print(told(process), process.wait())
    with lock_file() as file:  # the process that was forked off lives
        print(take(file))
    process.stdin.close()


def child_forks():
    justjit.enable()
    work_until(holds)
    if os.fork():
        os._exit(3)
    print("forked", flush=True)
    sys.stdin.read()
    os._exit(0)


def closes():
    justjit.enable()
    work_until(holds)
    descriptor = _service._host.get("LOCK_DESCRIPTOR") - 1
    print(os.readlink(f"/proc/self/fd/{descriptor}") == lock_file().name)
    print(os.get_inheritable(descriptor))
    own = os.open(__file__, os.O_RDONLY)
    os.dup2(own, descriptor)
    work_until(lambda: not holds())
    print(os.path.samestat(os.fstat(descriptor), os.stat(__file__)))


globals()[sys.argv[1].replace("-", "_")]()

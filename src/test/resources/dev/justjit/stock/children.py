"""Runs a task in children of the kind that the first argument names. With TELL in the environment stderr tells
what the compiler was in them: whether the task ran machine code, and whether there was a JVM."""

import concurrent.futures
import multiprocessing
import os
import subprocess
import sys
import time

SECONDS = float(os.environ.get("SECONDS_OF_WORK", "0.1"))


def number(n):
    total = len(str(n))
    for digit in str(n):
        total += int(digit) * n
    return total


def task(n):
    """Short: over before a JVM would be worth its start. On a busy machine it goes on until it is compiled."""
    tell = os.environ.get("TELL")
    if tell:
        import justjit
    end = time.process_time() + SECONDS
    limit = time.monotonic() + 10
    while time.process_time() < end or tell and not justjit.is_compiled(number):
        result = sum([number(i) for i in range(n, n + 20)])
        if time.monotonic() > limit:
            break
    if tell:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            has_jvm = "libjvm" in maps.read()
        os.write(2, f"{justjit.is_compiled(number)} {has_jvm}\n".encode())  # whole, beside others
    return result


def run_subprocess():
    command = [sys.executable, __file__, "task"]
    for _ in range(2):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        print(done.stdout.strip(), done.returncode)


def run_task():
    print(task(5), __name__)
    sys.exit(4)


def run_exec():
    os.execv(sys.executable, [sys.executable, __file__, "task"])


def run_pool(method):
    context = multiprocessing.get_context(method)
    with context.Pool(2) as pool:
        print(pool.map(task, [1, 2]))
    child = context.Process(target=task, args=(3,))
    child.start()
    child.join()
    print(child.exitcode)


def run_executor(method):
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as executor:
        print(list(executor.map(task, [1, 2])))
        print(executor.submit(task, 3).result())


def run_os_fork():
    """Two generations, and a tool in the second."""
    child = os.fork()
    if child == 0:
        print(task(1), flush=True)
        run_grandchild()
        sys.exit(3)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def run_grandchild():
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        return
    print(task(2), traced(), number(3), flush=True)
    raise SystemExit("from the grandchild")


def traced():
    seen = []

    def trace(frame, event, argument):
        seen.append(event)
        return trace

    sys.settrace(trace)
    number(12)
    sys.settrace(None)
    return seen


def run_forks_of_threads():
    """While other threads are at it."""
    import threading

    done = threading.Event()
    threads = [threading.Thread(target=others, args=(done,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(30):
        child = os.fork()
        if child == 0:
            os._exit(sum(number(i) for i in range(300)) % 100)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        time.sleep(0.005)
    done.set()


def others(done):
    while not done.is_set():
        names = {}
        exec("def f(n):\n    return n + 1\n", names)
        for i in range(200):
            names["f"](number(i))


if __name__ == "__main__":
    name, _, method = sys.argv[1].partition(":")
    if len(sys.argv) > 2:  # until the compiler is attached
        if os.environ.get("JUSTJIT") == "hot":
            from justjit import _service

            _service.wait()
            if sys.argv[2] == "compiled":
                task(1)
        else:
            task(1)
    globals()[f"run_{name}"](*filter(None, [method]))

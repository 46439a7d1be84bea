"""The compiler's JVM inside of this process, where the process is a python3.13 and no JVM.

It is made by a thread that Python does not know (dev.justjit.stock.HostCode): that waits until the
program has taken as much processor time as makes a JVM worth its start, makes one and calls Java.
Java has the next thread that passes a safepoint attach the compiler, and calls `attached`.
Without Java, executable memory or a suitable Python the program runs interpreted; `problem` says why.
"""

import sys

import _thread

from justjit import _places

# Processor time of the process at which a JVM is worth its start. That takes about 150 ms of another
# processor until the compiler is attached, and as much again until what is hot is compiled.
START_MILLIS = 200
# The same where an earlier run has stored the code: it runs as it is, and what a compiler finds out besides
# is worth its start for what runs longer.
LATER_MILLIS = 1000
# Processor time after which stored code is looked for: most starts are over then.
STORED_MILLIS = 60
_NANOS_PER_MILLI = 1_000_000

# -Xrs: signals are Python's. sun.java.launcher: a JVM made by Java's own launcher never meets the first
# thread of its process, so it does not look for it; else it writes to each page of that thread's stack when
# Python's main thread comes to Java, which are 8 MB and 30 ms. -Xss8m: JVMs that look for it all the same
# take its stack for one of this size.
_OPTIONS = [
    "-Xrs",
    "-Dsun.java.launcher=SUN_STANDARD",
    "-Xss8m",
    "-Xshare:auto",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+DisableAttachMechanism",
]

problem = None
_host = None
_runtime = None  # stored code that runs without a JVM
_serving = _thread.allocate_lock()
_stored_problem = None  # why it does not; "" if there is none
_stored_failed = False  # whether the file, or its folder, is to blame
_files = ()  # what the JVM keeps open
_waiting_for = []  # calls to make when the compiler is attached
_hot = None  # what was asked for: (threshold,)
_stats = False
observer = None  # of a run that is reported, see _report
_last_state = None  # what it was when the program ended


def start(nanos=0):
    """Make a JVM when the process has taken so much processor time. It is made once; errors are kept."""
    global _host, _files, problem
    if _host is not None or problem is not None or compiler() is not None:
        return
    problem = _reason_against()
    if problem is not None:
        return
    without_java = _reason_against_java()
    stored = (nanos > 0 or without_java) and _uses_stored()
    if without_java and not stored:
        problem = without_java
        return
    try:
        from justjit._host import Host

        if without_java:
            problem = without_java
            host = Host(None, ())
        else:
            host = Host(_places.java_library(), _options())
            _files = _places.files_of_the_jvm()
        host.put("EARLY_START_NANOS", nanos)
        if stored:
            host.call_between(_serve, min(nanos, STORED_MILLIS * _NANOS_PER_MILLI))
        host.call("__register_atfork", 0, 0, host.code + host.entries["FORK_CHILD"], 0)
        host.layout.spare_fork_warnings()
        host.begin(nanos)
    except (ImportError, OSError, ValueError) as error:
        problem = str(error)
        return
    _host = host
    import atexit
    import os

    os.register_at_fork(after_in_child=host.begin_in_child)
    atexit.register(_end)


def _uses_stored():
    """Whether code of an earlier run may be there: the look costs a start less than what would be sure."""
    import os

    if os.environ.get("JUSTJIT_CACHE") == "0":
        return False
    try:
        return any("-generic-" in name for name in os.listdir(_places.cache()))
    except OSError:
        return False


def _serve():
    """By machine code, between two instructions: what is wrong with stored code keeps it from being used."""
    global _runtime
    host = _host
    if host is None or compiler() is not None or not _serving.acquire(blocking=False):
        return  # whoever is at it, and may be interrupted by this, goes on until nothing is asked for
    try:
        if _runtime is None and _stored_problem is None:
            from justjit._runtime import Runtime

            calls = _hot[0] if _hot is not None else None
            _runtime = Runtime(host, calls, LATER_MILLIS * _NANOS_PER_MILLI)
            if observer is not None:
                observer.stored_code(*_runtime.code_memory())
        if _runtime is not None:
            _runtime.serve()
    except FileNotFoundError:
        _leave_stored("", False)
    except Exception as error:
        _leave_stored(f"stored code is not used: {error}", isinstance(error, (OSError, ValueError)))
    finally:
        _serving.release()


def _leave_stored(reason, failed):
    """No more stored code in this process."""
    global _stored_problem, _stored_failed
    host, runtime = _host, _runtime
    _stored_problem = reason
    _stored_failed = failed
    if runtime is not None:
        runtime.leave()
    host.start_early()


def is_running_stored():
    """Whether code of earlier runs is used, without a compiler."""
    return _runtime is not None and _runtime.is_active() and compiler() is None


def has_stored(function):
    """Whether calls of the function run such code."""
    return is_running_stored() and _runtime.is_compiled(function)


def attaching():
    """By Java, before it attaches the compiler: what is here of stored code would be in its way."""
    if _runtime is not None:
        _runtime.leave()


def from_environment():
    """Do what JUSTJIT and its companions ask for, when the package is imported: at the start, mostly."""
    global _stats
    import os

    if compiler() is not None:
        return

    mode = os.environ.get("JUSTJIT", "")
    if mode not in ("", "0", "off", "decorated", "hot", "eager"):
        print(f"justjit: JUSTJIT is decorated, hot, eager or 0, not {mode}", file=sys.stderr)
    _stats = bool(os.environ.get("JUSTJIT_STATS"))
    if _stats:
        import atexit

        atexit.register(_tell_state)  # first, so it is called last
    if mode == "hot":
        after = _number("JUSTJIT_START_MILLIS", START_MILLIS)
        compile_hot(_number("JUSTJIT_THRESHOLD", None), after * _NANOS_PER_MILLI)
    elif mode == "eager":
        compile_hot(1, 0)
    if os.environ.get("JUSTJIT_REPORT") or os.environ.get("JUSTJIT_TOP"):
        from justjit import _report

        _report.begin()
    if mode == "eager" or os.environ.get("JUSTJIT_WAIT"):
        wait()


def _number(variable, otherwise):
    import os

    text = os.environ.get(variable)
    if not text:
        return otherwise
    if text.isdecimal() and 0 < int(text) < 2**31:
        return int(text)
    print(f"justjit: {variable} is a number between 1 and 2147483647, not {text}", file=sys.stderr)
    return otherwise


def is_in_python():
    """Whether the process is a python3.13, and no JVM that has loaded a libpython."""
    return _host is not None


def compiler():
    """The module _justjit, or None while there is no compiler in this process."""
    return sys.modules.get("_justjit")


def wait():
    """Start the JVM now and return when the compiler is attached, or cannot be."""
    import time

    start()
    host = _host
    if host is None:
        return
    host.put("START_NANOS", 0)
    if not host.get("LIBRARY"):  # only stored code can be had
        _serve()
        return
    while host.get("STATE") < host.layout.IS_ATTACHED and not host.get("ENDED"):
        time.sleep(0.0005)
    _learn_problem()


def when_attached(call):
    """Call with the module _justjit: now, or when the compiler is attached, which it will be soon."""
    module = compiler()
    if module is not None:
        call(module)
        return
    start()
    if _host is not None:
        _host.put("START_NANOS", 0)
        _waiting_for.append(call)  # for ever, where there is no Java


def attached():
    """By Java, with the GIL, between two instructions of any thread."""
    _learn_problem()
    module = compiler()
    if module is None:
        return
    _take_signals_back()
    if _host is not None:
        _host.protect(_files)
    if observer is not None:
        observer.attached(module)
    if _hot is not None:
        module.enable(*_hot)
        module.adopt_all()
        if _runtime is not None:
            for function in _runtime.take_linked():
                module.expect(function)
    if _runtime is not None:
        for function in _runtime.take_missed():
            module.store_later(function)
    while _waiting_for:
        _waiting_for.pop(0)(module)


def compile_hot(threshold=None, nanos=START_MILLIS * _NANOS_PER_MILLI):
    """Compile what is hot: from now on if the compiler is attached, else from when it is."""
    global _hot
    _hot = (threshold,)
    module = compiler()
    if module is None:
        start(nanos)
    else:
        module.enable(threshold)


def compile_no_more():
    """Take `compile_hot` back."""
    global _hot
    _hot = None
    module = compiler()
    if module is not None:
        module.disable()


def _take_signals_back():
    """The JVM has handlers of its own for three signals that it has no use for here."""
    import _signal  # signal imports enum and what that needs

    for number in (_signal.SIGPIPE, _signal.SIGXFSZ, _signal.SIGUSR2):
        handler = _signal.getsignal(number)
        if handler is not None:
            try:
                _signal.signal(number, handler)
            except ValueError:  # not the main thread
                pass


def _end():
    global _last_state
    module = compiler()
    _last_state = state() if is_running_stored() else None
    if observer is not None:
        observer.finish()
    _host.end()
    if _runtime is not None:
        _runtime.leave()
    if module is not None:
        module.end(_stats)


def _tell_state():
    """In place of the counters, where there is no compiler; and what stored code has done."""
    if compiler() is None:
        print(f"justjit: {_last_state or state()}", file=sys.stderr)
    if _runtime is not None:
        for name, number in _runtime.counters().items():
            print(f"justjit: {name} {number}", file=sys.stderr)
    elif _stored_failed:
        print("justjit: stored_failures 1", file=sys.stderr)


def _learn_problem():
    global problem
    host = _host
    if host is not None and host.get("STATE") >= host.layout.HAS_FAILED:
        layout = host.layout
        problem = host.text("PROBLEM") or {
            layout.NO_LIBRARY: f"{host.text('LIBRARY')} cannot be loaded",
            layout.NO_CREATE_FUNCTION: f"{host.text('LIBRARY')} is not a JVM",
            layout.NO_JVM: "the JVM does not start",
            layout.NO_CLASS: "the JVM does not find the compiler; Java 17 or newer is needed",
            layout.NOT_ATTACHED: "the compiler failed at its start",
        }[host.get("STATE")]


def state():
    """One sentence: what the compiler does, or why there is none."""
    if compiler() is not None:
        forked = _host is not None and _host.get("ENDED")
        return "a forked process compiles nothing more" if forked else "the compiler is attached"
    _learn_problem()
    if is_running_stored():
        return "stored code runs" if problem is None else f"stored code runs, no compiler: {problem}"
    if problem is not None:
        return f"running interpreted: {problem}" + (f"; {_stored_problem}" if _stored_problem else "")
    if _host is None:
        off = _switched_off()
        return f"running interpreted: {off}" if off else "the compiler was not asked for"
    if _host.get("ENDED"):
        return "the compiler was not started"
    if _host.get("STATE") == _host.layout.IS_WAITING:
        return "the compiler was not started: the program has not run long enough"
    return "the compiler is being started"


def _reason_against():
    import os

    if sys.platform != "linux" or os.uname().machine not in ("x86_64", "aarch64"):
        return f"there is no compiler for {sys.platform} {os.uname().machine}"
    if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 13):
        version = ".".join(map(str, sys.version_info[:2]))
        return f"this is {sys.implementation.name} {version}, and the compiler is for CPython 3.13"
    if not sys._is_gil_enabled() or sys.abiflags:
        return f"this is a build with ABI flags {sys.abiflags or 't'}"
    if not _thread._is_main_interpreter():
        return "this is a subinterpreter"
    return _switched_off()


def _switched_off():
    import os

    mode = os.environ.get("JUSTJIT")
    return f"JUSTJIT is {mode}" if mode in ("0", "off") else None


def _reason_against_java():
    import os

    if _places.java_library() is None:
        if os.environ.get("JUSTJIT_JAVA") == "none":
            return "JUSTJIT_JAVA is none"
        return "no Java was found: install Java 17 or newer, or set JUSTJIT_JAVA to its folder"
    if _places.jar() is None:
        return "justjit.jar was not found: set JUSTJIT_JAR to it"
    return None


def _options():
    import os

    options = [*_OPTIONS, f"-Djava.class.path={_places.jar()}"]
    archive = _places.archive_file()
    if archive and os.path.isfile(archive):
        options += ["-Xlog:cds=off", "-Xlog:cds+dynamic=off", f"-XX:SharedArchiveFile={archive}"]
    return options + os.environ.get("JUSTJIT_JVM_OPTIONS", "").split()


def facts():
    """What was found on this machine, by name."""
    import os

    archive = _places.archive_file()
    found = archive if archive and os.path.isfile(archive) else f"none ({archive})"
    return {
        "java": _places.java_library() or "none",
        "jar": _places.jar() or "none",
        "class data": found,
        "compiler": state(),
    }

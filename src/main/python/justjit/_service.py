"""The compiler's JVM inside of this process, where the process is a python3.13 and no JVM.

It is made by a thread that Python does not know (dev.justjit.stock.HostCode): that waits until the
program has taken as much processor time as makes a JVM worth its start, makes one and calls Java.
Java has the next thread that passes a safepoint attach the compiler, and calls `attached`.
Without Java, executable memory or a suitable Python the program runs interpreted; `problem` says why.
"""

import sys

import _thread

from justjit import _begin, _places
from justjit._begin import NANOS_PER_MILLI, NEVER, START_MILLIS, STORED_MILLIS

# Processor time at which a JVM is worth its start where an earlier run has stored the code: it runs as it is, and
# what a compiler finds out besides is worth its start for what runs longer.
LATER_MILLIS = 600
# After so much more a program waits no longer for another one's JVM: it may run for hours.
PATIENCE_MILLIS = 10_000

problem = None
_host = None
_runtime = None  # stored code that runs without a JVM
_serving = _thread.allocate_lock()
_server = None  # the thread that has it
_forked = False  # a child of a process with a compiler
_stored_problem = None  # why it does not
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
    problem = _begin.reason_against_python() or _places.switched_off()
    if problem is not None:
        _begin.give_up()
        return
    without_java = _places.reason_against_java()
    stored = (nanos > 0 or without_java) and _places.uses_stored()
    if without_java and not stored:
        problem = without_java
        _begin.give_up()
        return
    try:
        import os

        from justjit._host import Host, jvm_options

        if without_java:
            problem = without_java
            host, soon, nanos = Host(None, ()), nanos, NEVER
        else:
            host, soon = Host(_places.java_library(), jvm_options()), nanos
            _files = _places.files_of_the_jvm()
        host.put("EARLY_START_NANOS", nanos)
        shared = nanos > 0 and not without_java and _places.uses_cache()
        shared = shared and _places.reason_against(_places.cache()) is None
        if shared:
            file = os.path.join(_places.cache(), "start.lock")
            host.start_alone(file, PATIENCE_MILLIS * NANOS_PER_MILLI)
        if stored or shared:
            host.call_between(_serve, NEVER if stored else 0)
        host.at_end(_end)
        _host = host  # first: what is in the block is asked for from now on
        host.begin(nanos)
    except (ImportError, OSError, ValueError) as error:
        _host = None
        problem = str(error)
        _begin.give_up()
        return
    if stored:  # last: what handlers of signals raise after it is the program's
        host.put("STORED_NANOS", min(soon, STORED_MILLIS * NANOS_PER_MILLI))


def _serve():
    """By machine code, between two instructions: what is wrong with stored code keeps it from being used."""
    global _runtime, _server
    host = _host
    if host is None or compiler() is not None or not _serving.acquire(blocking=False):
        return  # whoever is at it, and may be interrupted by this, goes on until nothing is asked for
    try:
        _server = _thread.get_ident()
        if _runtime is None and _stored_problem is None and _places.uses_stored():
            from justjit._runtime import Runtime

            calls = _hot[0] if _hot is not None else None
            later = LATER_MILLIS * NANOS_PER_MILLI
            _runtime = Runtime(host, calls, later, host.get("COMPILER_DATA"))
            if observer is not None:
                observer.stored_code(*_runtime.code_memory())
        if _runtime is not None:
            if jvm_waited():
                _runtime.look_again()
            _runtime.serve()
    except FileNotFoundError:
        pass  # not yet: another process may store it
    except RecursionError:  # the program is deep in C code
        if _runtime is None:
            host.put("STORED_NANOS", 1)  # soon
    except Exception as error:
        _leave_stored(f"stored code is not used: {str(error) or repr(error)}")
    finally:
        _server = None
        if _serving.locked():  # not in a child that was forked meanwhile
            _serving.release()


def before_fork():
    """By Python: `_begin` has it called."""
    from justjit import _forkwarnings

    if _begin.running:
        _forkwarnings.spare_fork_warnings()
    if compiler() is not None:
        from justjit import _child  # noqa: F401 - for children


def in_child():
    """Another thread that was at stored code does not exist here, nor do those of the JVM."""
    global _stored_problem, _forked, _runtime
    if _host is None:
        return
    if _serving.locked() and _server != _thread.get_ident():
        if _runtime is None:
            _stored_problem = "the process was forked while stored code was looked for"
        _serving._at_fork_reinit()
    if compiler() is not None:
        _forked = True
        _runtime = None  # what was there was given back when the compiler came
    if not _forked:
        _host.begin_in_child(STORED_MILLIS * NANOS_PER_MILLI)
    elif _host.get("CALLABLE") and (_runtime.is_active() if _runtime is not None else _places.uses_stored()):
        from justjit import _child

        _child.take_over(_host)


def _leave_stored(reason):
    """No more stored code in this process."""
    global _stored_problem
    host, runtime = _host, _runtime
    _stored_problem = reason
    if runtime is not None:
        runtime.leave()
    host.start_early()


def is_forked():
    """Whether this is a child of a process with a compiler, which is none here."""
    return _forked


def is_running_stored():
    """Whether code of earlier runs is used, without a compiler."""
    return _runtime is not None and _runtime.is_active() and compiler() is None


def has_stored(function):
    """Whether calls of the function run such code."""
    if _forked:
        return sys.modules["_justjit"].is_compiled(function)
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

    if os.environ.get("JUSTJIT_RECORD") and _places.switched_off() is None:
        from justjit import _record

        _record.drop_unusable()
    _places.keep_files()
    mode = os.environ.get("JUSTJIT") or ("hot" if _places.blobs() or _places.record() else "")
    if mode not in ("", "0", "off", "decorated", "hot", "eager", "verify"):
        say(f"justjit: JUSTJIT is decorated, hot, eager, verify or 0, not {mode}")
    _stats = bool(os.environ.get("JUSTJIT_STATS"))
    if _stats:
        import atexit

        atexit.register(_tell_state)  # first, so it is called last
    if mode == "verify":
        from justjit import _verify

        _verify.begin()
    if mode in ("hot", "verify"):
        after = _number("JUSTJIT_START_MILLIS", START_MILLIS)
        compile_hot(_number("JUSTJIT_THRESHOLD", None), after * NANOS_PER_MILLI)
    elif mode == "eager":
        compile_hot(1, 0)
    if _places.switched_off() is None and (os.environ.get("JUSTJIT_REPORT") or os.environ.get("JUSTJIT_TOP")):
        from justjit import _report

        _report.begin()
    record = _places.record() if mode in ("hot", "eager", "decorated", "verify") else None
    if mode == "eager" or record or os.environ.get("JUSTJIT_WAIT"):
        wait()
    if record and compiler() is None:
        say(f"justjit: {record} is not written: {state()}")


def say(text):
    """Lines for the user: to stderr, if there is one that can be written to."""
    if sys.stderr is not None:  # else print() takes stdout
        try:
            print(text, file=sys.stderr)
        except (OSError, ValueError):
            pass


def _number(variable, otherwise):
    import os

    text = os.environ.get(variable)
    if not text:
        return otherwise
    if text.isdecimal() and 0 < int(text) < 2**31:
        return int(text)
    say(f"justjit: {variable} is a number between 1 and 2147483647, not {text}")
    return otherwise


def is_in_python():
    """Whether the process is a python3.13, and no JVM that has loaded a libpython."""
    return _host is not None


def compiler():
    """The module _justjit, or None while there is no compiler in this process."""
    return None if _forked else sys.modules.get("_justjit")


def wait():
    """Start the JVM now and return when the compiler is attached, or cannot be."""
    import time

    start()
    host = _host
    if host is None:
        return
    if not host.get("LIBRARY"):  # only stored code can be had
        host.call_now()
        return
    host.put("START_NANOS", 0)
    while host.get("STATE") < host.layout.IS_ATTACHED and not host.get("ENDED"):
        time.sleep(0.0005)
    learn_problem()


def when_attached(call):
    """Call with the module _justjit: now, or when the compiler is attached, which it will be soon."""
    module = compiler()
    if module is not None:
        call(module)
        return
    start()
    if _host is not None:
        if _host.get("LIBRARY"):
            _host.put("START_NANOS", 0)
        _waiting_for.append(call)  # for ever, where there is no Java


def attached():
    """By Java, with the GIL, between two instructions of any thread."""
    learn_problem()
    module = compiler()
    if module is None:
        return
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


def compile_hot(threshold=None, nanos=START_MILLIS * NANOS_PER_MILLI):
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


def _end():
    global _last_state
    if _host is None:
        return
    _last_state = state() if _stats and is_running_stored() else None
    if observer is not None:
        observer.finish()
    _host.end()
    if _runtime is not None:
        _runtime.leave()
    module = compiler()
    if module is not None:
        module.end(_stats)


def _tell_state():
    from justjit import _status

    _status.tell(_last_state)


def learn_problem():
    """Why Java has not attached the compiler becomes `problem`."""
    global problem
    host = _host
    if host is not None and host.get("LIBRARY") and host.get("STATE") >= host.layout.HAS_FAILED:
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
    from justjit import _status

    return _status.sentence()


def jvm_waited():
    """How often a start of the JVM was put off, because another program was at it."""
    return _host.get("JVM_WAITED") if _host is not None else 0


if _begin.waits:
    compile_hot()
    _begin.waits = False

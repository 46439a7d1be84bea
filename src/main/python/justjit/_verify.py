"""Calls of compiled functions that are run a second time, by the interpreter, and compared.

Java calls `_before` and `_after` around every call whose turn it is (dev.justjit.attach.Verification). The program
gets the result of the machine code; the copies that the interpreter runs are those of `_verifyplan`. What
this proves and what not is in src/docs/verify.md.
"""

import builtins
import os
from sys import _current_frames
from time import process_time_ns, thread_time_ns

import _thread
import _weakref

from justjit import _service
from justjit._verifyoutcome import Outcome, difference, is_from_here
from justjit._verifyplan import WARNS, Plan, keep_interpreted
from justjit._verifyscan import Refused, scan
from justjit._verifyvalues import Copier, NotPlain, know_arrays

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own

# Calls that are all run twice: the first ones of a function, and those after it got new machine code.
FIRST = 100
# Later one in so many on average; from one to the next it is never the same number, for programs with a rhythm.
GAP = 100
# Calls whose machine code has taken longer are not run again: the interpreter may need a hundred times as long.
LONGEST_NANOS = 20_000_000
# Processor time of second runs and all around them: so much, and this part of what the process takes.
FREE_NANOS = 5_000_000_000
SHARE = 0.5
# Calls in a row with values that cannot be compared, after which the function is left alone.
MOST_SKIPPED = 12

_GENERATOR = 0x20
_Function = type(lambda: None)
_watches = {}  # by id of the code object: a weak reference to it, and _Watch
_rate = None
_began = 0
_spent = 0
_lot = 1
_failures = 0
_process = None
_OWN = "justjit._verify"


class _Skipped(Exception):
    """A call is not compared; the text is the reason."""


class _Watch:
    """What is known of the calls of one code object.

    reason
        why its calls are not run twice any more, or None
    skipped
        why single calls were not, with how often
    reaches
        the code objects that its last call could run, by their ids
    """

    def __init__(self, name, rate):
        self.name = name
        self.rate = rate
        self.reason = None
        self.verified = 0
        self.skipped = {}
        self.in_a_row = 0
        self.fresh = FIRST if rate is None else 0
        self.versions = None
        self.reaches = frozenset()
        self.difference = None

    def gap(self):
        """Calls from one that is run twice to the next."""
        global _lot
        if self.fresh > 0:
            return 1
        middle = GAP if self.rate is None else round(1 / self.rate)
        _lot = (_lot * 1103515245 + 12345) & 0x7FFFFFFF
        return 1 + (_lot >> 8) % (2 * middle - 1)

    def skip(self, compiler, function, reason):
        """This call is not compared."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1
        self.in_a_row += 1
        if self.in_a_row >= MOST_SKIPPED and self.verified == 0:
            self.refuse(compiler, function, reason)
        else:
            compiler.verify(function, max(self.gap(), 1 << min(self.in_a_row, 10)))

    def refuse(self, compiler, function, reason):
        """No call of the function is run twice any more."""
        self.reason = reason
        compiler.verify(function, None)


class _Call:
    """One call between its two runs.

    arguments, copies, before
        those of the machine code, those of the interpreter, and what nobody changes
    """

    def __init__(self, watch, function, plan, arguments, copies, names):
        self.before = list(map(Copier().copy, copies)) if plan.reads_changeable else arguments
        self.watch = watch
        self.function = function
        self.plan = plan
        self.arguments = arguments
        self.copies = copies
        self.names = names
        self.counts = {}
        self.began = 0


# ---- switching it on ----


def begin(everything=True):
    """Calls are run twice from now on: of all functions that are compiled, or of those that `watch` names."""
    global _process, _began, _rate
    if _process is None:
        _process = os.getpid()
        _began = process_time_ns()
        _rate = _rate_of_environment()
    if everything:
        import atexit

        atexit.register(_tell)
    _service.when_attached(lambda compiler: _attached(compiler, everything))


def _rate_of_environment():
    text = os.environ.get("JUSTJIT_VERIFY_RATE")
    if not text:
        return None
    try:
        rate = float(text)
    except ValueError:
        rate = 0
    if 0 < rate <= 1:
        return rate
    _service.say(f"justjit: JUSTJIT_VERIFY_RATE is a number above 0 and not above 1, not {text}")
    return None


def _attached(compiler, everything):
    for name in ("", "outcome", "plan", "scan", "values"):
        for each in list(vars(__import__(f"{_OWN}{name}", fromlist=["x"])).values()):
            _keep_interpreted(compiler, each)
    compiler.begin_verifying(_before, _after, everything)


def _keep_interpreted(compiler, each):
    """What compares is not to be compared."""
    if type(each) is type and each.__module__.startswith(_OWN):
        for method in vars(each).values():
            _keep_interpreted(compiler, method)
    elif type(each) is _Function and each.__module__.startswith(_OWN):
        keep_interpreted(compiler.interpret, each.__code__, "it compares")
        compiler.interpret(each, "it compares")


def watch(function, rate):
    """Calls of the function are run twice from now on; rate: which part of them, or None: as FIRST and GAP say."""
    begin(False)
    _watch(function).rate = rate
    _watch(function).fresh = FIRST if rate is None else 0
    _service.when_attached(lambda compiler: compiler.verify(function, 1))


def _watch(function):
    code = function.__code__
    known = _watches.get(id(code))
    if known is None:
        number = id(code)
        made = _Watch(function.__qualname__, _rate)
        known = _weakref.ref(code, lambda dead, all_=_watches: all_.pop(number, None)), made
        _watches[number] = known
    return known[1]


# ---- called around a call ----


def _before(function, arguments, names):
    """A `_Call` if this one is to be run twice, else None."""
    global _failures
    compiler = _service.compiler()
    watch = _watch(function)
    begun = thread_time_ns()
    try:
        return _prepare(compiler, watch, function, arguments, names or ())
    except Refused as reason:
        watch.refuse(compiler, function, str(reason))
    except (NotPlain, _Skipped, RecursionError, MemoryError) as reason:
        watch.skip(compiler, function, str(reason) or type(reason).__name__)
    except Exception as error:
        if not is_from_here(error):
            raise  # a signal handler's
        _failures += 1
        watch.refuse(compiler, function, f"an error of the comparison: {error!r}")
    finally:
        _spend(begun)
    return None


def _prepare(compiler, watch, function, arguments, names):
    if function.__code__.co_flags & _GENERATOR:
        raise Refused("it is a generator function")
    if _spent > FREE_NANOS + SHARE * (process_time_ns() - _began):
        raise _Skipped("second runs have taken their share of the time")
    scan(function.__code__)
    know_arrays()
    copier = Copier()
    copies = []
    for i, each in enumerate(arguments):
        try:
            copies.append(copier.copy(each))
        except NotPlain as reason:
            raise NotPlain(f"argument {i + 1} is {reason}") from None
    if _thread._count() or len(_current_frames()) > 1:
        raise _Skipped("other threads might change what the call reads")
    plan = Plan(function, copier, compiler.interpret)
    call = _Call(watch, function, plan, arguments, copies, names)
    for each in plan.functions():
        call.counts[each] = compiler.exits(each, None)
    _notice_versions(watch, call.counts[function])
    watch.reaches = frozenset(map(id, plan.codes.values()))
    call.began = thread_time_ns()
    return call


def _notice_versions(watch, counts):
    """New machine code begins anew."""
    versions = [line.partition(":")[0] for line in counts.split("\n")]
    if versions != watch.versions:
        watch.versions = versions
        watch.fresh = FIRST if watch.rate is None else 0


def _after(call, result, raised):
    """The machine code has run; result or exception are the program's whatever this finds."""
    global _failures
    begun = thread_time_ns()
    compiler = _service.compiler()
    watch = call.watch
    try:
        if begun - call.began > LONGEST_NANOS:
            watch.skip(compiler, call.function, f"machine code took longer than {LONGEST_NANOS // 1_000_000} ms")
            return
        if call.plan.has_other_names():
            watch.skip(compiler, call.function, "what it reads has changed meanwhile")
            return
        first = Outcome(result, raised, call.plan.codes)
        if not first.comparable:
            watch.skip(compiler, call.function, f"it raised {type(raised).__qualname__}")
            return
        _compare(compiler, call, first)
    except NotPlain as reason:
        watch.skip(compiler, call.function, f"a result is {reason}")
    except (_Skipped, RecursionError, MemoryError) as reason:
        watch.skip(compiler, call.function, str(reason) or type(reason).__name__)
    except Exception as error:
        if not is_from_here(error):
            raise
        _failures += 1
        watch.refuse(compiler, call.function, f"an error of the comparison: {error!r}")
    finally:
        _spend(begun)


def _compare(compiler, call, first):
    watch = call.watch
    second = _second(call)
    if second.raised is not None and isinstance(second.raised, (RecursionError, MemoryError)):
        raise _Skipped(f"the second run raised {type(second.raised).__name__}")
    if not second.comparable:
        raise second.raised  # a signal handler's
    if second.raised is not None and second.raised.args == (WARNS,):
        raise _Skipped("it warns")
    pairs = [(f"argument {i + 1}", each, call.copies[i]) for i, each in enumerate(call.arguments)]
    where = difference(pairs + call.plan.inputs, first, second)
    if where is None:
        watch.verified += 1
        watch.in_a_row = 0
        watch.fresh -= 1
        compiler.verify(call.function, watch.gap())
    elif not call.plan.reads_changeable and difference([], second, _second(call)) is not None:
        watch.refuse(compiler, call.function, "the interpreter gives different results, too")
    else:
        _found(compiler, call, where, first, second)


def _second(call):
    """The outcome of the interpreter's run; Java knows how many frames are below it."""
    count = len(call.copies) - len(call.names)
    named = dict(zip(call.names, call.copies[count:]))
    try:
        return Outcome(call.plan.clone(*call.copies[:count], **named), None, call.plan.codes)
    except BaseException as error:
        return Outcome(None, error, call.plan.codes)


def _spend(begun):
    global _spent
    _spent += thread_time_ns() - begun


# ---- what was found ----


def _found(compiler, call, where, first, second):
    """The function and what reaches it are interpreted from now on."""
    from justjit import _verifyreport

    watch = call.watch
    watch.difference = _verifyreport.found(compiler, call, where, first, second)
    watch.reason = "a call gave another result than in the interpreter"
    bad = id(call.function.__code__)
    codes = {number for number, known in _watches.items() if number == bad or bad in known[1].reaches}
    import gc

    for each in gc.get_objects():
        if type(each) is _Function and id(each.__code__) in codes:
            reason = watch.reason if id(each.__code__) == bad else f"it calls {watch.name}: {watch.reason}"
            compiler.interpret(each, reason)
            _watch(each).reason = reason
    _verifyreport.publish(watch.difference)


def is_on():
    """Whether calls are run twice in this process."""
    return _process == os.getpid()


def explanation(function):
    """What `justjit.explain` says of the function."""
    known = _watches.get(id(function.__code__))
    if known is None:
        return {"state": "not called yet", "reason": None, "verified": 0, "skipped": {}, "difference": None}
    return _describe(known[1])


def _describe(watch):
    if watch.difference is not None:
        state = "differs"
    elif watch.reason is not None:
        state = "not verified"
    else:
        state = "verified" if watch.verified else "not verified yet"
    return {
        "state": state,
        "reason": watch.reason,
        "verified": watch.verified,
        "skipped": dict(watch.skipped),
        "difference": watch.difference,
    }


def counters():
    """Numbers for `justjit.stats`."""
    watches = [known[1] for known in list(_watches.values())]
    return {
        "verified_functions": sum(each.verified > 0 for each in watches),
        "verified_calls": sum(each.verified for each in watches),
        "verify_skipped": sum(sum(each.skipped.values()) for each in watches),
        "verify_refused": sum(each.reason is not None for each in watches),
        "verify_differences": sum(each.difference is not None for each in watches),
        "verify_failures": _failures,
        "verify_microseconds": _spent // 1000,
    }


def report():
    """The dict that `justjit.verify_report` answers."""
    watches = [known[1] for known in list(_watches.values())]
    functions = [dict(_describe(each), name=each.name) for each in watches]
    differences = [each.difference for each in watches if each.difference is not None]
    return {"counters": counters(), "functions": functions, "differences": differences}


def _tell():
    """At the end of the program: one line."""
    if is_on():
        numbers = counters()
        _service.say(
            f"justjit: verify: {numbers['verified_calls']} calls of {numbers['verified_functions']} functions were run"
            f" twice, {numbers['verify_differences']} differences"
        )

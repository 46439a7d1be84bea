"""What came of the two runs of a call, and whether it is the same."""

import builtins

from justjit._verifyvalues import Comparison, Differs

__builtins__ = dict(vars(builtins))  # for the functions below, whatever the program does to its own
_OWN = "justjit._verify"


def _comparable():
    found = [each for each in vars(builtins).values() if isinstance(each, type)]
    without = RecursionError, MemoryError  # they depend on how deep the call is
    return {each for each in found if issubclass(each, Exception) and not issubclass(each, without)}


_COMPARABLE = _comparable()


class Outcome:
    """What came of a run.

    raised, trail
        the exception, or None, and where it came through: pairs of qualified name and line
    """

    def __init__(self, result, raised, codes):
        self.result = result
        self.raised = raised
        self.trail = []
        self.comparable = raised is None or type(raised) in _COMPARABLE
        trace = None if raised is None else raised.__traceback__
        while trace is not None and is_ours(trace.tb_frame):
            trace = trace.tb_next
        while trace is not None:
            code = trace.tb_frame.f_code
            self.comparable = self.comparable and code in codes
            self.trail.append((code.co_qualname, trace.tb_lineno))
            trace = trace.tb_next


def is_ours(frame):
    return str(frame.f_globals.get("__name__")).startswith(_OWN)


def difference(pairs, first, second):
    """In words what is not the same of two outcomes, and of pairs of values with their names; or None."""
    try:
        if (first.raised is None) != (second.raised is None):
            raise Differs("one run raises")
        comparison = Comparison()
        for name, original, copied in pairs:
            comparison.same(original, copied, name)
        if first.raised is None:
            comparison.same(first.result, second.result, "the result")
        else:
            _same_errors(comparison, first.raised, second.raised, "the exception", set())
            if first.trail != second.trail:
                raise Differs("the lines of the traceback")
    except Differs as found:
        return str(found)
    return None


def _same_errors(comparison, first, second, what, seen):
    if first is second or id(first) in seen:
        return
    seen.add(id(first))
    if type(first) is not type(second):
        raise Differs(f"{what}: types {type(first).__qualname__} and {type(second).__qualname__}")
    if first is None:
        return
    comparison.same(first.args, second.args, f"{what}'s args")
    if first.__suppress_context__ != second.__suppress_context__:
        raise Differs(f"{what}'s __suppress_context__")
    _same_errors(comparison, first.__cause__, second.__cause__, f"{what}'s cause", seen)
    _same_errors(comparison, first.__context__, second.__context__, f"{what}'s context", seen)


def is_from_here(error):
    """Whether an exception came up in these modules, and not in a signal handler that ran meanwhile."""
    trace = error.__traceback__
    while trace is not None:
        if not is_ours(trace.tb_frame):
            return False
        trace = trace.tb_next
    return True

"""What the package has for programs; `justjit` reads it when something of it is asked for."""

from justjit import _service

__name__ = "justjit"  # where its functions and classes are found

_MODES = ("auto", "int", "float", "object")
_ON_FAIL = ("fallback", "warn", "error")
_CALLS = 3
_CO_GENERATOR = 0x20
_CO_COROUTINE = 0x80
_CO_ITERABLE_COROUTINE = 0x100
_CO_ASYNC_GENERATOR = 0x200
_Function = type(lambda: None)
_Method = type(_Function.__get__(lambda: None, 0))


class JitWarning(UserWarning):
    """A function that was to be compiled stays interpreted."""


class NotCompilable(RuntimeError):
    """A function cannot be compiled; the text is the reason."""


def jit(func=None, /, *, mode="auto", on_fail="fallback", verify=False):
    """Mark a function to be compiled. Use it as ``@jit`` or ``@jit(...)``.

    The function itself is returned. Its first calls run in the interpreter, which notes the types
    that occur; the third one is compiled, or the first one if the mode is a promise. Static and class methods may be marked outside or inside
    of ``@staticmethod`` and ``@classmethod``.

    mode
        ``"auto"``, ``"int"``, ``"float"`` or ``"object"``: what the numbers in the function are.
        ``"int"`` and ``"float"`` are promises, which stand in for the types that would be noted: code
        of the first call has fast paths for them. Promises that are broken cost speed and never
        change a result. With ``"object"`` nothing is predicted, and no number is unboxed.
    on_fail
        what to do when the function cannot be compiled (it is too large, say), now, when it is
        decorated: ``"fallback"`` leaves it to the interpreter, ``"warn"`` also issues a
        `JitWarning`, ``"error"`` raises `NotCompilable`. Without a compiler in the process nothing
        is reported.
    verify
        True: calls that only compute run a second time, in the interpreter, and the first difference is reported;
        all of the first hundred, then one in a hundred. A number above 0 and not above 1: that part of all calls.
        src/docs/verify.md says what "only compute" means.
    """
    _check_choice("mode", mode, _MODES)
    _check_choice("on_fail", on_fail, _ON_FAIL)
    rate = _rate(verify)
    if func is None:
        return lambda func, /: _mark(func, mode, on_fail, rate)
    return _mark(func, mode, on_fail, rate)


def _rate(verify):
    """0: not at all, None: the usual part."""
    if verify is True:
        return None
    if not isinstance(verify, (bool, int, float)):
        raise TypeError(f"verify must be a bool or a number, not {type(verify).__name__}")
    if not 0 <= verify <= 1:
        raise ValueError(f"verify must be between 0 and 1, not {verify!r}")
    return verify


def _check_choice(name, value, choices):
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a str, not {type(value).__name__}")
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, not {value!r}")


def _mark(func, mode, on_fail, rate):
    function = _function("jit", func, methods=True)
    if on_fail != "fallback":
        compiler = _compiler()
        reason = None if compiler is None else compiler.check(function)
        if reason is not None:
            text = f"{function.__qualname__} stays interpreted: {reason}"
            if on_fail == "error":
                raise NotCompilable(text)
            import warnings

            warnings.warn(text, JitWarning, stacklevel=3)
            return func
    _service.when_attached(lambda compiler: _promise(compiler, function, mode))
    if rate != 0:
        from justjit import _verify

        _verify.watch(function, rate)
    return func


def _promise(compiler, function, mode):
    compiler.promise(function, mode)
    compiler.mark(function, 1 if mode in ("int", "float") else _CALLS)


def _compiler():
    """The module _justjit, started if that is possible, or None."""
    if _service.compiler() is None:
        _service.wait()
    return _service.compiler()


def _function(user, func, methods=False):
    """The Python function in func, or TypeError."""
    if methods and isinstance(func, (staticmethod, classmethod)):
        func = func.__func__
    elif isinstance(func, _Method):
        func = func.__func__
    if type(func) is not _Function:
        raise TypeError(f"{user} needs a Python function, not {type(func).__name__}")
    return func


def compile_function(func, /):
    """Compile a function of any kind now, and return it. It may be a bound method too.

    Code that was called before is compiled for the types that occurred. Generators, coroutines and
    asynchronous generators that exist already go on in machine code when they are resumed next.

    Raises `NotCompilable` with the reason when it stays interpreted.
    """
    _compile("compile_function", func)
    return func


def compile_generator(func, /):
    """The same as `compile_function`, for generator functions only.

    Raises TypeError, with the name of the function, for any other kind of function.
    """
    _require_kind("compile_generator", func, _CO_GENERATOR, "a generator function")
    _compile("compile_generator", func)
    return func


def compile_coroutine(func, /):
    """The same as `compile_function`, for ``async def`` and `types.coroutine` functions only.

    Those whose bodies yield make asynchronous generators; they are among them.

    Raises TypeError, with the name of the function, for any other kind of function.
    """
    kinds = _CO_COROUTINE | _CO_ITERABLE_COROUTINE | _CO_ASYNC_GENERATOR
    _require_kind("compile_coroutine", func, kinds, "a coroutine function")
    _compile("compile_coroutine", func)
    return func


def _require_kind(user, func, flags, kind):
    function = _function(user, func, methods=True)
    if not function.__code__.co_flags & flags:
        raise TypeError(f"{user} needs {kind}, and {function.__qualname__} is {_kind(function)}")


def _kind(function):
    flags = function.__code__.co_flags
    if flags & _CO_ASYNC_GENERATOR:
        return "an asynchronous generator function"
    if flags & _CO_COROUTINE:
        return "a coroutine function"
    return "a generator function" if flags & _CO_GENERATOR else "a regular function"


def _compile(user, func):
    function = _function(user, func, methods=True)
    compiler = _compiler()
    reason = _service.state() if compiler is None else compiler.compile(function)
    if reason is not None:
        raise NotCompilable(f"{function.__qualname__} stays interpreted: {reason}")


def is_compiled(func, /):
    """Return True if calls of the function run machine code.

    It is False for anything that is not a Python function or a method made of one.
    """
    try:
        function = _function("is_compiled", func, methods=True)
    except TypeError:
        return False
    compiler = _service.compiler()
    if compiler is None:
        return _service.has_stored(function)
    return compiler.is_compiled(function)


def explain(func, /):
    """Return what is known of a function's compilation, as a dict.

    name
        the function's qualified name
    compiled
        whether its calls run machine code
    reason
        why it is not compiled, or None
    bytes
        size of its machine code
    versions
        how often its code was compiled: again, when predictions failed too often
    exits
        the places where the code can return to the interpreter, each a dict with ``unit`` (number
        of the code unit), ``opcode``, ``line``, ``reason`` and ``count``
    sites
        the instructions that keep a record of what they met, each a dict with ``unit``, ``opcode``,
        ``line``, ``name`` (of the attribute), ``misses`` (how often the general way was gone) and
        ``shapes``: up to four dicts with ``kind`` (where objects of one class have the attribute) and
        ``count``
    loops
        the loops that may keep their numbers in machine registers, each a dict with ``kind``
        (loop, or body: all of a function that only computes and calls functions), ``unit`` and
        ``line`` of its start, ``reason`` (why it does not: "not hot yet" before it has run
        about 1000 times; None if it does and nothing else was refused) and ``regions``: one for
        each set of types that the loop was hot with. A region is a dict with ``bytes``, ``entered`` (how often), ``values``,
        ``calls`` (names of functions that it calls with their arguments in registers),
        ``obstacles`` (what leaves it because it is not numeric: ``line`` and ``reason``) and
        ``exits``, as above, with ``ordinary`` where no guard has failed; a value is a dict with ``name``, ``type`` (int, float, bool, or object:
        the address of one) and ``place``: the machine register, or "word" and a number when there
        were too few registers
    tier
        what made the machine code of its calls: "templates" (of the bytecode, instruction by instruction), "graph" (the
        optimizing compiler, once that code stays hot), or None
    optimizer
        what the optimizing compiler made of it, a dict with ``reason`` (why the code is no graph although it is hot, or
        None), ``ratio`` (how long calls took in the graph that was timed last, in parts of what they took in templates; 0
        if none was), ``wholes`` (instructions that the graph leaves to their templates, with ``unit``, ``line``,
        ``opcode`` and ``reason``), ``inlined`` (names of functions that are part of it), ``refused`` (calls
        of Python functions that are not, with ``unit``, ``line``, ``caller``: the inlined function that calls, or None,
        ``callee`` and ``reason``) and ``loops``: machine code for
        calls that are in the middle of a loop, with ``unit``, ``line``, ``bytes`` and ``reason`` (why there is none);
        None where there is no compiler
    verify
        None unless calls run twice in this process (``JUSTJIT=verify``, ``@jit(verify=True)``); else a dict with ``state``
        (verified, not verified yet, not verified, differs, not called yet), ``reason`` (why its calls are not run twice
        any more, or None), ``verified`` (how many calls were), ``skipped`` (why others were not, with how often) and
        ``difference``: None or what `verify_report` has of it
    """
    function = _function("explain", func, methods=True)
    report = {
        "name": function.__qualname__,
        "compiled": False,
        "reason": None,
        "bytes": 0,
        "versions": 0,
        "exits": [],
        "sites": [],
        "loops": [],
        "tier": None,
        "optimizer": None,
        "verify": None,
    }
    verification = _verification()
    if verification is not None:
        report["verify"] = verification.explanation(function)
    compiler = _service.compiler()
    if compiler is None:
        report["compiled"] = _service.has_stored(function)
        report["reason"] = None if report["compiled"] else _service.state()
        return report
    text = compiler.report(function)
    if text is not None:
        import json

        report.update(json.loads(text), name=function.__qualname__)
    report["compiled"] = compiler.is_compiled(function)
    if not report["compiled"] and report["reason"] is None:
        report["reason"] = compiler.check(function) or "it was not called often enough"
    return report


def _verification():
    """The module _verify where calls run twice, or None."""
    import sys

    module = sys.modules.get("justjit._verify")
    return module if module is not None and module.is_on() else None


def stats():
    """Return the compiler's counters as a dict; an empty one without a compiler, as in a forked child.

    ``compiled`` and ``refused`` count code objects, ``recompiled`` those compiled again, ``stored`` those
    whose machine code an earlier run had stored, ``stored_regions`` such loops, ``store_failures``
    what was wrong with the store,
    ``regions`` loops compiled with their numbers in machine registers (again for other types), ``loops_refused``
    hot loops that were not, ``freed`` versions whose code object died, ``failures`` errors of the
    compiler itself (the code stays interpreted), ``code_bytes`` is the memory in use for machine
    code, ``free_numbers`` how many dead ints and floats are kept for reuse, ``free_blocks`` how many blocks of
    memory of other dead objects, ``compile_microseconds`` the time spent, and ``opcodes`` maps the names of
    opcodes to the number of compiled code objects that have them. Where calls run twice, ``verified_functions``, ``verified_calls``,
    ``verify_skipped`` (calls), ``verify_refused`` (functions that do more than compute), ``verify_differences``,
    ``verify_failures`` and ``verify_microseconds`` say what came of it.
    """
    compiler = _service.compiler()
    if compiler is None:
        return {}
    import json

    counters = json.loads(compiler.stats())
    verification = _verification()
    return counters if verification is None else counters | verification.counters()


def verify_report():
    """Return what came of calls that ran twice, as a dict.

    ``counters`` is the part of `stats`, ``functions`` a list of dicts like ``explain(f)["verify"]`` with ``name``, and
    ``differences`` a list of dicts that src/docs/verify.md documents. An empty dict where no call runs twice.
    """
    verification = _verification()
    return {} if verification is None else verification.report()


def opcodes():
    """Return a list of dicts, one for each opcode, with how it is compiled.

    ``name``, ``number``, ``kind`` (real, specialized, instrumented or pseudo), ``base`` (what a
    specialized or instrumented one stands for), ``tiers`` (T0: inline without a guard, T1: inline
    with a guard, T2: calls a function of CPython; none: not compiled), ``helpers``, ``note``, and
    ``fixtures``: how many test programs ran it compiled. The list is empty without a compiler.
    """
    compiler = _service.compiler()
    if compiler is None:
        return []
    import json

    return json.loads(compiler.opcodes())


def report():
    """Return where the program's time went and how its code ran, as a dict; src/docs/report.md documents it.

    In a program started with ``justjit run --report=FILE`` or ``--top`` it has the samples of all threads so
    far. In any other it has what the compiler knows, and no samples.
    """
    from justjit import _report

    return _report.report()


def enable(threshold=None):
    """Compile what is hot from now on, as in the mode hot.

    Functions that are made from now on are hot at their threshold-th call; None: at the one of
    the mode hot. TypeError or ValueError for anything but None or an int from 1 to 2147483647.
    """
    if threshold is not None:
        if isinstance(threshold, bool) or not isinstance(threshold, int):
            raise TypeError(f"threshold must be an int, not {type(threshold).__name__}")
        if not 1 <= threshold < 2**31:
            raise ValueError(f"threshold must be between 1 and 2147483647, not {threshold}")
        threshold = int(threshold)
    _service.compile_hot(threshold)


def disable():
    """Compile no more functions by counting calls. Compiled ones and marked ones stay so."""
    _service.compile_no_more()


def status():
    """Return what the compiler does in this process, or why there is none, as one sentence."""
    return _service.state()


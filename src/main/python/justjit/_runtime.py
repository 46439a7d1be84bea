"""Machine code in a python3.13 without a JVM.

Code that earlier runs have stored is linked when its functions are called often (`_linker`), and runs with
the same stubs and the same block of data as in a process with a compiler: what dev.justjit.attach does
there in Java is done here in Python. Nothing is compiled, and nothing is made anew that does not fit:
then the interpreter goes on. All of it needs the GIL.

`Runtime.leave` gives everything back. It is done before a compiler attaches, when a tool (a tracer, a
profiler, sys.monitoring) may have become active, and at the end of the program.
"""

import marshal
import os
import sys

import _ctypes
import _weakref

from justjit import _layout, _linker, _stored
from justjit._block import Block, Unsuitable, answer_by, definition_of, difference, method
from justjit._native import Library, function as c_function, put, word

_EVENTS = 15
_KNOWN = 3  # so many functions were stored: the program has run before
_HOT = 20  # so often a function that is not stored was called HOT_CALLS times: a JVM is worth its start
_REFUSED_HEAT = 4  # of a function whose code does not fit
_COLD_CALLS = 100_000  # after that
_STUB_MODULES = {"x86_64": "_stubs_x86_64", "aarch64": "_stubs_aarch64"}
_Function = type(lambda: None)


class Runtime:
    """The stubs, their block, and the hooks. Made at most once in a process, by its main interpreter.

    host
        the machine code that this needs, a `_host.Host`
    calls
        of a function before its code is looked for, or None
    later
        processor time, in nanoseconds, at which a JVM is worth its start where the code that is hot was
        stored; the host has what it is otherwise
    compiler
        address of the block of a compiler that was attached before this process was forked off, whose stubs
        and memory are used (see `_child`), or 0
    """

    def __init__(self, host, calls, later, compiler=0):
        self._host = host
        self._library = library = Library()
        self._files = _stored.Files()
        self._check()
        self.loaded = 0
        self.failures = 0
        self.left = 0
        self._calls = calls or _layout.STORED_CALLS
        self._later = later
        self._linked = {}  # by native records of code: a weak reference to a function whose calls run it
        self._missed = {}  # by native records of code that is not stored: a weak reference to a hot function, or None
        self._heat = 0
        self._block = Block(library, compiler)
        self._intercepted = []  # place, what was there, what is there now
        self._watcher = None
        self._is_compilers = compiler != 0
        self._active = True
        machine = os.uname().machine
        stubs = __import__(f"justjit.{_STUB_MODULES[machine]}", None, None, ("STORED", "ENTRIES"))
        if compiler:
            self._take_over(stubs)
        else:
            self._begin(stubs)

    def _begin(self, stubs):
        self._memory = _linker.Memory(self._library, self._host, _layout.MEMORY_BYTES)
        self._make_linker()
        self._block.fill(self._linker.interned)
        answer_by(self._block.address, self._host.entries, self._host.code)
        self._linker.load_stubs(marshal.loads(stubs.STORED), stubs.ENTRIES)
        self._synchronize()
        begin = stubs.ENTRIES["CODE_BEGIN"]
        self._block.put(_layout.DATA_MINUS_CODE_BASE, -self._memory.base - begin)
        self._block.put(_layout.DATA_CODE_SIZE, self._memory.size - begin)
        self._block.put(_layout.DATA_COUNTING_ENTRY, self._linker.stub("COUNTING_ENTRY"))
        try:
            self._install()
        except BaseException:
            self.leave()
            raise

    def code_memory(self):
        """Address and size of the memory for machine code."""
        return self._memory.base, self._memory.size

    def _take_over(self, stubs):
        """The compiler has loaded its stubs first of all."""
        begin = stubs.ENTRIES["CODE_BEGIN"]
        size = self._block.get(_layout.DATA_CODE_SIZE) + begin
        base = 2**64 - self._block.get(_layout.DATA_MINUS_CODE_BASE) - begin
        self._memory = _linker.Memory(self._library, self._host, size, base)
        self._make_linker()
        self._linker.use_stubs(base, stubs.ENTRIES)
        if self._linker.stub("COUNTING_ENTRY") != self._block.get(_layout.DATA_COUNTING_ENTRY):
            raise Unsuitable("the compiler's stubs are others")
        self._synchronize()
        if self._block.get(_layout.DATA_ENABLED):
            self._block.put(_layout.DATA_THRESHOLD, self._calls)
        self._spare_own()

    def _make_linker(self):
        library, host = self._library, self._host
        self._linker = _linker.Linker(library, host, self._memory, self._block.address)

    def _synchronize(self):
        if os.uname().machine == "aarch64":
            self._memory.synchronize_by(self._linker.stub("SYNCHRONIZE_CODE"))

    def _check(self):
        reason = difference(self._library)
        if reason is not None:
            raise Unsuitable(reason)
        if self._has_foreign_evaluator():
            raise Unsuitable("another frame evaluator is installed")

    def _has_foreign_evaluator(self):
        interpreter = self._library.call("PyInterpreterState_Main")
        evaluator = self._library.call("_PyInterpreterState_GetEvalFrameFunc", interpreter)
        own = evaluator == self._library.address("_PyEval_EvalFrameDefault")
        return not own and not sys.is_stack_trampoline_active()  # that is CPython's, for -X perf

    # ---- stubs and hooks ----

    def _install(self):
        call, stub = self._library.call, self._linker.stub
        version = self._quiet_version()
        host = self._host
        host.put("RUNTIME_DATA", self._block.address)
        index = call("PyUnstable_Eval_RequestCodeExtraIndex", stub("CODE_DIED"))
        if index & 0x80000000:
            raise Unsuitable("no slot of code objects is free")
        self._block.put(_layout.DATA_EXTRA_INDEX, index & 0xFFFFFFFF)
        watcher = call("PyFunction_AddWatcher", stub("FUNCTION_EVENT")) & 0xFFFFFFFF
        if watcher & 0x80000000:
            raise Unsuitable("no function watcher is free")
        self._watcher = watcher
        self._intercept_tools()
        self._intercept_generators()
        self._block.put(_layout.DATA_QUIET_VERSION, version)
        self._block.put(_layout.DATA_OK_VERSION, version)
        self._block.put(_layout.DATA_THRESHOLD, self._calls)
        self._block.put(_layout.DATA_ENABLED, 1)
        call("PyUnstable_GC_VisitObjects", stub("FUNCTION_ON"))
        self._spare_own()

    def _spare_own(self):
        """The functions of this package stay interpreted: they are called while others are linked."""
        for name, module in list(sys.modules.items()):
            if name.startswith("justjit."):
                for each in list(vars(module).values()):
                    for item in vars(each).values() if isinstance(each, type) else (each,):
                        if type(item) is _Function:
                            self._interpret(item)

    def _interpret(self, function):
        entry = id(function) + _layout.FUNCTION_VECTORCALL
        if 0 <= word(entry) - self._memory.base < self._memory.size:
            put(entry, self._block.get(_layout.DATA_ORIGINAL_VECTORCALL))

    def _quiet_version(self):
        """The instrumentation version; no tool is active."""
        call = self._library.call
        states = call("calloc", 1, 8 * 5)  # two bytes for each event, and a word
        events = bytes(range(_EVENTS))
        event = id(events) + _layout.BYTES_DATA
        call("PyMonitoring_EnterScope", states, states + 32, event, _EVENTS)
        call("PyMonitoring_ExitScope")
        active = any(word(states + at) for at in range(0, 32, 8))
        call("free", states)
        if active:
            raise Unsuitable("a tool is active")
        thread = call("PyThreadState_Get")
        return word(thread + _layout.THREAD_EVAL_BREAKER) & ~_layout.THREAD_EVENTS_MASK

    def _intercept(self, place, field, stub):
        old = word(place)
        self._block.put(field, old)
        put(place, self._linker.stub(stub))
        self._intercepted.append((place, old, self._linker.stub(stub)))

    def _intercept_tools(self):
        for i, (module, name, stub) in enumerate(_layout.TOOL_FUNCTIONS):
            of_module = sys if module == "sys" else sys.monitoring
            definition = definition_of(self._library, of_module, name)
            self._intercept(definition + _layout.METHOD_METH, _layout.DATA_TOOL_FUNCTIONS + 8 * i, stub)

    def _intercept_generators(self):
        """See dev.justjit.attach.GeneratorTypes."""
        self._block.put(_layout.DATA_WRAPPED_VALUE_TYPE, self._wrapped_value_type())
        address = self._library.address
        for i, (kind, where, stub) in enumerate(_layout.GENERATOR_FUNCTIONS):
            of_type = address(kind)
            if where == "iternext":
                place = of_type + _layout.TYPE_ITERNEXT
            elif where == "method":
                methods = word(of_type + _layout.TYPE_METHODS)
                place = method(methods, "send") + _layout.METHOD_METH
            else:
                place = word(of_type + _layout.TYPE_AS_ASYNC) + _layout.ASYNC_SEND
            self._intercept(place, _layout.DATA_RESUME_FUNCTIONS + 8 * i, stub)

    def _wrapped_value_type(self):
        table = self._library.address("_PyIntrinsics_UnaryFunctions")
        wrap = c_function(word(table + _layout.ASYNC_GEN_WRAP))
        wrapped = wrap(self._library.call("PyThreadState_Get"), id(None))
        kind = word(wrapped + _layout.OBJECT_TYPE)
        as_expected = word(wrapped + _layout.WRAPPED_VALUE) == id(None)
        self._library.call("Py_DecRef", wrapped)
        if not as_expected:
            raise Unsuitable("items of asynchronous generators are wrapped in another way")
        return kind

    # ---- between two instructions of the program ----

    def serve(self):
        """Links what was asked for, until nothing is. Signals are handled after it."""
        while self._step():
            pass

    def look_again(self):
        """What is not stored may have been stored by another process meanwhile."""
        if self._active and self._files.have_changed():
            self._missed.clear()

    def _step(self):
        if self._host.get("DOUBTED") or self._has_foreign_evaluator():
            self.leave()
        self._forget_dead()
        requests, answered = self._host.take_requests(), False
        try:
            while requests:
                request = requests.pop()
                function = _ctypes.PyObj_FromPtr(request & ~1)
                self._library.call("Py_DecRef", request & ~1)
                if self._active:
                    self._answer(function, request & 1)
                answered = True
        finally:  # an interrupt leaves none of them alive; they ask again
            for request in requests:
                self._library.call("Py_DecRef", request & ~1)
        return answered

    def _answer(self, function, has_left):
        if has_left and not self._is_stored(function):
            return
        if has_left:  # it does not run as it did when it was stored
            self.left += 1
            self._refuse(function)
            self._warm(_REFUSED_HEAT)
        else:
            self._load(function)

    def _is_stored(self, function):
        """The code of a compiler, which would be compiled anew, goes on as it is."""
        return not self._is_compilers or self._linker.has(self._state(function.__code__))

    def _load(self, function):
        state = self._state(function.__code__)
        if not state:
            return
        if word(state + _layout.STATE_STATUS) != _layout.STATE_STATUS_COUNTING:
            return  # another function of the same code has asked, too
        try:
            entry = 0 if state in self._missed else self._find(function, state)
        except RecursionError:  # the program is deep in C code; it asks again
            put(state + _layout.STATE_COUNT, self._calls)
            return
        except (ValueError, OSError, MemoryError):
            self.failures += 1
            entry = 0
        if entry:
            put(state + _layout.STATE_ENTRY, entry)
            put(state + _layout.STATE_STATUS, _layout.STATE_STATUS_COMPILED)
            self._library.call("PyFunction_SetVectorcall", id(function), entry)
            self._linked[state] = _weakref.ref(function)
            self.loaded += 1
            if self.loaded == _KNOWN and self._heat < _HOT:
                self._host.start_later(self._later)
        else:
            self._miss(function, state)

    def _miss(self, function, state):
        """What is not stored is counted on: if it is hot, a compiler is wanted."""
        if function.__globals__.get("__name__", "").startswith("justjit."):
            self._refuse(function)
            return
        if state not in self._missed:
            self._missed[state] = None
        else:
            self._missed[state] = _weakref.ref(function)
            self._warm(1)
        more = _COLD_CALLS if self._heat >= _HOT else _layout.HOT_CALLS
        put(state + _layout.STATE_COUNT, more)

    def _warm(self, heat):
        self._heat += heat
        if self._heat >= _HOT:
            self._host.start_early()

    def _find(self, function, state):
        code = function.__code__
        if word(id(code) + _layout.CODE_MONITORING):
            return 0
        stored = self._files.find(_stored.key(code))
        return self._linker.load(state, function, stored) if stored is not None else 0

    def _state(self, code):
        """The native record of the code object, or 0."""
        extra = word(id(code) + _layout.CODE_EXTRA)
        index = self._block.get(_layout.DATA_EXTRA_INDEX)
        return word(extra + 8 + 8 * index) if extra and word(extra) > index else 0

    def _refuse(self, function):
        """Functions of the code are the interpreter's from now on."""
        state = self._state(function.__code__)
        if state:
            put(state + _layout.STATE_STATUS, _layout.STATE_STATUS_REFUSED)
        self._interpret(function)

    def _forget_dead(self):
        state = self._host.take_word(self._block.address + _layout.DATA_DEAD_LIST)
        while state:
            after = word(state + _layout.STATE_NEXT_DEAD)
            self._linker.forget(state)
            self._linked.pop(state, None)
            self._missed.pop(state, None)
            if not self._is_compilers:  # who has allocated it there is not here
                self._library.call("free", state)
            state = after

    def is_active(self):
        """Whether stored code may run."""
        return self._active

    def counters(self):
        """Numbers for those who want to know, by name."""
        return {
            "stored_loaded": self.loaded,
            "stored_loops": self._linker.loops,
            "stored_missed": len(self._missed),
            "stored_left": self.left,
            "stored_failures": self.failures + self._linker.failures + _stored.failures,
        }

    def take_linked(self):
        """The functions, one of each code object, that ran stored code."""
        return _take(self._linked)

    def take_missed(self):
        """The functions that were hot and are not stored."""
        return _take(self._missed)

    def is_compiled(self, function):
        """Whether calls of the function run machine code."""
        entry = word(id(function) + _layout.FUNCTION_VECTORCALL)
        ours = 0 <= entry - self._memory.base < self._memory.size
        return ours and entry != self._block.get(_layout.DATA_COUNTING_ENTRY)

    def leave(self):
        """Functions get CPython's own entry, and everything else is as it was.

        Code that runs leaves at its next check. The pages stay: frames are in them.
        """
        if not self._active:
            return
        raised = None
        while self._active:
            try:
                self._give_back()
                self._active = False
            except BaseException as error:  # of a signal handler: all is given back before it goes on
                raised = error
        if raised is not None:
            raise raised

    def _give_back(self):
        for field in (_layout.DATA_THRESHOLD, _layout.DATA_ENABLED):
            self._block.put(field, 0)
        self._block.put(_layout.DATA_FORKED, 1)
        for field in (_layout.DATA_OK_VERSION, _layout.DATA_QUIET_VERSION):
            self._block.put(field, -1)
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            self._library.call("PyFunction_ClearWatcher", watcher)
        for place, old, new in self._intercepted:
            if word(place) == new:
                put(place, old)
        self._library.call("PyUnstable_GC_VisitObjects", self._linker.stub("FUNCTION_OFF"))


def _take(references):
    """The functions that live of these weak references, which are dropped."""
    functions = [each() for each in references.values() if each is not None]
    references.clear()
    return [function for function in functions if function is not None]

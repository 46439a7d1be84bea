package dev.justjit.compile;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.masm.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * The shared stubs: code emitted once per process that compiled functions call or jump to. Their
 * bodies are in {@code stubs}. Unless stated they change all of {@code RET, ARG0..5, TMP0}
 * and the doubles, and keep {@code THREAD, FRAME, DATA, SAVED0, SAVED1}.
 */
public enum Stub {
    /** {@code RET} = int object of {@code ARG0}, or NULL with MemoryError. */
    BOX_INT,
    /** The same; ends the process when there is no memory. */
    BOX_INT_OR_DIE,
    /** {@code RET} = float object of {@code F0}, or NULL with MemoryError. */
    BOX_DOUBLE,
    BOX_DOUBLE_OR_DIE,
    /** {@code ARG5} = value of the exact int {@code ARG5}; {@code TMP0} = 0 if it fits 60 bits. */
    UNBOX_INT,
    /** The local at {@code ARG1} = int {@code ARG0}, in place if possible. {@code RET} = 1; 0 without memory; 2 if an object of another type was released. */
    STORE_INT_LOCAL,
    /** The local at {@code ARG1} = float {@code F0}, in place if possible. {@code RET} = 1; 0 without memory; 2 if an object of another type was released. */
    STORE_DOUBLE_LOCAL,
    /** The same as {@link #STORE_INT_LOCAL}; ends the process when there is no memory. */
    STORE_INT_OR_DIE,
    /** The same as {@link #STORE_DOUBLE_LOCAL}; ends the process when there is no memory. */
    STORE_DOUBLE_OR_DIE,
    /** {@code TMP0} = value of the exact int {@code TMP0}; the caller's native word 0 = 0 if it fits 64 bits, else 1. Only {@code RET} and native word 1 are lost besides. */
    UNBOX_INT_64,
    /** {@code F0} = {@code F0 % F1} as CPython computes it; {@code F1} is not zero. */
    FLOAT_REMAINDER,
    /** {@code F0} = {@code F0 // F1} as CPython computes it; {@code F1} is not zero. */
    FLOAT_FLOOR_DIVIDE,
    /**
     * {@code RET} = new iterator of a range: {@code ARG0} next value, {@code ARG1} values left, {@code
     * ARG2} step. Ends the process when there is no memory.
     */
    MAKE_RANGE_ITER,
    /**
     * {@code RET} = new iterator of the exact list or tuple {@code ARG0}, {@code ARG1} its next index. Ends the
     * process when there is no memory.
     */
    MAKE_SEQUENCE_ITER,
    /** {@code RET} = new enumerate of the list, tuple or buffer {@code ARG0}, at index {@code ARG1}. Like the above. */
    MAKE_ENUMERATE,
    /** {@code RET} = new zip of the same, {@code ARG0} and {@code ARG2}, at index {@code ARG1}. */
    MAKE_ZIP,
    /**
     * {@code RET} = the global or builtin {@code ARG0}, borrowed, or 0 if it is not there or cannot be found
     * without running Python.
     */
    FIND_GLOBAL,
    /** The same for the attribute {@code ARG1} of the module that is the global {@code ARG0}. */
    FIND_MODULE_ATTR,
    /**
     * The global {@code ARG0}, which is there already, becomes the number {@code ARG1}, which is consumed.
     * Ends the process when there is no memory.
     */
    SET_GLOBAL,
    /** The loop whose words are at {@code ARG0} is hot in the current frame, which is canonical. */
    LOOP_IS_HOT,
    /** Frees the object {@code ARG0}, whose count is 0. */
    DEALLOC,
    /** Releases the object {@code ARG0} unless NULL. */
    RELEASE,
    /** {@code RET = PyType_GenericAlloc(ARG0, 0)}. */
    NEW_OBJECT,
    /** {@code RET} = new tuple of {@code ARG0} items, which are still to be set, or NULL. */
    NEW_TUPLE,
    /** {@code RET} = new tuple of the {@code ARG1} items at {@code ARG0}, which are consumed, or NULL. */
    TUPLE_OF,
    /** {@code RET} = new list of {@code ARG0} items, which are still to be set, or NULL. */
    NEW_LIST,
    /** {@code RET} = new list of the {@code ARG1} items at {@code ARG0}, which are consumed, or NULL. */
    LIST_OF,
    /** {@code RET} = new iterator of the exact list {@code ARG0}, or NULL. */
    ITERATE_LIST,
    /** {@code RET = ARG1(ARG0[0])}, then releases it. */
    CALL_CONSUMING_1,
    CALL_CONSUMING_2,
    CALL_CONSUMING_3,
    /** {@code RET} = rich comparison {@code ARG1} of the two objects at {@code ARG0}, consumed. */
    COMPARE,
    /** Its truth: 1, 0, or -1 when it raised. */
    COMPARE_BOOL,
    /** {@code RET} = binary operator {@code ARG1}, by its oparg, of the two objects at {@code ARG0}, consumed; or NULL. */
    BINARY_OPERATOR,
    /** {@code RET} = {@code -} of the object at {@code ARG0}, consumed; or NULL. */
    NEGATIVE,
    /** {@code RET} = {@code ~} of the object at {@code ARG0}, consumed; or NULL. */
    INVERT,
    /** Deletes the item {@code ARG0[1]} of {@code ARG0[0]}, both consumed; {@code RET}, as a C int: -1 when it raised. */
    DELETE_ITEM,
    /** {@code RET = ARG0[0][ARG0[1]]}, both consumed; or NULL. */
    GET_ITEM,
    /** {@code RET} = iterator of the object at {@code ARG0}, consumed; or NULL. */
    GET_ITER,
    /** {@code RET} = next value of the iterator {@code ARG0}, or NULL. Nothing is consumed. */
    NEXT,
    /** Truth of the object at {@code ARG0}, consumed: 1, 0, -1. */
    IS_TRUE,
    /** Whether the object at {@code ARG0[1]} contains {@code ARG0[0]}, both consumed: 1, 0, -1. */
    CONTAINS,
    /**
     * The handler of unused entries of a {@link dev.justjit.record.SiteRecord}. All handlers: {@code
     * ARG0} = owner, {@code ARG1} = entry. {@code ARG2} = new reference to the attribute, or 0 if no
     * entry from here on serves; {@code ARG3} = {@code ARG0} if it is to be called with the owner, else 0. {@code
     * ARG0} and {@code ARG4} are kept. No Python code runs, nothing raises.
     *
     * <p>Handlers for assignments: {@code ARG4} = the new value, whose reference is taken if {@code ARG2} is not 0;
     * {@code ARG3} is then the old value, owned, or 0.
     */
    SITE_MISS,
    /**
     * {@code RET} = attribute of the object at {@code ARG0}, consumed, by way of the site record {@code
     * ARG1}; or NULL.
     */
    LOAD_ATTR_SITE,
    /** The same when no entry serves. */
    LOAD_ATTR_MISSED,
    /** The same for a call: writes method and self (or NULL) over it; {@code RET} 0: raised. */
    LOAD_METHOD_SITE,
    LOAD_METHOD_MISSED,
    /** {@code ARG0[1].name = ARG0[0]} by way of the record {@code ARG1}, consumed; {@code RET} -1: raised. */
    STORE_ATTR_SITE,
    STORE_ATTR_MISSED,
    /** {@code RET} = global or builtin by way of the record {@code ARG1}, or NULL with NameError. */
    LOAD_GLOBAL_SITE,
    LOAD_GLOBAL_MISSED,
    /**
     * {@code RET} = new reference to {@code ARG0 op ARG1}, NULL with MemoryError, or {@link #NOT_DONE}: other
     * operands than exact ints, floats and, for +, strings.
     */
    ADD_TYPED,
    SUBTRACT_TYPED,
    MULTIPLY_TYPED,
    FLOOR_DIVIDE_TYPED,
    REMAINDER_TYPED,
    TRUE_DIVIDE_TYPED,
    AND_TYPED,
    OR_TYPED,
    XOR_TYPED,
    LSHIFT_TYPED,
    RSHIFT_TYPED,
    /** {@code RET} = not 0 if comparing {@code ARG0} and {@code ARG1} has an outcome in {@code ARG2}: {@link Outcomes}; -1: not done. */
    COMPARE_TYPED,
    /** The same for exact tuples. */
    COMPARE_TUPLES,
    /**
     * {@code RET} = {@code ARG0 % ARG1} of the exact str {@code ARG0} and of what has a text of its own, or an exact tuple of
     * such; NULL if it raised; {@link #NOT_DONE}.
     */
    FORMAT_TYPED,
    /** {@code RET} = {@code int(ARG0)} of an exact int, float or str; NULL if it raised; {@link #NOT_DONE}. */
    INT_OF,
    /** The same for {@code float(ARG0)}. */
    FLOAT_OF,
    /** {@code RET} = {@code str(ARG0)} of an exact int, NULL if it raised. */
    INT_TEXT,
    /** {@code RET} = the {@code ARG1} strings at {@code ARG0}, which are kept, joined; NULL if it raised. */
    JOIN_STRINGS,
    /** {@code RET} = truth of {@code ARG0}: 1, 0, or -1 if only Python can tell. */
    TRUTH_TYPED,
    /** {@code RET} = not 0 if {@code ARG0} and {@code ARG1} are equal; -1 if only Python can tell. */
    EQUAL_TYPED,
    /**
     * {@code RET} = new reference to the next item of the iterator {@code ARG0}, 0 at its end, or {@link #NOT_DONE}: then
     * the iterator is as it was, and an exception may be set.
     */
    NEXT_OR_END,
    /** {@code RET} = {@code format(ARG0, ARG1)} of an exact int, float or str and an exact str; NULL if it raised; {@link #NOT_DONE}. */
    FORMAT_OF,
    /** {@code RET} = 1 if the exact strings {@code ARG0} and {@code ARG1} are equal, else 0. */
    EQUAL_STRINGS,
    /** {@code RET} = new reference to {@code ARG0[ARG1]}, or {@link #NOT_DONE}. */
    GET_ITEM_TYPED,
    /**
     * {@code ARG0[ARG1] = ARG4}, whose reference is taken: {@code ARG2} = 1, {@code ARG3} = the old item, owned. Else
     * {@code ARG2} = 0. {@code ARG4} is kept.
     */
    SET_ITEM_TYPED,
    /**
     * {@code RET} = the value that the exact dict {@code ARG0} has for the key {@code ARG1}, borrowed; 0 if it has none;
     * {@link #NOT_DONE} if only Python can tell. Of these and the following nothing is consumed.
     */
    FIND_DICT_ITEM,
    /**
     * The exact dict {@code ARG0} has the value {@code ARG2}, whose reference is taken, for the key {@code ARG1}. {@code
     * RET} = the old value, owned, or 0; {@link #NOT_DONE}: nothing has happened.
     */
    SET_DICT_ITEM,
    /** Whether {@code ARG0} contains {@code ARG1}: 1, 0; -1 if it is no builtin container, or only Python can tell. */
    CONTAINS_TYPED,
    /** The exact set {@code ARG0} contains {@code ARG1} then: not negative; -1: nothing has happened. */
    ADD_TO_SET,
    /** Whether {@code ARG0} is an instance of {@code ARG1}: 1, 0; -1 if only Python can tell. */
    ISINSTANCE_TYPED,
    /** {@code RET} = {@code str(ARG0)} of an exact str, int, float, bool or None; NULL if it raised; {@link #NOT_DONE}. */
    TEXT_OF,
    /**
     * {@code RET} = slice of the exact list, str, tuple or bytes {@code ARG0} from {@code ARG1} to {@code ARG2}, NULL if
     * there is no memory, or {@link #NOT_DONE}.
     */
    SLICE_TYPED,
    /** {@code RET} = length of {@code ARG0}, -1 if it is of no builtin class that has one. */
    LENGTH_TYPED,
    /** {@code RET} = next item of the iterator {@code ARG0}, NULL with MemoryError, or {@link #NOT_DONE}. */
    NEXT_TYPED,
    /** {@code RET} = item {@code ARG0[1]} of the exact dict {@code ARG0[0]}, both consumed. */
    GET_DICT_ITEM,
    /** {@code RET} = slice of {@code ARG0[0]} from {@code ARG0[1]} to {@code ARG0[2]}, all consumed. */
    GET_SLICE,
    /** {@code ARG0[1][ARG0[2]] = ARG0[0]}, consumed; releases the slice first. */
    SET_SLICE,
    /** {@code ARG0[1][ARG0[2]] = ARG0[0]}, all consumed; {@code RET} negative: raised. */
    SET_ITEM,
    /** {@code RET} = set of the {@code ARG1} objects at {@code ARG0}, consumed. */
    BUILD_SET,
    /** Releases the {@code ARG1} objects at {@code ARG0}, the last one first. */
    RELEASE_ALL,
    /** Extends the list {@code ARG0} by the iterable at {@code ARG1}, consumed; -1: raised. */
    LIST_EXTEND,
    /** Updates the dict {@code ARG0} with the mapping at {@code ARG1}, consumed; -1: raised. */
    DICT_UPDATE,
    /** The same for keyword arguments of the callable {@code ARG2}. */
    DICT_MERGE,
    /** {@code _PyEval_UnpackIterable} of the object at {@code ARG0}, which is consumed; 0: raised. */
    UNPACK,
    /** Attribute {@code ARG1} of {@code super(cls, self)}; the three at {@code ARG0} are consumed. */
    GET_SUPER_ATTR,
    /** The same for a call: writes method and self, or attribute and NULL; {@code RET} 0: raised. */
    GET_SUPER_METHOD,
    /** The same when no entry of the site record {@code ARG1} serves, which has the name. */
    SUPER_ATTR_MISSED,
    SUPER_METHOD_MISSED,
    /** {@code len(x)}: {@code ARG0} = address of callable, NULL, x; consumed. Else any call. */
    CALL_LEN,
    /** {@code isinstance(x, c)}: {@code ARG0} = address of callable, NULL, x, c; consumed. Else any call. */
    CALL_ISINSTANCE,
    /**
     * Calls a class whose {@code __init__} is the Python function that the interpreter has cached:
     * {@code ARG0} = address of class, NULL, arguments; {@code ARG1} = count; all consumed.
     */
    CALL_CLASS,
    /** The same with the function in {@code RET}. */
    CALL_CLASS_INIT,
    /** {@code CALL_FUNCTION_EX}: {@code ARG0} = address of callable, NULL, args[, kwargs]. */
    CALL_EX,
    /** {@code RET = ARG1(tstate, ARG0[0])}, consumed. */
    INTRINSIC_1,
    /** {@code RET = ARG1(tstate, ARG0[0], ARG0[1])}, consumed. */
    INTRINSIC_2,
    /** {@code RET} = function of the code object at {@code ARG0}, consumed. */
    MAKE_FUNCTION,
    /** After NULL from {@code tp_iternext}: {@code RET} 0 at the end, 1 if an error is set. */
    CLEAR_STOP_ITERATION,
    /** Whether the exception {@code ARG0[0]} matches {@code ARG0[1]}, which is consumed; -1. */
    CHECK_EXC_MATCH,
    /** Splits the group {@code ARG0[0]} by {@code ARG0[1]}; writes rest and match; -1: raised. */
    CHECK_EG_MATCH,
    /** Bare {@code raise}: {@code RET} 1: the handled exception is raised again; 0: an error. */
    RAISE_AGAIN,
    /** {@code raise ARG0 from ARG1}; takes both over; {@code ARG1} may be NULL. */
    RAISE,
    /** {@code ARG0} = address of the manager; writes exit function and result; -1: raised. */
    BEFORE_WITH,
    /** The same for {@code async with}. */
    BEFORE_ASYNC_WITH,
    /** {@code RET = ARG0(type(ARG1), ARG1, traceback)}; nothing is consumed. */
    WITH_EXCEPT_START,
    /** {@code ARG0} = address of level and fromlist, consumed; name; "__import__". */
    IMPORT_NAME,
    /** {@code RET} = {@code from ARG0 import ARG1}; nothing is consumed. */
    IMPORT_FROM,
    /** {@code ARG0} = address of subject, class, names, consumed; {@code ARG1} positional. */
    MATCH_CLASS,
    /** {@code RET = format(ARG0[0])}, consumed. */
    FORMAT_SIMPLE,
    /** {@code RET} = global or builtin {@code ARG0}, or NULL with NameError. */
    LOAD_GLOBAL,
    /** Calls a callable: {@code ARG0} = address of the callable's slot, {@code ARG1} = nargs. */
    CALL_VECTOR,
    /** The same by way of the site record {@code ARG2}, which remembers classes; nothing is below the arguments. */
    CALL_SITE,
    /** The same with keyword names: {@code ARG2} = names tuple, still owned by the stack. */
    CALL_VECTOR_KW,
    /** The same as {@link #CALL_VECTOR}, but tries the direct entry of a compiled function first. */
    CALL_DIRECT,
    /** Runs the function {@code ARG0} with the {@code ARG2} arguments at {@code ARG1}. */
    RUN_FUNCTION,
    /** The same with keyword names {@code ARG3}. */
    RUN_FUNCTION_KW,
    /** The same as {@code RUN_FUNCTION}, but not by the direct entry. */
    RUN_FUNCTION_FRAMED,
    /** As {@code RUN_FUNCTION} and {@code RUN_FUNCTION_KW}, where {@code RET} is the vector entry, or 0: interpret. */
    RUN_ENTRY,
    RUN_ENTRY_KW,
    /** {@code RET} = 1 if the thread has too little stack left for the host, else 0. */
    STACK_IS_SMALL,
    /** Counts a call of the function {@code ARG0}; it may be compiled. */
    COUNT_CALL,
    /** Adds the traceback entry of the current frame. */
    ADD_TRACEBACK,
    /** The same, then releases the {@code ARG1} objects at {@code ARG0}, the last one first. */
    RAISE_RELEASING,
    /** Stores the raised exception at {@code ARG0}; {@code RET} as of {@code WATCH}. */
    ENTER_HANDLER,
    /** Stores the index of {@code instr_ptr} and the exception at {@code ARG0}; then the same. */
    ENTER_HANDLER_LASTI,
    /** Pending events and tools: {@code RET} 0 go on, 1 leave to the interpreter, -1 raised. */
    SAFEPOINT,
    /** The same without handling events: {@code RET} 0 go on, 1 a tool is active. */
    WATCH,
    /**
     * Ends the object {@code ARG0}, which has no reference left, if that certainly runs no code: {@code RET} = 0. Else it has
     * one again, and {@code RET} = 1.
     */
    END_QUIETLY,
    /**
     * Part of it: {@code RET} = 0 if code may run when one reference to {@code ARG0} goes. {@code ARG3} is how deep it may
     * look; {@code ARG4} counts the objects that others hold too, {@code ARG5} is the least number of references to one.
     */
    VISIT_QUIETLY,
    /** Tells the host about the site whose counter is at {@code ARG0}. */
    DEOPT_NOTICE,
    /** Jump: tears the frame down and returns NULL. The value stack is empty. */
    EXIT_UNWIND,
    /** Jump: tears the frame down and returns {@code SAVED0}. The value stack is empty. */
    EXIT_RETURN,
    /** Jump: frees the code object {@code ARG0} and returns {@code SAVED0}; the frame is gone. */
    EXIT_CODE_DIED,
    /** Jump: continues the canonical frame in the interpreter. */
    EXIT_DEOPT,
    /**
     * Called with an {@link ExitRecord} as data, {@code TMP0} = the blob's counters: asks what the record
     * says, leaves to the interpreter if it has to, and otherwise goes on behind the record. {@code RET} is
     * then negative if a safepoint raised; a truth value is kept. Native words 0 and 1 are lost.
     */
    EXIT_AT,
    /**
     * The same of inlined code: where it has to leave it makes {@code FRAME} ready for the interpreter, counts nothing, and
     * goes on behind the record with {@link ExitRecord#LEFT} in {@code RET}.
     */
    INLINED_EXIT_AT,
    /** An exception leaves the frame {@code FRAME} of inlined code, whose stack is empty: its caller is {@code FRAME} then, 0 in {@code RET}. */
    POP_CALLEE,
    /** Counts an exit at the counter {@code ARG0}, and tells the host if it is time for that. */
    COUNT_EXIT,
    /**
     * A frame for the function {@code ARG0}, whose reference it takes over, on top of {@code FRAME}, which is the new one
     * from then on: at its first instruction, with nothing in its locals. Where there is no memory the process ends.
     */
    PUSH_CALLEE,
    /**
     * Called with a {@link CalleeRecord} as data. If {@code RET} is 1: the interpreter runs the canonical frame {@code
     * FRAME} to its end, else it has ended with an exception. Then its caller is made ready to go on with what came of
     * that: as {@code FRAME}, with 1 in {@code RET}; or it ends with the exception, 0 in {@code RET} and its own caller in
     * {@code FRAME}. The last one goes on in the interpreter at once. Native words 0 and 1 are lost.
     */
    FINISH_CALLEE,
    /**
     * The same for a callee that is the special method of an operator, the operands of which are on the caller's stack;
     * {@code ARG2} says how it ends: {@link OperatorEnd}. Native word 2 is lost, too.
     */
    FINISH_OPERATOR,
    /**
     * {@code RET} = what becomes of the result {@code ARG0} of a special method, which is taken over, by the {@link
     * OperatorEnd} {@code ARG1}; or NULL. The operands before {@code ARG2} are released, and NULL then.
     */
    END_OPERATOR,
    /** As {@link #BINARY_OPERATOR}, after the left operand's method has returned NotImplemented. */
    BINARY_DECLINED,
    /** The same for the right operand's method, which came first. */
    REFLECTED_DECLINED,
    /** As {@link #COMPARE}, after the left operand's method has returned NotImplemented. */
    COMPARE_DECLINED,
    /** Jump: moves the frame into the generator {@code RET} and returns that. */
    EXIT_GENERATOR,
    /**
     * Resumes the exact generator or coroutine {@code ARG0} with the value {@code ARG1}, which it takes
     * over. {@code RET} = what it yields or returns, which its state tells, or NULL; or {@link
     * #NOT_RESUMED}: it cannot be run in machine code now, and nothing has changed.
     */
    RESUME_GENERATOR,
    /** The part of it for generators that wait for another one. */
    RESUME_DELEGATION,
    /**
     * One step of the awaitable {@code ARG0} of an asynchronous generator, with the value {@code ARG1}
     * or NULL, which stays the caller's. {@code RET} as of {@link #RESUME_GENERATOR}; {@code TMP0} 1:
     * the generator's next item, 0: what it waits for.
     */
    RESUME_ASEND,
    /**
     * Sends the object at {@code ARG0[1]}, which is consumed, to the iterator {@code ARG0[0]}: {@code
     * RET} 1 yielded, 0 returned, -1 raised; the value takes the place of the object.
     */
    SEND,
    /** {@code RET} = the iterator to await for the object at {@code ARG0}, consumed. */
    GET_AWAITABLE,
    /** {@code RET} = asynchronous iterator of the object at {@code ARG0}, consumed. */
    GET_AITER,
    /** {@code RET} = awaitable for the next item of {@code ARG0}. */
    GET_ANEXT,
    /** C entry of every compiled function; {@code TMP0} = its vector entry. */
    VECTOR_ENTRY,
    /** The direct entry cannot run here: calls the interpreter. */
    DIRECT_BAIL,
    /** The same when the C stack budget is low: gives the function back to the interpreter. */
    DIRECT_BAIL_LOW_STACK,
    /** The part of framed entries that is the same for all; {@code RET} = where the function goes on. */
    FRAMED_ENTRY,
    /** C function: vectorcall of functions that are not compiled yet. */
    COUNTING_ENTRY,
    /** C function: vectorcall of compiled functions whose calls are run twice now and then. */
    VERIFY_ENTRY,
    /** No stub: what is before it is in the memory for code, and no entry that machine code may enter itself. */
    CODE_BEGIN,
    /** C functions that take the place of those that switch tools; see {@code ToolStubs}. */
    SET_TRACE,
    SET_PROFILE,
    SET_TRACE_ALL,
    SET_PROFILE_ALL,
    SET_EVENTS,
    SET_LOCAL_EVENTS,
    /** The same for those with which a program takes part in monitoring; see {@code RunningStubs}. */
    USE_TOOL_ID,
    REGISTER_CALLBACK,
    /** C function: callback of jumps in code whose loops the interpreter runs. */
    RUNNING_JUMP,
    /** C function for pending calls: notes which code the interpreter runs, and installs what is ready. */
    RUNNING_SAMPLE,
    /**
     * Jump: the interpreter goes on with the canonical frame that it has begun, where its {@code instr_ptr}
     * and {@code stacktop} say.
     */
    RUNNING_LEAVE,
    /** The same as {@link #EXIT_AT} for such a frame. */
    RUNNING_EXIT_AT,
    /** Jump: the current exception leaves the frame that the interpreter has begun. */
    RUNNING_UNWIND,
    /** C function for {@code PyUnstable_GC_VisitObjects}: compiled functions go interpreted. */
    FUNCTION_OFF,
    /** The reverse: functions that may be compiled get the counting entry. */
    FUNCTION_ON,
    /** C function: function watcher. */
    FUNCTION_EVENT,
    /** C function: free function of the code-extra slot. */
    CODE_DIED,
    /** C function: runs in the child of a fork. */
    FORK_CHILD,
    /** C functions that take the place of those by which C resumes; see {@code GeneratorSlots}. */
    GEN_ITERNEXT,
    GEN_SEND,
    GEN_AM_SEND,
    CORO_SEND,
    CORO_AM_SEND,
    ASYNC_GEN_AM_SEND,
    ASEND_ITERNEXT,
    ASEND_SEND,
    /** Native method of Java by which it calls Python; see {@code JavaCallStubs}. */
    CALL_FROM_JAVA,
    /** C function: new code from {@code ARG0} to {@code ARG1} may now be run. */
    SYNCHRONIZE_CODE;

    /** Answer of {@link #RESUME_GENERATOR}; no object has this address. */
    public static final int NOT_RESUMED = 1;

    /** Answer of stubs that do nothing for operands of other types; no object has this address. */
    public static final int NOT_DONE = 1;

    /** The stub for the operator, or null if there is none. */
    public static @Nullable Stub typed(BinaryOperator operator) {
        return switch (operator.plain()) {
            case ADD -> ADD_TYPED;
            case SUBTRACT -> SUBTRACT_TYPED;
            case MULTIPLY -> MULTIPLY_TYPED;
            case FLOOR_DIVIDE -> FLOOR_DIVIDE_TYPED;
            case REMAINDER -> REMAINDER_TYPED;
            case TRUE_DIVIDE -> TRUE_DIVIDE_TYPED;
            case AND -> AND_TYPED;
            case OR -> OR_TYPED;
            case XOR -> XOR_TYPED;
            case LSHIFT -> LSHIFT_TYPED;
            case RSHIFT -> RSHIFT_TYPED;
            default -> null;
        };
    }

    private final Symbol symbol = Symbol.stub(name());

    /** Name of the stub for linking. */
    public Symbol symbol() {
        return symbol;
    }

    /** The stub that calls a C function of {@code operands} stack entries and releases them. */
    public static Stub callConsuming(int operands) {
        return switch (operands) {
            case 1 -> CALL_CONSUMING_1;
            case 2 -> CALL_CONSUMING_2;
            case 3 -> CALL_CONSUMING_3;
            default -> throw new IllegalArgumentException("operands " + operands);
        };
    }
}

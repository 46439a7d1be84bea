package dev.justjit.attach.live;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import java.util.function.LongPredicate;

/**
 * Calls of compiled functions that are run twice now and then: by their machine code, whose result the program
 * gets, and by the interpreter. Which calls, on what, and what comes of it is decided by two Python callables of
 * {@code justjit._verify}; here is what puts them around a call without a frame of theirs below the function's.
 * All methods need the GIL.
 */
public final class Verification implements Upcall {
    /** Calls until the next one is looked at, unless the Python side says something else. */
    private static final int USUAL_GAP = 50;

    private static final int OPERANDS = 3;

    /** Frames of the second callable between it and the function's copy: that has as much depth left as the function. */
    private static final int FRAMES_BETWEEN = 3;

    private final RuntimeBlock block;
    private final Symbols symbols;
    private final CodeRegistry registry;
    private final long operands = Native.allocate(8L * OPERANDS);
    private long before;
    private long after;
    private boolean all;
    private boolean ended;

    public Verification(RuntimeBlock block, Symbols symbols, CodeRegistry registry) {
        this.block = block;
        this.symbols = symbols;
        this.registry = registry;
    }

    /**
     * From now on there are such calls.
     *
     * @param newBefore called with the function, a tuple of all arguments and the names of the last ones or None; its
     *     result, unless that is None, is handed to the other one. A reference that is taken over
     * @param newAfter called with that, the result or None, and the exception or None. A reference that is taken over
     * @param everything whether all functions that are compiled from now on are looked at
     */
    public void begin(long newBefore, long newAfter, boolean everything) {
        before = newBefore;
        after = newAfter;
        all = everything;
        if (block.get(JitData.VERIFY_CALL) == 0) {
            block.put(JitData.VERIFY_CALL, Native.upcall(this));
            block.put(JitData.VERIFY_ENTRY, symbols.stub(Stub.VERIFY_ENTRY));
        }
    }

    /** No call is run twice any more: Python ends. */
    public void end() {
        ended = true;
        block.put(JitData.VERIFYING, 1);
    }

    private void isVerifying(boolean yes) {
        block.put(JitData.VERIFYING, yes || ended ? 1 : 0);
    }

    /** What functions of the code are to be given as their entry, now that this is the one of its machine code. */
    long entry(CompiledCode known, long vectorEntry) {
        int flags = Native.getInt(Native.getLong(known.state() + CodeState.CODE) + PyCode.FLAGS);
        boolean function = (flags & PyCode.CO_ANY_GENERATOR) == 0;
        if (all && function && known.watched() == CompiledCode.Watched.UNDECIDED) {
            known.watched(CompiledCode.Watched.YES);
        }
        if (known.watched() == CompiledCode.Watched.UNDECIDED || !function) {
            return vectorEntry;
        }
        Native.putLong(known.state() + CodeState.VERIFIED_ENTRY, vectorEntry);
        if (known.watched() == CompiledCode.Watched.NO) {
            return vectorEntry; // functions that have the other entry go on by it
        }
        Native.putLong(known.state() + CodeState.VERIFY_COUNT, 1);
        return block.get(JitData.VERIFY_ENTRY);
    }

    /** The next call is looked at: there is new machine code of a loop. */
    public void renewed(CompiledCode known) {
        if (known.watched() == CompiledCode.Watched.YES) {
            Native.putLong(known.state() + CodeState.VERIFY_COUNT, 1);
        }
    }

    /**
     * When a call of the function is looked at next.
     *
     * @param calls that many calls from now; 0: never more
     */
    public void verify(CompiledCode known, int calls) {
        boolean never = calls == 0;
        known.watched(never ? CompiledCode.Watched.NO : CompiledCode.Watched.YES);
        Native.putLong(known.state() + CodeState.VERIFY_COUNT, never ? Long.MAX_VALUE : calls);
        CompiledCode.Loaded current = known.current();
        if (current != null) {
            Native.putLong(known.state() + CodeState.VERIFIED_ENTRY, current.vectorEntry());
            long entry = never ? current.vectorEntry() : block.get(JitData.VERIFY_ENTRY);
            Native.putLong(known.state() + CodeState.ENTRY, entry);
        }
    }

    /** The code objects whose functions a region of the caller may call with registers. */
    public LongPredicate callees(CompiledCode caller) {
        return new Callees(caller);
    }

    /** No entry is passed there: so all of them if calls of the caller are looked at, else those that are not. */
    private final class Callees implements LongPredicate {
        private final CompiledCode caller;

        Callees(CompiledCode caller) {
            this.caller = caller;
        }

        @Override
        public boolean test(long code) {
            if (caller.watched() == CompiledCode.Watched.YES) {
                return true;
            }
            CompiledCode known = registry.find(code);
            boolean watched = known != null && known.watched() == CompiledCode.Watched.YES;
            boolean decided = known != null && known.watched() == CompiledCode.Watched.NO;
            return !watched && (!all || decided);
        }
    }

    /** A vectorcall. */
    @Override
    public long invoke(long function, long arguments, long flags, long names) {
        CompiledCode known = registry.find(Native.getLong(function + PyFunction.CODE));
        long entry = block.get(JitData.ORIGINAL_VECTORCALL);
        long token = 0;
        if (known != null && Native.getLong(known.state() + CodeState.VERIFIED_ENTRY) != 0) {
            entry = Native.getLong(known.state() + CodeState.VERIFIED_ENTRY);
            Native.putLong(known.state() + CodeState.VERIFY_COUNT, USUAL_GAP);
            isVerifying(true);
            token = ask(function, arguments, flags, names);
            if (token == 0 && isError()) {
                isVerifying(false);
                return 0;
            }
        }
        if (token == 0) {
            isVerifying(false);
            return Native.call(entry, function, arguments, flags, names);
        }
        try {
            return compare(token, run(entry, function, arguments, flags, names));
        } finally {
            isVerifying(false);
        }
    }

    /** What the first callable answers, or 0 if the call is to be run once, or with an exception that is the program's. */
    private long ask(long function, long arguments, long flags, long names) {
        int count = (int) (flags & Integer.MAX_VALUE) + (names == 0 ? 0 : Objects.size(names));
        long tuple = Native.call(Objects.function(Helper.PYTUPLE_NEW), count);
        if (tuple == 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            return 0;
        }
        for (int i = 0; i < count; i++) {
            long object = Native.getLong(arguments + 8L * i);
            Native.call(Objects.function(Helper.PY_INCREF), object);
            Native.putLong(tuple + PyTuple.ITEMS + 8L * i, object);
        }
        long none = Native.requireSymbol(Global.NONE.symbol());
        long token = call(before, function, tuple, names == 0 ? none : names);
        Objects.release(tuple);
        if (token == none) {
            Objects.release(token);
            return 0;
        }
        if (token == 0) {
            forgetOwnError();
        }
        return token;
    }

    /** Its own calls of itself, and those of what it calls, are entered as without any of this. */
    private long run(long entry, long function, long arguments, long flags, long names) {
        Native.putLong(function + PyFunction.VECTORCALL, entry);
        long result = Native.call(entry, function, arguments, flags, names);
        if (Native.getLong(function + PyFunction.VECTORCALL) == entry) {
            Native.putLong(function + PyFunction.VECTORCALL, block.get(JitData.VERIFY_ENTRY));
        }
        return result;
    }

    /** Shows the other callable what came of the call; answers the result that the program gets. */
    private long compare(long token, long result) {
        long none = Native.requireSymbol(Global.NONE.symbol());
        long raised = Native.call(Objects.function(Helper.PYERR_GETRAISEDEXCEPTION));
        addDepth(FRAMES_BETWEEN);
        long answer = call(after, token, result == 0 ? none : result, raised == 0 ? none : raised);
        addDepth(-FRAMES_BETWEEN);
        Objects.release(token);
        if (answer == 0) {
            forgetOwnError();
            if (isError()) { // a signal came just when the function returned
                release(result);
                release(raised);
                return 0;
            }
        }
        release(answer);
        if (raised != 0) {
            Native.call(Objects.function(Helper.PYERR_SETRAISEDEXCEPTION), raised);
        }
        return result;
    }

    /** So many more Python frames are allowed in this thread. */
    private static void addDepth(int frames) {
        long remaining =
                Native.call(Objects.function(Helper.PYTHREADSTATE_GETUNCHECKED))
                        + ThreadState.PY_RECURSION_REMAINING;
        Native.putInt(remaining, Native.getInt(remaining) + frames);
    }

    private long call(long callable, long a, long b, long c) {
        Native.putLong(operands, a);
        Native.putLong(operands + 8, b);
        Native.putLong(operands + 16, c);
        long function = Objects.function(Helper.PYOBJECT_VECTORCALL);
        return Native.call(function, callable, operands, OPERANDS, 0);
    }

    /** That there is no room for the callables is none of the program's errors. */
    private static void forgetOwnError() {
        if (isError("PyExc_RecursionError") || isError("PyExc_MemoryError")) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
        }
    }

    private static boolean isError(String type) {
        long exception = Native.getLong(Native.requireSymbol(type));
        return isError()
                && (int) Native.call(Objects.function(Helper.PYERR_EXCEPTIONMATCHES), exception)
                        != 0;
    }

    private static boolean isError() {
        return Native.call(Objects.function(Helper.PYERR_OCCURRED)) != 0;
    }

    private static void release(long object) {
        if (object != 0) {
            Objects.release(object);
        }
    }
}

package dev.justjit.api;

import dev.justjit.abi.layout.ThreadState;
import dev.justjit.ffi.Native;
import dev.justjit.flight.Flight;
import dev.justjit.flight.GilWaits;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One Java thread as a user of Python. Its Python thread state is made when it enters for the first
 * time and kept, because making one costs fifty times as much as a call; {@link KeptStates} releases
 * it after the thread's end. Two kinds of threads keep none and use {@code PyGILState_Ensure} each
 * time: those that have a state already, of Python's own making, and virtual threads, which do not
 * stay on one native thread.
 *
 * <p>Belongs to its thread. Others ask {@link #isInside} and {@link #isAlive}; what is kept is theirs
 * when the thread is dead.
 */
final class Caller {
    private static final long ENSURE = Native.requireSymbol("PyGILState_Ensure");
    private static final long RELEASE = Native.requireSymbol("PyGILState_Release");
    private static final long THIS_STATE = Native.requireSymbol("PyGILState_GetThisThreadState");
    private static final long RESTORE = Native.requireSymbol("PyEval_RestoreThread");
    private static final long SAVE = Native.requireSymbol("PyEval_SaveThread");

    private static final long RAISE = Native.requireSymbol("PyThreadState_SetAsyncExc");

    /** How the GIL was taken, beside the two answers of {@code PyGILState_Ensure}: not at all. */
    private static final byte HAD_IT = 2;

    /** The kept state was attached. */
    private static final byte ATTACHED = 3;

    private static final int FIRST_LEVELS = 8;
    private static final int WORDS = 64;

    private final Gil gil;
    private final KeptStates kept;
    private final Thread thread = Thread.currentThread();
    private final boolean keeps;

    /** Levels of recursion for a new thread state. */
    private final int levels = StackDepth.levels();

    /**
     * Inside, and not among the guests. Written by its own thread: true before a full fence, false after a release
     * fence; young Java code takes ten times as long for the classes that do the same. Others look at it again and
     * again.
     */
    private boolean inside;

    /** How often it entered without leaving, and how. */
    private int depth;

    private byte[] ways = new byte[FIRST_LEVELS];

    /** An exception was asked for, and perhaps not raised yet; guarded by the GIL. */
    private boolean asked;

    /** Above 0: nothing may be raised; guarded by the GIL. */
    private int shields;

    /** Inside, and among {@link Gil#guests}, because no state was kept at that time. */
    private boolean guest;

    /** {@code pthread_self} of the native thread that it was last inside on; 0 before the first time. */
    private volatile long identity;

    /** The kept thread state, or 0. */
    private long state;

    /** {@link #WORDS} words for arguments, used as a stack, or 0; kept beside the state. */
    private long words;

    private int wordsTaken;

    /** What machine code is called with, by how often it entered; made when first needed. */
    private final @Nullable Exchange[] exchanges = new Exchange[FIRST_LEVELS];

    /** For the current thread. */
    Caller(Gil gil, KeptStates kept) {
        this.gil = gil;
        this.kept = kept;
        this.keeps = KeptStates.isForThread(thread);
    }

    /** For its own thread: whether it is inside. */
    boolean hasEntered() {
        return depth > 0;
    }

    /** For other threads: whether it is inside and not counted as a guest. */
    boolean isInside() {
        VarHandle.fullFence();
        return inside;
    }

    boolean isOf(Thread asked) {
        return thread == asked;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** The kept thread state, or 0. */
    long state() {
        return state;
    }

    /** Takes the GIL; each time is left once. */
    void enter() {
        if (depth == 0) {
            admit();
        } else if (depth == ways.length) {
            ways = Arrays.copyOf(ways, 2 * depth);
        }
        if (state == 0) {
            enterWithout();
        } else {
            ways[depth++] = attach();
        }
        if (asked && depth == 1) {
            withdraw(); // came too late for a call by machine code, which leaves without the lock
        }
    }

    /**
     * Enters for a call by machine code, which takes the lock itself; left once by {@link #leave}. Null if this
     * thread cannot call so, or not yet: then it has not entered.
     *
     * @throws IllegalStateException when Python is closed
     */
    @Nullable Exchange begin() {
        if (state == 0 || depth >= FIRST_LEVELS || asked || Flight.isOn()) {
            return null;
        }
        if (depth == 0) {
            admit();
        }
        ways[depth] = HAD_IT;
        Exchange exchange = exchanges[depth++];
        return exchange != null ? exchange : makeExchange();
    }

    private Exchange makeExchange() {
        Exchange made = new Exchange(this, state);
        exchanges[depth - 1] = made;
        return made;
    }

    /** The call for which it last entered has taken the lock and kept it: {@link #leave} gives it back. */
    void holds() {
        ways[depth - 1] = ATTACHED;
    }

    private void admit() {
        if (state != 0) {
            inside = true;
            VarHandle.fullFence();
        } else {
            guest = true;
            gil.guests().add(this);
        }
        if (gil.isClosed()) {
            dismiss();
            throw new IllegalStateException("Python was closed");
        }
    }

    private void dismiss() {
        if (guest) {
            guest = false;
            gil.guests().remove(this);
        } else {
            VarHandle.releaseFence();
            inside = false;
        }
    }

    /** Whether the kept state is attached. */
    private boolean holdsLock() {
        return (Native.getInt(state + ThreadState.STATUS) & ThreadState.STATUS_ACTIVE) != 0;
    }

    /** With a kept state; C code above may have given the GIL up or not. */
    private byte attach() {
        if (holdsLock()) {
            return HAD_IT;
        }
        if (Flight.isOn()) {
            GilWaits.call(RESTORE, state);
        } else {
            Native.call(RESTORE, state);
        }
        return ATTACHED;
    }

    /** The first time, or one of a thread that keeps no state. */
    private void enterWithout() {
        long present = Native.call(THIS_STATE);
        if (present != 0) {
            identity = KeptStates.identity(present);
            boolean mine = kept.inherit(present, this);
            ways[depth++] = mine ? attach() : ensure();
            return;
        }
        byte token = ensure();
        long made = Native.call(THIS_STATE);
        identity = KeptStates.identity(made);
        StackDepth.limit(made, levels);
        if (keeps && KeptStates.isUnderstood(made)) {
            state = made;
            ways[depth++] = ATTACHED;
            kept.keep(this);
        } else {
            ways[depth++] = token;
        }
    }

    private static byte ensure() {
        return (byte) (Flight.isOn() ? GilWaits.call(ENSURE) : Native.call(ENSURE));
    }

    /** Takes over what a dead thread kept. */
    void inherit(Caller dead) {
        state = dead.state;
        words = dead.words;
    }

    /** Gives back what the last {@link #enter} took. */
    void leave() {
        byte way = ways[--depth];
        if (depth == 0 && asked && (way != HAD_IT || holdsLock())) {
            withdraw();
        }
        if (way == ATTACHED) {
            Native.call(SAVE);
        } else if (way != HAD_IT) {
            Native.call(RELEASE, way);
        }
        if (depth == 0) {
            dismiss();
        }
    }

    /**
     * For other threads, with the GIL: has an exception raised at the next instruction of Python that its thread runs,
     * if that is inside and not shielded. What was not raised when it leaves is forgotten.
     *
     * @return whether it will be raised
     */
    boolean raise(long type) {
        if (depth == 0 || identity == 0 || shields > 0) {
            return false;
        }
        asked = true;
        Native.call(RAISE, identity, type);
        return true;
    }

    /** Forgets what was to be raised; on its own thread, with the GIL. */
    void withdraw() {
        asked = false;
        Native.call(RAISE, identity, 0);
    }

    /**
     * On its own thread, with the GIL: has nothing raised until {@link #unshield}. An exception in the middle of Python
     * code of ours could leave an import's lock taken for ever.
     */
    void shield() {
        if (asked) {
            withdraw();
        }
        shields++;
    }

    /** Ends what {@link #shield} began. */
    void unshield() {
        shields--;
    }

    /** For other threads. */
    boolean isInterrupted() {
        return thread.isInterrupted();
    }

    /** Memory for so many words, to be given back in the order of a stack; needs the GIL. */
    long takeWords(int count) {
        if (state == 0 || count > WORDS - wordsTaken) {
            return Native.allocate((long) count * Long.BYTES);
        }
        if (words == 0) {
            words = Native.allocate((long) WORDS * Long.BYTES);
        }
        long taken = words + (long) wordsTaken * Long.BYTES;
        wordsTaken += count;
        return taken;
    }

    /** Gives back what {@link #takeWords} returned for that count. */
    void giveWords(long taken, int count) {
        long position = taken - words;
        if (words == 0 || position < 0 || position >= (long) WORDS * Long.BYTES) {
            Native.free(taken);
        } else {
            wordsTaken -= count;
        }
    }

    /** Frees what is kept beside the state. The thread is dead, or Python is closed. */
    void freeWords() {
        Native.free(words);
    }
}

package dev.justjit.stock;

import dev.justjit.abi.layout.PyInterpreterState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * The machine code by which a python3.13 gets a JVM without a thread of Python's: a thread that is known to the
 * system only waits until the program has run long enough, makes the JVM and calls Java. It never takes the GIL.
 * Position-independent; the one slot of its pool is the address of the {@link HostBlock}.
 */
final class HostCode {
    /** C functions, in the order of {@link #emit}'s result. */
    enum Entry {
        /** {@code void *thread(void *)}, for {@code pthread_create}. */
        THREAD,
        /** {@code int pending(void *)}: attaches the thread to the JVM for good, then the compiler if that is to be done. */
        PENDING_MAIN,
        /** {@code int pending(void *)}: attaches the compiler. */
        PENDING_ANY,
        /** {@code void handler(int, siginfo_t *, void *)}: the JVM hands it the fatal signals that are not its own. */
        FATAL_SIGNAL,
        /** {@code int sigaction(int, const struct sigaction *, struct sigaction *)}, as the program sees it. */
        SIGACTION,
        /** {@code int close_range(unsigned, unsigned, int)}, as the program sees it. */
        CLOSE_RANGE,
        /** {@code int pending(void *)}: calls Python's callable. */
        PENDING_PYTHON,
        /** {@code long asked(function)}: its code is wanted. */
        ASKED,
        /** {@code long left(counter, function)}: its code was left too often. */
        LEFT,
        /** {@code long doubt(...)}: a tool may have become active. Answers 1. */
        DOUBT,
        /** {@code long hot(loopWords, frame)}: a loop is worth a JVM. */
        LOOP_HOT,
        /** {@code void relocate(bytes, address, table, end of table, values)}; see {@link RuntimeCode}. */
        RELOCATE,
        /** {@code long takeRequests(to)}: moves the requests there; how many. */
        TAKE_REQUESTS,
        /** {@code long takeWord(address)}: what is there, which becomes 0. */
        TAKE_WORD,
        /** {@code int publish(address, bytes, length, first page, length of pages)}. */
        PUBLISH,
        /** {@code void child(void)}, for {@code pthread_atfork}: the thread and the JVM are not there. */
        FORK_CHILD,
        /** {@code PyObject *end()}, for {@code atexit}; what it answers is nobody's. */
        END
    }

    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;
    private static final int RTLD_NOW = 2;
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    // functions of JNI, by their places in its tables
    private static final int VM_DETACH_THREAD = 5;
    private static final int VM_ATTACH_DAEMON = 7;
    private static final int ENV_FIND_CLASS = 6;
    private static final int ENV_EXCEPTION_CLEAR = 17;
    private static final int ENV_STATIC_METHOD = 113;
    private static final int ENV_CALL_STATIC_VOID = 143;

    private final MacroAssembler m;
    private final HostSignals signals;
    private final int[] entries = new int[Entry.values().length];

    private HostCode(MacroAssembler m) {
        this.m = m;
        signals = new HostSignals(m, this);
    }

    /** Emits all entries; their offsets by {@link Entry#ordinal()}. */
    static int[] emit(MacroAssembler m) {
        HostCode code = new HostCode(m);
        code.thread();
        code.pending(Entry.PENDING_MAIN);
        code.pending(Entry.PENDING_ANY);
        code.signals.fatalSignal();
        code.signals.sigaction();
        code.begin(Entry.CLOSE_RANGE);
        CloseRange.emit(m);
        new RuntimeCode(m, code).emit();
        code.forkChild();
        code.end();
        return code.entries;
    }

    /** A C function; it ends with {@link MacroAssembler#leaveToC}. */
    void begin(Entry entry) {
        m.align(16);
        entries[entry.ordinal()] = m.position();
        m.enterFromC();
    }

    static Mem word(HostBlock word) {
        return Mem.at(Reg.DATA, word.offset());
    }

    private void load(Reg dst, HostBlock word) {
        m.load(Width.W64, dst, word(word));
    }

    private void state(int state) {
        m.storeImm(Width.W64, word(HostBlock.STATE), state);
    }

    // ---- the thread ----

    private void thread() {
        Label end = m.newLabel();
        begin(Entry.THREAD);
        waitForWork(end);
        makeVm(end);
        callJava();
        load(Reg.ARG0, HostBlock.VM);
        table(Reg.TMP0, Reg.ARG0);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * VM_DETACH_THREAD));
        m.bind(end);
        StartLock.giveBack(m);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** {@code dst} = the functions of the JNI object {@code src}. */
    private void table(Reg dst, Reg src) {
        m.load(Width.W64, dst, Mem.at(src, 0));
    }

    private void waitForWork(Label end) {
        Label again = m.newLabel();
        Label ready = m.newLabel();
        Label wait = m.newLabel();
        m.bind(again);
        Label decided = m.newLabel();
        m.branch(Cond.NE, Width.W64, word(HostBlock.ENDED), 0, end);
        m.branch(Cond.NE, Width.W64, word(HostBlock.LIBRARY), 0, decided);
        m.branch(Cond.EQ, Width.W64, word(HostBlock.STORED_NANOS), 0, end);
        m.bind(decided);
        m.moveImm(Reg.ARG0, CLOCK_PROCESS_CPUTIME_ID);
        m.address(Reg.ARG1, word(HostBlock.NOW_SECONDS));
        m.call(word(HostBlock.CLOCK_GETTIME));
        load(Reg.ARG0, HostBlock.NOW_SECONDS);
        m.moveImm(Reg.ARG1, NANOS_PER_SECOND);
        m.mul(Reg.ARG0, Reg.ARG0, Reg.ARG1);
        m.add(Reg.ARG0, Reg.ARG0, word(HostBlock.NOW_NANOS));
        load(Reg.ARG1, HostBlock.START_NANOS);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, Reg.ARG1, wait);
        m.branch(Cond.NE, Width.W64, word(HostBlock.LIBRARY), 0, ready);
        m.bind(wait);
        askForStored();
        m.address(Reg.ARG0, word(HostBlock.PERIOD_SECONDS));
        m.moveImm(Reg.ARG1, 0);
        m.call(word(HostBlock.NANOSLEEP));
        m.jump(again);
        m.bind(ready);
        Label begin = m.newLabel();
        Label go = m.newLabel();
        StartLock.enter(m, go, wait);
        m.bind(go);
        state(HostBlock.STARTING);
        // who ends looks at the state after it has said so: one of both sees the other
        m.call(word(HostBlock.SCHED_YIELD));
        m.branch(Cond.EQ, Width.W64, word(HostBlock.ENDED), 0, begin);
        state(HostBlock.WAITING);
        m.jump(end);
        m.bind(begin);
    }

    /** Once: has Python look for stored code when the processor time {@code ARG0} is enough. */
    private void askForStored() {
        Label wait = m.newLabel();
        Label drop = m.newLabel();
        m.branch(Cond.EQ, Width.W64, word(HostBlock.STORED_NANOS), 0, wait);
        m.branch(Cond.GT, Width.W64, word(HostBlock.STORED_NANOS), Reg.ARG0, wait);
        m.storeImm(Width.W64, word(HostBlock.STORED_NANOS), 0);
        m.storeImm(Width.W64, word(HostBlock.ADDING), 1);
        m.call(word(HostBlock.SCHED_YIELD)); // as above: who ends sees this, or this sees the end
        m.branch(Cond.NE, Width.W64, word(HostBlock.ENDED), 0, drop);
        RuntimeCode.ask(m);
        m.bind(drop);
        m.storeImm(Width.W64, word(HostBlock.ADDING), 0);
        m.bind(wait);
    }

    private void makeVm(Label end) {
        Label opened = m.newLabel();
        Label found = m.newLabel();
        Label made = m.newLabel();
        load(Reg.ARG0, HostBlock.LIBRARY);
        m.moveImm(Reg.ARG1, RTLD_NOW);
        m.call(word(HostBlock.DLOPEN));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, opened);
        fail(HostBlock.NO_LIBRARY, end);
        m.bind(opened);
        m.move(Reg.ARG0, Reg.RET);
        load(Reg.ARG1, HostBlock.CREATE_NAME);
        m.call(word(HostBlock.DLSYM));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, found);
        fail(HostBlock.NO_CREATE_FUNCTION, end);
        m.bind(found);
        m.move(Reg.SAVED0, Reg.RET);
        signals.takeFatalSignals();
        signals.keepSignals();
        m.address(Reg.ARG0, word(HostBlock.VM));
        m.address(Reg.ARG1, word(HostBlock.ENV));
        load(Reg.ARG2, HostBlock.VM_ARGUMENTS);
        m.callRegister(Reg.SAVED0);
        m.store(Width.W64, word(HostBlock.CREATE_RESULT), Reg.RET);
        signals.giveSignalsBack();
        signals.handleOverflows();
        m.branch(Cond.EQ, Width.W32, word(HostBlock.CREATE_RESULT), 0, made);
        fail(HostBlock.NO_JVM, end);
        m.bind(made);
    }

    private void fail(int state, Label end) {
        state(state);
        m.jump(end);
    }

    private void callJava() {
        Label failed = m.newLabel();
        Label done = m.newLabel();
        Label clear = m.newLabel();
        load(Reg.ARG0, HostBlock.ENV);
        table(Reg.TMP0, Reg.ARG0);
        load(Reg.ARG1, HostBlock.CLASS_NAME);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * ENV_FIND_CLASS));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.move(Reg.SAVED0, Reg.RET);
        m.move(Reg.ARG1, Reg.RET);
        load(Reg.ARG0, HostBlock.ENV);
        table(Reg.TMP0, Reg.ARG0);
        load(Reg.ARG2, HostBlock.METHOD_NAME);
        load(Reg.ARG3, HostBlock.METHOD_TYPE);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * ENV_STATIC_METHOD));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        state(HostBlock.RUNNING);
        m.move(Reg.ARG2, Reg.RET);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.store(Width.W64, Mem.nativeWord(0), Reg.DATA);
        m.address(Reg.ARG3, Mem.nativeWord(0));
        load(Reg.ARG0, HostBlock.ENV);
        table(Reg.TMP0, Reg.ARG0);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * ENV_CALL_STATIC_VOID));
        m.jump(done);
        m.bind(failed);
        state(HostBlock.NO_CLASS);
        m.bind(done);
        // an error that Java could not tell of: nobody is to wait for it
        m.branch(Cond.NE, Width.W64, word(HostBlock.STATE), HostBlock.RUNNING, clear);
        state(HostBlock.NOT_ATTACHED);
        m.bind(clear);
        load(Reg.ARG0, HostBlock.ENV);
        table(Reg.TMP0, Reg.ARG0);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * ENV_EXCEPTION_CLEAR));
    }

    // ---- attaching ----

    private void pending(Entry entry) {
        Label out = m.newLabel();
        begin(entry);
        m.branch(Cond.NE, Width.W64, word(HostBlock.ENDED), 0, out);
        if (entry == Entry.PENDING_MAIN) {
            joinJvm(out);
        }
        m.branch(Cond.NE, Width.W64, word(HostBlock.STATE), HostBlock.RUNNING, out);
        m.branch(Cond.NE, Width.W64, word(HostBlock.ATTACHING), 0, out);
        if (entry == Entry.PENDING_ANY) {
            stackBottom(out);
            letOthersCall();
        }
        m.storeImm(Width.W64, word(HostBlock.ATTACHING), 1);
        m.call(word(HostBlock.ATTACH));
        m.storeImm(Width.W64, word(HostBlock.ATTACHING), 0);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /**
     * The main thread becomes one of the JVM for good, also where the compiler came to another thread while this one
     * waited. Else each call of Java would attach and detach it, and leave its stack smaller by the JVM's guard pages:
     * glibc takes the mapping that they become for the end of the main thread's stack.
     */
    private void joinJvm(Label out) {
        Label may = m.newLabel();
        m.branch(Cond.EQ, Width.W64, word(HostBlock.STATE), HostBlock.RUNNING, may);
        m.branch(Cond.NE, Width.W64, word(HostBlock.STATE), HostBlock.ATTACHED, out);
        m.bind(may);
        stackBottom(out);
        load(Reg.ARG0, HostBlock.VM);
        m.address(Reg.ARG1, word(HostBlock.UNUSED));
        m.moveImm(Reg.ARG2, 0);
        table(Reg.TMP0, Reg.ARG0);
        m.call(Mem.at(Reg.TMP0, Long.BYTES * VM_ATTACH_DAEMON));
    }

    /** {@link #letOthersCall(MacroAssembler, Reg)} on any thread but Python's main one. */
    private void letOthersCall() {
        Label other = m.newLabel();
        Label done = m.newLabel();
        m.call(word(HostBlock.PTHREAD_SELF));
        load(Reg.ARG0, HostBlock.MAIN_THREAD);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, other);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, 0), Reg.RET, done);
        m.bind(other);
        m.call(word(HostBlock.THREAD_STATE_GET));
        letOthersCall(m, Reg.RET);
        m.bind(done);
    }

    /**
     * While the pending call goes on that the thread with that state makes, other threads may make others. It may give
     * the GIL up, and Python's end makes all that there are before it goes on: with the GIL, and for ever where another
     * thread is at it. Changes {@code ARG0}.
     */
    static void letOthersCall(MacroAssembler m, Reg state) {
        Label unknown = m.newLabel();
        Mem handling = Mem.at(Reg.ARG0, PyInterpreterState.HANDLING_THREAD);
        m.load(Width.W64, Reg.ARG0, word(HostBlock.INTERPRETER));
        m.branch(Cond.NE, Width.W64, handling, state, unknown);
        m.storeImm(Width.W64, handling, 0);
        m.bind(unknown);
    }

    /** Goes to {@code small} where the stack has no room for Java; it is asked again later. */
    private void stackBottom(Label small) {
        Mem attributes = Mem.nativeWord(8);
        Mem lowest = Mem.nativeWord(0);
        m.call(word(HostBlock.PTHREAD_SELF));
        m.move(Reg.ARG0, Reg.RET);
        m.address(Reg.ARG1, attributes);
        m.call(word(HostBlock.PTHREAD_GETATTR));
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, small);
        m.address(Reg.ARG0, attributes);
        m.address(Reg.ARG1, lowest);
        m.address(Reg.ARG2, word(HostBlock.UNUSED));
        m.call(word(HostBlock.PTHREAD_GETSTACK));
        m.address(Reg.ARG0, attributes);
        m.call(word(HostBlock.PTHREAD_ATTR_DESTROY));
        m.address(Reg.ARG0, lowest); // about where the stack pointer is
        m.load(Width.W64, Reg.ARG1, lowest);
        m.sub(Reg.ARG0, Reg.ARG0, Reg.ARG1);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG0, NativeFrame.HOST_STACK_BYTES, small);
    }

    private void forkChild() {
        begin(Entry.FORK_CHILD);
        m.storeImm(Width.W64, word(HostBlock.ENDED), 1);
        // who added or attached is not there to say that it is done
        m.storeImm(Width.W64, word(HostBlock.ADDING), 0);
        m.storeImm(Width.W64, word(HostBlock.ATTACHING), 0);
        StartLock.giveBack(m);
        m.leaveToC();
    }

    /**
     * Python's end: nothing begins any more. What Python has to do then may give the GIL up, and text that another
     * thread runs meanwhile ({@code exec}) makes CPython forget that a KeyboardInterrupt ended the program, by which
     * SIGINT is to end the process: so that is kept.
     */
    private void end() {
        Mem interrupted = Mem.at(Reg.SAVED0, 0);
        Label adding = m.newLabel();
        Label nothing = m.newLabel();
        Label unknown = m.newLabel();
        Label forgotten = m.newLabel();
        begin(Entry.END);
        m.storeImm(Width.W64, word(HostBlock.ENDED), 1);
        m.bind(adding); // no GIL is needed for that
        m.call(word(HostBlock.SCHED_YIELD));
        m.branch(Cond.NE, Width.W64, word(HostBlock.ADDING), 0, adding);
        m.moveImm(Reg.RET, 0);
        load(Reg.ARG0, HostBlock.AT_END);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, nothing);
        load(Reg.SAVED0, HostBlock.INTERRUPTED);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED0, 0, unknown);
        m.load(Width.W32, Reg.SAVED1, interrupted);
        m.bind(unknown);
        m.call(word(HostBlock.CALL_NO_ARGS));
        m.branch(Cond.EQ, Width.W64, Reg.SAVED0, 0, forgotten);
        m.store(Width.W32, interrupted, Reg.SAVED1);
        m.bind(forgotten);
        m.bind(nothing);
        m.leaveToC();
    }
}

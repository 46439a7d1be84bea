package dev.justjit.stubs.generator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * C functions that stand where CPython keeps its own ways of resuming: {@code tp_iternext}, {@code
 * am_send} and the method {@code send}. What cannot be resumed in machine code goes on to CPython's;
 * so does all of other interpreters, which share the types.
 *
 * <p>Native words: 3 the generator, 4 the sent value, 5 where a result goes.
 */
public final class GeneratorSlots {
    private static final Stub[] STUBS = {
        Stub.GEN_ITERNEXT,
        Stub.GEN_SEND,
        Stub.GEN_AM_SEND,
        Stub.CORO_SEND,
        Stub.CORO_AM_SEND,
        Stub.ASYNC_GEN_AM_SEND,
        Stub.ASEND_ITERNEXT,
        Stub.ASEND_SEND
    };

    private static final Mem GENERATOR = Mem.nativeWord(3);
    private static final Mem VALUE = Mem.nativeWord(4);
    private static final Mem OUT = Mem.nativeWord(5);

    private static final int RETURNED = 0;
    private static final int RAISED = -1;
    private static final int YIELDED = 1;

    private GeneratorSlots() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        for (int i = 0; i < STUBS.length; i++) {
            int original = JitData.RESUME_FUNCTIONS + 8 * i;
            switch (STUBS[i]) {
                case GEN_ITERNEXT -> next(stubs, original);
                case GEN_AM_SEND, CORO_AM_SEND, ASYNC_GEN_AM_SEND ->
                        sendSlot(stubs, STUBS[i], original);
                case ASEND_ITERNEXT -> asend(stubs, STUBS[i], original, false);
                case ASEND_SEND -> asend(stubs, STUBS[i], original, true);
                default -> sendMethod(stubs, STUBS[i], original);
            }
        }
    }

    /** Resumes with the value in {@code ARG1}, of which it takes a reference, or calls CPython's. */
    private static void resume(StubLibrary stubs, int original) {
        MacroAssembler m = stubs.masm();
        Label resumed = m.newLabel();
        Label foreign = m.newLabel();
        m.store(Width.W64, GENERATOR, Reg.ARG0);
        m.store(Width.W64, VALUE, Reg.ARG1);
        m.store(Width.W64, OUT, Reg.ARG2);
        loadThread(m, foreign);
        m.load(Width.W64, Reg.ARG0, GENERATOR);
        m.load(Width.W64, Reg.ARG1, VALUE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, foreign); // am_send without a value
        m.incref(Reg.ARG1, Reg.TMP0);
        m.call(stubs.of(Stub.RESUME_GENERATOR));
        m.branch(Cond.NE, Width.W64, Reg.RET, Stub.NOT_RESUMED, resumed);
        stubs.release(VALUE);
        m.bind(foreign);
        m.load(Width.W64, Reg.ARG0, GENERATOR);
        m.load(Width.W64, Reg.ARG1, VALUE);
        m.load(Width.W64, Reg.ARG2, OUT);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, original));
        m.leaveToCAndJumpRet();
        m.bind(resumed);
    }

    /** {@code THREAD} = the thread's state, or a jump if it runs another interpreter. */
    private static void loadThread(MacroAssembler m, Label foreign) {
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.INTERP));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.INTERPRETER), Reg.RET, foreign);
    }

    /** Jumps if the generator, which {@code RET} came from, has ended. Changes {@code ARG0}. */
    private static void branchIfEnded(MacroAssembler m, Label ended) {
        m.load(Width.W64, Reg.ARG0, GENERATOR);
        m.branch(Cond.GE, Width.W8, Mem.at(Reg.ARG0, PyGen.FRAME_STATE), 0, ended);
    }

    /** {@code PyObject *next(generator)}: a plain end sets no exception. */
    private static void next(StubLibrary stubs, int original) {
        MacroAssembler m = stubs.masm();
        Label ended = m.newLabel();
        Label out = m.newLabel();
        stubs.begin(Stub.GEN_ITERNEXT);
        m.enterFromC();
        m.load(Reg.ARG1, Global.NONE);
        resume(stubs, original);
        branchIfEnded(m, ended);
        m.leaveToC();
        m.bind(ended);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, out);
        m.branch(Cond.EQ, Reg.RET, Global.NONE, out);
        setStopIteration(stubs);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** StopIteration with the value {@code RET}, which is consumed. */
    private static void setStopIteration(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        m.store(Width.W64, VALUE, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYGEN_SETSTOPITERATIONVALUE);
        stubs.release(VALUE);
    }

    /** {@code int am_send(generator, value, PyObject **result)}. */
    private static void sendSlot(StubLibrary stubs, Stub stub, int original) {
        MacroAssembler m = stubs.masm();
        Label ended = m.newLabel();
        Label raised = m.newLabel();
        stubs.begin(stub);
        m.enterFromC();
        resume(stubs, original);
        m.load(Width.W64, Reg.ARG1, OUT);
        m.store(Width.W64, Mem.at(Reg.ARG1, 0), Reg.RET);
        branchIfEnded(m, ended);
        m.moveImm(Reg.RET, YIELDED);
        m.leaveToC();
        m.bind(ended);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.moveImm(Reg.RET, RETURNED);
        m.leaveToC();
        m.bind(raised);
        m.moveImm(Reg.RET, RAISED);
        m.leaveToC();
    }

    /** {@code PyObject *next(awaitable)} or {@code send(awaitable, value)}: an item is the result. */
    private static void asend(StubLibrary stubs, Stub stub, int original, boolean value) {
        MacroAssembler m = stubs.masm();
        Label resumed = m.newLabel();
        Label passOn = m.newLabel();
        Label foreign = m.newLabel();
        stubs.begin(stub);
        m.enterFromC();
        m.store(Width.W64, GENERATOR, Reg.ARG0);
        m.store(Width.W64, VALUE, Reg.ARG1);
        loadThread(m, foreign);
        m.load(Width.W64, Reg.ARG0, GENERATOR);
        if (value) {
            m.load(Width.W64, Reg.ARG1, VALUE);
        } else {
            m.moveImm(Reg.ARG1, 0);
        }
        m.call(stubs.of(Stub.RESUME_ASEND));
        m.branch(Cond.NE, Width.W64, Reg.RET, Stub.NOT_RESUMED, resumed);
        m.bind(foreign);
        m.load(Width.W64, Reg.ARG0, GENERATOR);
        m.load(Width.W64, Reg.ARG1, VALUE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, original));
        m.leaveToCAndJumpRet();
        m.bind(resumed);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, passOn);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, passOn);
        setStopIteration(stubs);
        m.moveImm(Reg.RET, 0);
        m.bind(passOn);
        m.leaveToC();
    }

    /** {@code PyObject *send(generator, value)}: every end is a StopIteration. */
    private static void sendMethod(StubLibrary stubs, Stub stub, int original) {
        MacroAssembler m = stubs.masm();
        Label ended = m.newLabel();
        Label none = m.newLabel();
        Label out = m.newLabel();
        stubs.begin(stub);
        m.enterFromC();
        resume(stubs, original);
        branchIfEnded(m, ended);
        m.leaveToC();
        m.bind(ended);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, out);
        m.branch(Cond.EQ, Reg.RET, Global.NONE, none);
        setStopIteration(stubs);
        m.jump(out);
        m.bind(none);
        m.load(Reg.ARG0, Global.PYEXC_STOPITERATION);
        m.call(Helper.PYERR_SETNONE);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }
}

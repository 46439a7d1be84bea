package dev.justjit.stubs.generator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyAsyncGenASend;
import dev.justjit.abi.layout.PyAsyncGenWrappedValue;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyObject;
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
 * One step of the awaitable that drives an asynchronous generator. What the generator's own {@code
 * await} yields is passed on; an item ends the awaitable, and so does the end of the generator.
 *
 * <p>{@code SAVED0} is the awaitable, {@code SAVED1} the generator. Native words: 0 the value or
 * result, 1 and 2 what {@code ags_state} and {@code ag_running_async} were.
 */
public final class AsyncGeneratorStubs {
    private static final Mem VALUE = Mem.nativeWord(0);
    private static final Mem OLD_STATE = Mem.nativeWord(1);
    private static final Mem OLD_RUNNING = Mem.nativeWord(2);
    private static final Mem STATE = Mem.at(Reg.SAVED0, PyAsyncGenASend.STATE);
    private static final Mem RUNNING = Mem.at(Reg.SAVED1, PyGen.RUNNING_ASYNC);

    private AsyncGeneratorStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label no = m.newLabel();
        Label ended = m.newLabel();
        Label raised = m.newLabel();
        Label passOn = m.newLabel();
        stubs.begin(Stub.RESUME_ASEND);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.ARG0, PyAsyncGenASend.GEN));
        chooseValue(m, no);
        m.storeImm(Width.W32, STATE, PyAsyncGenASend.STATE_ITER);
        m.storeImm(Width.W8, RUNNING, 1);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.RESUME_GENERATOR));
        Label undo = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_RESUMED, undo);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.store(Width.W64, VALUE, Reg.RET);
        m.branch(Cond.GE, Width.W8, Mem.at(Reg.SAVED1, PyGen.FRAME_STATE), 0, ended);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.WRAPPED_VALUE_TYPE));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyObject.TYPE), Reg.TMP0, passOn);
        item(stubs);
        m.bind(passOn);
        m.moveImm(Reg.TMP0, 0);
        m.leave();
        m.bind(ended);
        stubs.release(VALUE);
        m.load(Reg.ARG0, Global.PYEXC_STOPASYNCITERATION);
        m.call(Helper.PYERR_SETNONE);
        m.bind(raised);
        raised(m);
        m.bind(undo);
        stubs.release(VALUE);
        m.load(Width.W64, Reg.RET, OLD_STATE);
        m.store(Width.W32, STATE, Reg.RET);
        m.load(Width.W64, Reg.RET, OLD_RUNNING);
        m.store(Width.W8, RUNNING, Reg.RET);
        m.bind(no);
        m.moveImm(Reg.RET, Stub.NOT_RESUMED);
        m.leave();
    }

    /** {@code ARG1} and {@code VALUE} = a new reference to what is sent; remembers the old state. */
    private static void chooseValue(MacroAssembler m, Label no) {
        Label chosen = m.newLabel();
        Label given = m.newLabel();
        Label some = m.newLabel();
        m.load(Width.W32, Reg.RET, STATE);
        m.store(Width.W64, OLD_STATE, Reg.RET);
        m.load(Width.W8, Reg.TMP0, RUNNING);
        m.store(Width.W64, OLD_RUNNING, Reg.TMP0);
        m.branch(Cond.EQ, Width.W32, Reg.RET, PyAsyncGenASend.STATE_ITER, chosen);
        m.branch(Cond.NE, Width.W32, Reg.RET, PyAsyncGenASend.STATE_INIT, no);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, 0, no);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, given);
        m.branch(Cond.NE, Reg.ARG1, Global.NONE, chosen);
        m.bind(given);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyAsyncGenASend.SENDVAL));
        m.bind(chosen);
        m.branch(Cond.NE, Width.W64, Reg.ARG1, 0, some);
        m.load(Reg.ARG1, Global.NONE);
        m.bind(some);
        m.store(Width.W64, VALUE, Reg.ARG1);
        m.incref(Reg.ARG1, Reg.TMP0);
    }

    private static void close(MacroAssembler m) {
        m.storeImm(Width.W8, RUNNING, 0);
        m.storeImm(Width.W32, STATE, PyAsyncGenASend.STATE_CLOSED);
    }

    /** {@code RET} = the item inside the wrapper {@code RET}. */
    private static void item(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Mem inside = OLD_STATE;
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, PyAsyncGenWrappedValue.VALUE));
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, inside, Reg.ARG0);
        stubs.release(VALUE);
        close(m);
        m.load(Width.W64, Reg.RET, inside);
        m.moveImm(Reg.TMP0, 1);
        m.leave();
    }

    /** An error is set. These two close the generator. */
    private static void raised(MacroAssembler m) {
        Label closed = m.newLabel();
        Label out = m.newLabel();
        m.load(Reg.ARG0, Global.PYEXC_STOPASYNCITERATION);
        m.call(Helper.PYERR_EXCEPTIONMATCHES);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, closed);
        m.load(Reg.ARG0, Global.PYEXC_GENERATOREXIT);
        m.call(Helper.PYERR_EXCEPTIONMATCHES);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, out);
        m.bind(closed);
        m.storeImm(Width.W8, Mem.at(Reg.SAVED1, PyGen.CLOSED), 1);
        m.bind(out);
        close(m);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }
}

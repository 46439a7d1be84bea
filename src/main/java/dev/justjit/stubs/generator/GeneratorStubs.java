package dev.justjit.stubs.generator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ErrStackItem;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.CodeState;
import dev.justjit.stubs.entry.CodeStates;
import dev.justjit.stubs.entry.ExitStubs;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/** Making and resuming generators, coroutines and asynchronous generators. */
public final class GeneratorStubs {
    private GeneratorStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        exitGenerator(stubs);
        resume(stubs);
        send(stubs);
    }

    /**
     * Moves header and locals; the value stack is empty. The call's own frame goes without being
     * cleared: its references have moved.
     */
    private static void exitGenerator(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label again = m.newLabel();
        stubs.begin(Stub.EXIT_GENERATOR);
        m.move(Reg.SAVED0, Reg.RET);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG2, PyCode.NLOCALSPLUS));
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.ARG2);
        m.add(Reg.ARG2, Reg.ARG2, InterpreterFrame.SPECIALS_WORDS);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, PyGen.IFRAME));
        m.bind(again);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, Reg.ARG2, 8, 0));
        m.store(Width.W64, Mem.at(Reg.ARG1, Reg.ARG2, 8, 0), Reg.TMP0);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, again);
        m.storeImm(Width.W64, Mem.at(Reg.ARG1, InterpreterFrame.PREVIOUS), 0);
        m.storeImm(
                Width.W8,
                Mem.at(Reg.ARG1, InterpreterFrame.OWNER),
                InterpreterFrame.OWNER_GENERATOR);
        m.storeImm(Width.W8, Mem.at(Reg.SAVED0, PyGen.FRAME_STATE), PyGen.STATE_CREATED);
        ExitStubs.unlink(m);
        // not the first of its chunk: such frames are interpreted
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.FRAME);
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
    }

    /** All guards first; then what {@code gen_send_ex2} does before it evaluates the frame. */
    private static void resume(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label no = m.newLabel();
        Label started = m.newLabel();
        Mem state = Mem.at(Reg.ARG0, PyGen.FRAME_STATE);
        stubs.begin(Stub.RESUME_GENERATOR);
        m.branch(Cond.GE, Width.W8, state, 0, no);
        m.branch(Cond.NE, Width.W8, state, PyGen.STATE_CREATED, started);
        m.branch(Cond.NE, Reg.ARG1, Global.NONE, no);
        m.bind(started);
        loadEntry(m, no);
        mayEnter(m, no);
        m.branch(
                Cond.EQ,
                Width.W8,
                state,
                PyGen.STATE_SUSPENDED_YIELD_FROM,
                stubs.of(Stub.RESUME_DELEGATION));
        push(m);
        link(m);
        loadResumeEntry(m);
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, PyGen.IFRAME));
        m.jumpRegister(Reg.RET);
        m.bind(no);
        m.moveImm(Reg.RET, Stub.NOT_RESUMED);
        m.ret();
    }

    /**
     * {@code ARG3} = vector entry of the generator's code, or a jump: it is not compiled, a tool is
     * active, or one has left it instrumented, which the interpreter cleans. Changes {@code RET},
     * {@code ARG2} and {@code TMP0} too.
     */
    static void loadEntry(MacroAssembler m, Label no) {
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.TOOLS_ACTIVE), 0, no);
        loadEntryQuietly(m, no);
    }

    /** The same when no tool is known to be active. */
    static void loadEntryQuietly(MacroAssembler m, Label no) {
        Label clean = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyGen.IFRAME + InterpreterFrame.EXECUTABLE));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG2, PyCode.MONITORING), 0, clean);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG2, PyCode.INSTRUMENTATION_VERSION));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.QUIET_VERSION), Reg.RET, no);
        m.bind(clean);
        CodeStates.loadFrom(m, Reg.ARG2, no);
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.RET, CodeState.STATUS),
                CodeState.STATUS_COMPILED,
                no);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, CodeState.ENTRY));
    }

    /** {@code RET} = resume entry behind the vector entry {@code ARG3}. Changes {@code TMP0}. */
    static void loadResumeEntry(MacroAssembler m) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, Prologue.RESUME_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.ARG3, Reg.TMP0, 1, Prologue.RESUME_DISTANCE));
    }

    /** Jumps if the recursion budgets do not allow another activation. Changes {@code TMP0}. */
    private static void mayEnter(MacroAssembler m, Label no) {
        m.branch(Cond.LE, Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), 1, no);
        Prologue.branchIfDeep(m, no);
    }

    /** The sent value {@code ARG1} goes on the value stack of the generator {@code ARG0}. */
    static void push(MacroAssembler m) {
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG0, PyGen.IFRAME + InterpreterFrame.STACKTOP));
        m.store(
                Width.W64,
                Mem.at(Reg.ARG0, Reg.RET, 8, PyGen.IFRAME + InterpreterFrame.LOCALSPLUS),
                Reg.ARG1);
        m.addMem(Width.W32, Mem.at(Reg.ARG0, PyGen.IFRAME + InterpreterFrame.STACKTOP), 1);
    }

    /** Exception state and frame of the generator {@code ARG0} become the thread's. */
    static void link(MacroAssembler m) {
        m.storeImm(Width.W8, Mem.at(Reg.ARG0, PyGen.FRAME_STATE), PyGen.STATE_EXECUTING);
        Mem excInfo = Mem.at(Reg.THREAD, ThreadState.EXC_INFO);
        m.load(Width.W64, Reg.RET, excInfo);
        m.store(Width.W64, Mem.at(Reg.ARG0, PyGen.EXC_STATE + ErrStackItem.PREVIOUS_ITEM), Reg.RET);
        m.address(Reg.RET, Mem.at(Reg.ARG0, PyGen.EXC_STATE));
        m.store(Width.W64, excInfo, Reg.RET);
        Mem current = Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME);
        m.load(Width.W64, Reg.RET, current);
        m.store(Width.W64, Mem.at(Reg.ARG0, PyGen.IFRAME + InterpreterFrame.PREVIOUS), Reg.RET);
        m.address(Reg.RET, Mem.at(Reg.ARG0, PyGen.IFRAME));
        m.store(Width.W64, current, Reg.RET);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), -1);
    }

    private static void send(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Mem value = Mem.nativeWord(0);
        stubs.begin(Stub.SEND);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        sendToAsyncGenerator(stubs);
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.address(Reg.ARG2, value);
        m.call(Helper.PYITER_SEND);
        ObjectStubs.signExtend(m);
        stubs.release(ObjectStubs.operand(1));
        m.load(Width.W64, Reg.RET, value);
        m.store(Width.W64, ObjectStubs.operand(1), Reg.RET);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /**
     * An item comes without the StopIteration that would carry it. Falls through with {@code ARG0} when
     * that is no such awaitable, or cannot be resumed.
     */
    private static void sendToAsyncGenerator(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Label failed = m.newLabel();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYASYNCGENASEND_TYPE, other);
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.call(stubs.of(Stub.RESUME_ASEND));
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_RESUMED, other);
        m.store(Width.W64, Mem.nativeWord(0), Reg.RET);
        m.moveImm(Reg.SAVED1, -1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.moveImm(Reg.SAVED1, 1);
        m.sub(Reg.SAVED1, Reg.SAVED1, Reg.TMP0); // an item is what the awaitable returns
        m.bind(failed);
        stubs.release(ObjectStubs.operand(1));
        m.load(Width.W64, Reg.RET, Mem.nativeWord(0));
        m.store(Width.W64, ObjectStubs.operand(1), Reg.RET);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(other);
    }
}

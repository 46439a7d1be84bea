package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.CoMonitoringData;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.FunctionCalls;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ReferenceStubs;

/** Tracebacks, handlers, safepoints, and the ways out of a compiled function. */
public final class ExitStubs {
    private static final int EVENT_BITS = 0xff;

    /** The tool for optimizers, in the byte of JUMP events: that is the compiler itself. */
    private static final long OWN_JUMPS = 1L << (7 * Byte.SIZE + 5);

    private ExitStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        addTraceback(stubs);
        enterHandler(stubs);
        enterHandlerWithLasti(stubs);
        safepoint(stubs);
        deoptNotice(stubs);
        exitUnwindAndReturn(stubs);
        exitDeopt(stubs);
        raiseReleasing(stubs);
    }

    /** As the interpreter's {@code error} label: also repairs "error without exception". */
    private static void addTraceback(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label isSet = m.newLabel();
        Label noFrame = m.newLabel();
        Label added = m.newLabel();
        stubs.begin(Stub.ADD_TRACEBACK);
        m.enter();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, isSet);
        m.load(Reg.ARG0, Global.PYEXC_SYSTEMERROR);
        m.load(Reg.ARG1, Symbol.text("error return without exception set"));
        m.call(Helper.PYERR_SETSTRING);
        m.bind(isSet);
        m.call(Helper.PYEVAL_GETFRAME);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, noFrame);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYTRACEBACK_HERE);
        m.jump(added);
        m.bind(noFrame); // no memory for it: the exception has been dropped
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, added);
        m.call(Helper.PYERR_NOMEMORY);
        m.bind(added);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.FRAME);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR));
        m.call(Helper.PYEVAL_MONITORRAISE);
        m.leave();
    }

    private static void raiseReleasing(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.RAISE_RELEASING);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.call(stubs.of(Stub.ADD_TRACEBACK));
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE_ALL));
        m.leave();
    }

    private static void enterHandler(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.ENTER_HANDLER);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.call(Helper.PYERR_GETRAISEDEXCEPTION);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        m.call(stubs.of(Stub.WATCH));
        m.leave();
    }

    private static void enterHandlerWithLasti(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.ENTER_HANDLER_LASTI);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.sub(Reg.ARG0, Reg.ARG0, Reg.ARG1);
        m.add(Reg.ARG0, Reg.ARG0, -PyCode.CODE_ADAPTIVE);
        m.shiftRightSigned(Reg.ARG0, Reg.ARG0, 1);
        m.call(stubs.of(Stub.BOX_INT_OR_DIE));
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        m.call(Helper.PYERR_GETRAISEDEXCEPTION);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 8), Reg.RET);
        m.call(stubs.of(Stub.WATCH));
        m.leave();
    }

    /**
     * Handles what is pending; then decides whether tools watch this code: an unknown
     * instrumentation version is shown to the host once, which remembers its verdict.
     */
    private static void safepoint(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label quiet = m.newLabel();
        Label local = m.newLabel();
        Label goOn = m.newLabel();
        Label tools = m.newLabel();
        Label raised = m.newLabel();
        stubs.begin(Stub.WATCH);
        m.enter();
        m.jump(quiet);
        stubs.begin(Stub.SAFEPOINT);
        m.enter();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, EVENT_BITS, quiet);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.PENDING_COUNT), 1);
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_FRAME), Reg.FRAME);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PY_HANDLEPENDING);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_FRAME), 0);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_COUNTERS), 0);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, raised);
        m.bind(quiet);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.and(Reg.RET, Reg.RET, ~EVENT_BITS);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.QUIET_VERSION), Reg.RET, local);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.TRACED_VERSION), Reg.RET, tools);
        m.move(Reg.SAVED0, Reg.RET);
        HostCalls.branchIfAbsent(stubs, tools);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Mem.at(Reg.DATA, JitData.VERSION_CHECK));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, tools);
        m.bind(local);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyCode.MONITORING));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, goOn);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, CoMonitoringData.ACTIVE_MONITORS));
        m.moveImm(Reg.ARG0, ~OWN_JUMPS);
        m.and(Reg.TMP0, Reg.TMP0, Reg.ARG0);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, tools);
        m.branch(
                Cond.NE,
                Width.W16,
                Mem.at(Reg.RET, CoMonitoringData.ACTIVE_MONITORS + 8),
                0,
                tools);
        m.bind(goOn);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(tools);
        m.moveImm(Reg.RET, 1);
        m.leave();
        m.bind(raised);
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    private static void deoptNotice(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label absent = m.newLabel();
        stubs.begin(Stub.DEOPT_NOTICE);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        HostCalls.branchIfAbsent(stubs, absent);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ));
        m.call(Mem.at(Reg.DATA, JitData.DEOPT_NOTICE));
        m.bind(absent);
        m.leave();
    }

    /** Undoes what the prologue did to the thread. Changes {@code RET} only. */
    public static void unlink(MacroAssembler m) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.RET);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), 1);
    }

    /** The blob of the function may die with its code object in here: nothing returns to it. */
    private static void exitUnwindAndReturn(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label keptFrame = m.newLabel();
        stubs.begin(Stub.EXIT_UNWIND);
        m.moveImm(Reg.SAVED0, 0);
        m.bind(stubs.of(Stub.EXIT_RETURN));
        m.comment("stub EXIT_RETURN");
        popFrame(stubs, keptFrame);
        m.bind(keptFrame);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyCode.NLOCALSPLUS));
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.RET);
        unlink(m);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.FRAME);
        m.call(Helper.PYEVAL_FRAMECLEARANDPOP);
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
        stubs.begin(Stub.EXIT_CODE_DIED);
        m.call(Helper.PY_DEALLOC);
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
    }

    /**
     * What {@code _PyEval_FrameClearAndPop} does with a frame of the thread's that nobody has seen, then returns {@code
     * SAVED0}; or a jump.
     */
    private static void popFrame(StubLibrary stubs, Label other) {
        MacroAssembler m = stubs.masm();
        Mem end = Mem.nativeWord(0);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS), 0, other);
        m.branch(Cond.NE, Width.W8, Mem.at(Reg.FRAME, InterpreterFrame.OWNER), 0, other);
        m.move(Reg.RET, Reg.FRAME);
        FunctionCalls.branchIfFirstOfChunk(m, other);
        unlink(m);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyCode.NLOCALSPLUS));
        m.address(Reg.SAVED1, Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS));
        m.address(Reg.RET, Mem.at(Reg.SAVED1, Reg.RET, 8, 0));
        m.store(Width.W64, end, Reg.RET);
        ReferenceStubs.releaseUntil(stubs, end);
        stubs.release(Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.FRAME);
        m.decref(Reg.ARG0, Reg.TMP0, stubs.of(Stub.EXIT_CODE_DIED));
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
    }

    private static void exitDeopt(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.EXIT_DEOPT);
        m.storeImm(Width.W16, Mem.at(Reg.FRAME, InterpreterFrame.RETURN_OFFSET), 0);
        unlink(m);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.FRAME);
        m.moveImm(Reg.ARG2, 0);
        m.leaveAndJump(Symbol.export(Helper.PYEVAL_EVALFRAMEDEFAULT.symbol()));
    }
}

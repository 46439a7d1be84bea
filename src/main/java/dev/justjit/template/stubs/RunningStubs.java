package dev.justjit.template.stubs;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.LoopWords;

/**
 * Loops that the interpreter runs. Jumps of their code object are events of {@code sys.monitoring}; the
 * callback enters numeric regions. The interpreter has stored its stack pointer before the callback and
 * takes both that and the instruction pointer from the frame again afterwards.
 */
final class RunningStubs {
    /** {@code sys.monitoring.OPTIMIZER_ID}. */
    private static final int TOOL = 5;

    private static final int SAMPLE_BYTES_SHIFT = 4;

    private RunningStubs() {}

    static void emit(StubLibrary stubs) {
        jump(stubs);
        leave(stubs);
        sample(stubs);
        programMonitors(stubs, Stub.USE_TOOL_ID, JitData.MONITORING_FUNCTIONS);
        programMonitors(stubs, Stub.REGISTER_CALLBACK, JitData.MONITORING_FUNCTIONS + 8);
    }

    /**
     * {@code object callback(self, args, count)} of code, offset, destination. Jumps that lead to no loop
     * with a region, now or ever, are no events any more.
     */
    private static void jump(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        Label disable = m.newLabel();
        Label look = m.newLabel();
        Label found = m.newLabel();
        Label enter = m.newLabel();
        stubs.begin(Stub.RUNNING_JUMP);
        m.enterFromC();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.OK_VERSION), Reg.RET, none);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, 0));
        CodeStates.loadFrom(m, Reg.ARG2, disable);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, CodeState.RUNNING));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, 16));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG1, PyLong.DIGIT));
        m.shiftRight(Reg.ARG1, Reg.ARG1, 1);
        m.bind(look);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, LoopWords.HEADER));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Reg.RET, LoopWords.END, disable);
        m.add(Reg.ARG0, Reg.ARG0, LoopWords.BYTES);
        m.jump(look);
        m.bind(found);
        m.addMemBranch(Cond.LT, Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), -1, enter);
        m.branch(Cond.GT, Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Integer.MAX_VALUE, disable);
        m.bind(none);
        m.load(Reg.RET, Global.NONE);
        m.incref(Reg.RET, Reg.TMP0);
        m.leaveToC();
        m.bind(disable);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.MONITORING_DISABLE));
        m.incref(Reg.RET, Reg.TMP0);
        m.leaveToC();
        m.bind(enter);
        Label region = m.newLabel();
        m.call(region);
        m.jump(none);
        m.bind(region);
        region(stubs);
    }

    /** Runs the region of the loop whose words are at {@code ARG0}, or asks the host for one. */
    private static void region(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label ask = m.newLabel();
        m.enter();
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, LoopWords.ENTRY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, ask);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.RUNNING_ENTRIES), 1);
        m.jumpRegister(Reg.RET);
        m.bind(stubs.of(Stub.RUNNING_ASK));
        m.bind(ask);
        m.move(Reg.SAVED0, Reg.ARG0);
        m.call(stubs.of(Stub.LOOP_IS_HOT));
        Label patient = m.newLabel();
        m.addMemBranch(Cond.GE, Width.W64, Mem.at(Reg.SAVED0, LoopWords.PATIENCE), -1, patient);
        m.moveImm(Reg.RET, LoopWords.NEVER);
        m.store(Width.W64, Mem.at(Reg.SAVED0, LoopWords.COUNT), Reg.RET);
        m.bind(patient);
        m.leave();
    }

    private static void leave(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.RUNNING_LEAVE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.add(Reg.RET, Reg.RET, Reg.ARG1);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.RET);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.ARG2);
        m.leave();
    }

    /**
     * {@code int sample(NULL)}: code that is seen often enough is shown to the host. Where that is
     * compiled or has events already, its caller is looked at: it may call in a loop.
     */
    private static void sample(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        Label unknown = m.newLabel();
        Label known = m.newLabel();
        stubs.begin(Stub.RUNNING_SAMPLE);
        m.enterFromC();
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.SAMPLE_PENDING), 0);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, out);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.TOOLS_ACTIVE), 0, out);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        Label caller = m.newLabel();
        sampleFrame(m, unknown, caller, out);
        m.bind(caller);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        sampleFrame(m, unknown, out, out);
        m.bind(unknown);
        m.shiftRight(Reg.RET, Reg.SAVED0, SAMPLE_BYTES_SHIFT);
        m.and(Reg.RET, Reg.RET, JitData.SAMPLE_SLOTS - 1);
        m.shiftLeft(Reg.RET, Reg.RET, SAMPLE_BYTES_SHIFT);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.DATA, JitData.SAMPLES));
        m.add(Reg.SAVED1, Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, 0), Reg.SAVED0, known);
        m.store(Width.W64, Mem.at(Reg.SAVED1, 0), Reg.SAVED0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.SAMPLES_NEEDED));
        m.store(Width.W64, Mem.at(Reg.SAVED1, 8), Reg.RET);
        m.bind(known);
        m.addMemBranch(Cond.GT, Width.W64, Mem.at(Reg.SAVED1, 8), -1, out);
        m.call(stubs.of(Stub.STACK_IS_SMALL));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, out);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.FRAME);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.call(Mem.at(Reg.DATA, JitData.SEEN_RUNNING));
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** {@code SAVED0} = code of the frame; jumps if it has no events and no machine code. */
    private static void sampleFrame(MacroAssembler m, Label unknown, Label known, Label none) {
        m.branch(Cond.EQ, Width.W64, Reg.FRAME, 0, none);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.OWNER));
        m.branch(Cond.EQ, Width.W64, Reg.RET, InterpreterFrame.OWNER_CSTACK, none);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        CodeStates.loadFrom(m, Reg.SAVED0, unknown);
        m.branch(
                Cond.EQ,
                Width.W64,
                Mem.at(Reg.RET, CodeState.STATUS),
                CodeState.STATUS_COMPILED,
                known);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, CodeState.RUNNING), 0, unknown);
    }

    /**
     * A METH_FASTCALL function of {@code sys.monitoring} whose first argument is a tool. If the program
     * wants the tool that is ours, it gets it as nobody had it. Native words: 0 to 2 the arguments.
     */
    private static void programMonitors(StubLibrary stubs, Stub stub, int original) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Label ours = m.newLabel();
        stubs.begin(stub);
        m.enterFromC();
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(2), Reg.ARG2);
        m.branch(Cond.LE, Width.W64, Reg.ARG2, 0, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, 0));
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYLONG_TYPE, ours);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, PyLong.DIGIT));
        m.branch(Cond.NE, Width.W64, Reg.RET, TOOL, other);
        m.bind(ours);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, other);
        m.call(stubs.of(Stub.STACK_IS_SMALL));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, other);
        m.call(Mem.at(Reg.DATA, JitData.PROGRAM_MONITORS));
        m.bind(other);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.load(Width.W64, Reg.ARG1, Mem.nativeWord(1));
        m.load(Width.W64, Reg.ARG2, Mem.nativeWord(2));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, original));
        m.leaveToCAndJumpRet();
    }
}

package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
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
import dev.justjit.record.CodeState;
import dev.justjit.record.RunningEntry;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Frames that the interpreter has begun. Jumps of their code object are events of {@code sys.monitoring}; at
 * the header of a loop the callback goes on in machine code, in the middle of the frame. The interpreter has
 * stored its stack pointer before the callback and takes both that and the instruction pointer from the frame
 * again afterwards ({@code Python/instrumentation.c}, {@code _Py_call_instrumentation_jump}).
 */
public final class RunningStubs {
    /** {@code sys.monitoring.OPTIMIZER_ID}. */
    private static final int TOOL = 5;

    private static final int SAMPLE_BYTES_SHIFT = 4;

    /** Frames that one sample looks at, and how many of them it counts. */
    private static final int LOOKED_AT = 6;

    private static final int COUNTED = JitData.SAMPLED_FRAMES;

    /** Looks until the host is told anew that machine code is hot. */
    private static final int HEAT_AGAIN = 1000;

    private RunningStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials) {
        jump(stubs);
        leave(stubs);
        unwind(stubs);
        sample(stubs, specials);
        programMonitors(stubs, Stub.USE_TOOL_ID, JitData.MONITORING_FUNCTIONS);
        programMonitors(stubs, Stub.REGISTER_CALLBACK, JitData.MONITORING_FUNCTIONS + 8);
    }

    /**
     * {@code object callback(self, args, count)} of code, offset, destination. Jumps that lead to no entry,
     * or to one that does not stay in machine code, are no events any more.
     */
    private static void jump(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        Label disable = m.newLabel();
        Label look = m.newLabel();
        Label found = m.newLabel();
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
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, RunningEntry.UNIT));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Reg.RET, RunningEntry.END, disable);
        m.add(Reg.ARG0, Reg.ARG0, RunningEntry.BYTES);
        m.jump(look);
        m.bind(found);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, RunningEntry.ENTRY), 0, disable);
        allow(m, disable);
        enter(m);
        m.bind(none);
        m.load(Reg.RET, Global.NONE);
        m.incref(Reg.RET, Reg.TMP0);
        m.leaveToC();
        m.bind(disable);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.MONITORING_DISABLE));
        m.incref(Reg.RET, Reg.TMP0);
        m.leaveToC();
    }

    /**
     * An event costs more than a jump: a loop that is entered too often in an epoch, because machine code
     * leaves it soon, stays interpreted from then on.
     */
    private static void allow(MacroAssembler m, Label disable) {
        Label same = m.newLabel();
        Label allowed = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.EPOCH));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG0, RunningEntry.EPOCH), Reg.RET, same);
        m.store(Width.W64, Mem.at(Reg.ARG0, RunningEntry.EPOCH), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.ENTRIES_PER_EPOCH));
        m.store(Width.W64, Mem.at(Reg.ARG0, RunningEntry.ALLOWANCE), Reg.RET);
        m.bind(same);
        m.addMemBranch(Cond.GE, Width.W64, Mem.at(Reg.ARG0, RunningEntry.ALLOWANCE), -1, allowed);
        // nobody counts epochs in a forked child
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.FORKED), 0, allowed);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, RunningEntry.ENTRY), 0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.RUNNING_GIVEN_UP), 1);
        m.jump(disable);
        m.bind(allowed);
    }

    /**
     * Goes on at the entry {@code ARG0}. CPython counts the callback as a trace function; the program's code
     * that runs in it is none.
     */
    private static void enter(MacroAssembler m) {
        Label body = m.newLabel();
        Label done = m.newLabel();
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.RUNNING_ENTRIES), 1);
        m.storeImm(Width.W32, Mem.at(Reg.THREAD, ThreadState.TRACING), 0);
        m.storeImm(Width.W32, Mem.at(Reg.THREAD, ThreadState.WHAT_EVENT), -1);
        m.storeImm(
                Width.W32,
                Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                InterpreterFrame.EXECUTING);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, RunningEntry.ENTRY));
        m.call(body);
        m.jump(done);
        m.bind(body);
        m.enter();
        m.jumpRegister(Reg.RET);
        m.bind(done);
    }

    private static void leave(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.RUNNING_LEAVE);
        m.storeImm(Width.W32, Mem.at(Reg.THREAD, ThreadState.TRACING), 1);
        m.leave();
    }

    /**
     * The interpreter raises the exception anew, by a RERAISE that is in no code object: no handler of the
     * frame's code covers it, and it adds no traceback entry. It takes the position of the frame from the int
     * below the exception ({@code Python/bytecodes.c}, {@code RERAISE} and {@code exception_unwind}).
     */
    private static void unwind(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label apart = m.newLabel();
        Mem words = Mem.at(Reg.FRAME, Reg.SAVED1, 8, InterpreterFrame.LOCALSPLUS);
        stubs.begin(Stub.RUNNING_UNWIND);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR));
        m.sub(Reg.ARG0, Reg.ARG0, Reg.SAVED1);
        m.add(Reg.ARG0, Reg.ARG0, -PyCode.CODE_ADAPTIVE);
        m.shiftRightSigned(Reg.ARG0, Reg.ARG0, 1);
        m.call(stubs.of(Stub.BOX_INT_OR_DIE));
        m.load(Width.W32, Reg.SAVED1, Mem.at(Reg.SAVED1, PyCode.NLOCALSPLUS));
        m.store(Width.W64, words, Reg.RET);
        m.add(Reg.SAVED1, Reg.SAVED1, 1);
        m.call(Helper.PYERR_GETRAISEDEXCEPTION);
        m.store(Width.W64, words, Reg.RET);
        m.add(Reg.SAVED1, Reg.SAVED1, 1);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.SAVED1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.RERAISE));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.sub(Reg.ARG0, Reg.RET, Reg.ARG0);
        m.add(Reg.ARG0, Reg.ARG0, -PyCode.CODE_ADAPTIVE);
        m.shiftRightSigned(Reg.ARG0, Reg.ARG0, 1);
        // the interpreter computes the position as a C int, which may look like one inside the code
        m.branch(Cond.ABOVE_EQ, Width.W32, Reg.ARG0, JitData.RERAISE_DISTANCE / 4, apart);
        m.add(Reg.RET, Reg.RET, JitData.RERAISE_DISTANCE);
        m.bind(apart);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.RET);
        m.jump(stubs.of(Stub.RUNNING_LEAVE));
    }

    /**
     * {@code int sample(NULL)}: installs what the compiler has finished. If machine code runs, it and what called it
     * become hotter. Then the innermost frames that run in the interpreter are counted by their code; code that is seen
     * often enough is shown to the host.
     * Native words: 2 frames left to look at, 3 frames left to count.
     */
    private static void sample(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        Label nothingReady = m.newLabel();
        Label caller = m.newLabel();
        Label begin = m.newLabel();
        Label look = m.newLabel();
        Label next = m.newLabel();
        Label count = m.newLabel();
        Mem left = Mem.nativeWord(2);
        stubs.begin(Stub.RUNNING_SAMPLE);
        m.enterFromC();
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.SAMPLE_PENDING), 0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.EPOCH), 1);
        HostCalls.branchIfAbsent(stubs, out);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.READY), 0, nothingReady);
        m.call(Mem.at(Reg.DATA, JitData.INSTALL_READY));
        m.bind(nothingReady);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.TOOLS_ACTIVE), 0, out);
        m.call(Helper.PYTHREADSTATE_GETUNCHECKED);
        m.move(Reg.THREAD, Reg.RET);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.branch(Cond.EQ, Width.W64, Reg.FRAME, 0, out);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_FRAME), Reg.FRAME, begin);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.DATA, JitData.SAFEPOINT_COUNTERS));
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, caller);
        heat(m, caller);
        m.bind(caller);
        m.moveImm(Reg.SAVED1, 0);
        m.move(Reg.SAVED0, Reg.FRAME);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        m.branch(Cond.EQ, Width.W64, Reg.FRAME, 0, begin);
        noteCallee(m, specials);
        heat(m, begin);
        m.bind(begin);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.storeImm(Width.W64, left, LOOKED_AT);
        m.storeImm(Width.W64, Mem.nativeWord(3), COUNTED);
        m.bind(look);
        m.branch(Cond.EQ, Width.W64, Reg.FRAME, 0, out);
        sampleFrame(m, count, next);
        m.bind(count);
        countSample(m);
        m.addMemBranch(Cond.LE, Width.W64, Mem.nativeWord(3), -1, out);
        m.bind(next);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        m.addMemBranch(Cond.GT, Width.W64, left, -1, look);
        m.bind(out);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** The instruction of {@code FRAME} has called the function that runs in the frame {@code SAVED0}, or something that has. */
    private static void noteCallee(MacroAssembler m, SpecialMethods specials) {
        Label no = m.newLabel();
        m.load(Width.W8, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.OWNER));
        m.branch(Cond.EQ, Width.W64, Reg.RET, InterpreterFrame.OWNER_CSTACK, no);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, InterpreterFrame.FUNCOBJ));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, InterpreterFrame.EXECUTABLE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, no);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFUNCTION_TYPE, no);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyFunction.CODE), Reg.ARG1, no);
        CodeStates.loadFrom(m, Reg.ARG1, no);
        m.store(Width.W64, Mem.at(Reg.RET, CodeState.SEEN), Reg.ARG0);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, InterpreterFrame.EXECUTABLE));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG1, PyCode.VERSION));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, no);
        specials.noteFunction();
        m.bind(no);
    }

    /**
     * The code of {@code FRAME} is hotter, if it has machine code, of which {@code SAVED1} are the counters, or 0; jumps to
     * {@code out} if that is all.
     */
    private static void heat(MacroAssembler m, Label out) {
        m.load(Width.W8, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.OWNER));
        m.branch(Cond.EQ, Width.W64, Reg.RET, InterpreterFrame.OWNER_CSTACK, out);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        CodeStates.loadFrom(m, Reg.SAVED0, out);
        m.addMemBranch(Cond.GT, Width.W64, Mem.at(Reg.RET, CodeState.HEAT), -1, out);
        m.storeImm(Width.W64, Mem.at(Reg.RET, CodeState.HEAT), HEAT_AGAIN);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.FRAME);
        m.moveImm(Reg.ARG2, 0);
        m.move(Reg.ARG3, Reg.SAVED1);
        m.call(Mem.at(Reg.DATA, JitData.SEEN_RUNNING));
    }

    /**
     * {@code SAVED0} = code of the frame; jumps to {@code next} if the frame is in machine code, or soon will
     * be, or never.
     */
    private static void sampleFrame(MacroAssembler m, Label count, Label next) {
        m.load(Width.W8, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.OWNER));
        m.branch(Cond.EQ, Width.W64, Reg.RET, InterpreterFrame.OWNER_CSTACK, next);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.branchTest(
                Cond.NE,
                Width.W32,
                Mem.at(Reg.SAVED0, PyCode.FLAGS),
                PyCode.CO_NO_MONITORING_EVENTS,
                next);
        CodeStates.loadFrom(m, Reg.SAVED0, count);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, CodeState.RUNNING), 0, next);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, CodeState.STATUS));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, CodeState.STATUS_COUNTING, count);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, CodeState.STATUS_COMPILED, next);
        // compiled, but this frame may have been begun before, or have left
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.SAFEPOINT_FRAME), Reg.FRAME, next);
        m.branch(
                Cond.NE, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.FRAME, next);
    }

    /**
     * One sample of the code {@code SAVED0} in {@code FRAME}. The frames of one look have slots apart, or two whose
     * addresses have one slot would drop each other's counts for ever.
     */
    private static void countSample(MacroAssembler m) {
        Label known = m.newLabel();
        Label enough = m.newLabel();
        m.shiftRight(Reg.RET, Reg.SAVED0, SAMPLE_BYTES_SHIFT);
        m.and(Reg.RET, Reg.RET, JitData.SAMPLE_SLOTS - 1);
        m.load(Width.W64, Reg.TMP0, Mem.nativeWord(3)); // from COUNTED down to 1
        m.add(Reg.TMP0, Reg.TMP0, -1);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, Integer.numberOfTrailingZeros(JitData.SAMPLE_SLOTS));
        m.or(Reg.RET, Reg.RET, Reg.TMP0);
        m.shiftLeft(Reg.RET, Reg.RET, SAMPLE_BYTES_SHIFT);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.DATA, JitData.SAMPLES));
        m.add(Reg.SAVED1, Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.SAVED1, 0), Reg.SAVED0, known);
        m.store(Width.W64, Mem.at(Reg.SAVED1, 0), Reg.SAVED0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.SAMPLES_NEEDED));
        m.store(Width.W64, Mem.at(Reg.SAVED1, 8), Reg.RET);
        m.bind(known);
        m.addMemBranch(Cond.GT, Width.W64, Mem.at(Reg.SAVED1, 8), -1, enough);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.FRAME);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.call(Mem.at(Reg.DATA, JitData.SEEN_RUNNING));
        m.bind(enough);
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
        HostCalls.branchIfAbsent(stubs, other);
        m.call(Mem.at(Reg.DATA, JitData.PROGRAM_MONITORS));
        m.bind(other);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.load(Width.W64, Reg.ARG1, Mem.nativeWord(1));
        m.load(Width.W64, Reg.ARG2, Mem.nativeWord(2));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, original));
        m.leaveToCAndJumpRet();
    }
}

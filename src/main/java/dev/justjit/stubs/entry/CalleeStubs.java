package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.CalleeRecord;
import dev.justjit.compile.DeoptExit;
import dev.justjit.compile.OperatorEnd;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;

/** What exits from inlined code share: frames for callees that had none, and how their callers go on. */
public final class CalleeStubs {
    /** Arguments of a function that is inlined, at the most. */
    private static final int MOST_ARGUMENTS = dev.justjit.compile.FrameCode.MOST_INLINED_ARGUMENTS;

    private static final Mem RECORD = Mem.nativeWord(0);

    /** How the operator of the caller ends, or 0: it is a call. */
    private static final Mem END = Mem.nativeWord(2);

    private CalleeStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        count(stubs);
        push(stubs);
        pop(stubs);
        finish(stubs);
    }

    private static void count(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.COUNT_EXIT);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, 0), 1);
        m.branch(
                Cond.EQ,
                Width.W64,
                Mem.at(Reg.ARG0, 0),
                DeoptExit.NOTICE_AT,
                stubs.of(Stub.DEOPT_NOTICE));
        m.retVoid();
    }

    // ---- a frame

    private static void push(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label full = m.newLabel();
        Label made = m.newLabel();
        stubs.begin(Stub.PUSH_CALLEE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.TMP0, PyCode.FRAMESIZE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP));
        m.address(Reg.ARG1, Mem.at(Reg.ARG2, Reg.ARG1, 8, 0));
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT),
                Reg.ARG1,
                full);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.ARG1);
        m.incref(Reg.TMP0, Reg.ARG3);
        m.bind(made);
        fill(m);
        m.retVoid();
        m.bind(full);
        pushInNewChunk(m);
        m.jump(made);
    }

    /**
     * {@code ARG2} = a new frame of the function {@code ARG0}, by CPython, which wants arguments for it: None has no
     * references to count. {@code TMP0} = the code.
     */
    private static void pushInNewChunk(MacroAssembler m) {
        Label ok = m.newLabel();
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.reserveWords(MOST_ARGUMENTS);
        m.load(Reg.RET, Global.NONE);
        for (int i = 0; i < MOST_ARGUMENTS; i++) {
            m.store(Width.W64, Mem.nativeWord(NativeFrame.WORDS + i), Reg.RET);
        }
        m.address(Reg.ARG3, Mem.nativeWord(NativeFrame.WORDS + MOST_ARGUMENTS - 1));
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.load(Width.W32, Reg.ARG4, Mem.at(Reg.ARG4, PyCode.ARGCOUNT));
        m.moveImm(Reg.ARG5, 0);
        m.moveImm(Reg.ARG2, 0);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYEVALFRAMEPUSHANDINIT);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, ok);
        m.call(Symbol.export("abort"));
        m.bind(ok);
        m.releaseWords(MOST_ARGUMENTS);
        m.move(Reg.ARG2, Reg.RET);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.leaveFrame();
    }

    /** All fields of the frame {@code ARG2} of the function {@code ARG0} and its code {@code TMP0}, and the thread's. */
    private static void fill(MacroAssembler m) {
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.EXECUTABLE), Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.FUNCOBJ), Reg.ARG0);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyFunction.GLOBALS));
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.GLOBALS), Reg.ARG3);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyFunction.BUILTINS));
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.BUILTINS), Reg.ARG3);
        m.moveImm(Reg.ARG3, 0xFFFFFFFFL); // stacktop -1, return_offset 0, owner: the thread
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.STACKTOP), Reg.ARG3);
        m.moveImm(Reg.ARG3, 0);
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.LOCALS), Reg.ARG3);
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.FRAME_OBJ), Reg.ARG3);
        Label more = m.newLabel();
        Label none = m.newLabel();
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.TMP0, PyCode.NLOCALSPLUS));
        m.bind(more);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, none);
        m.store(
                Width.W64,
                Mem.at(Reg.ARG2, Reg.ARG1, 8, InterpreterFrame.LOCALSPLUS - 8),
                Reg.ARG3);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.jump(more);
        m.bind(none);
        m.add(Reg.TMP0, Reg.TMP0, PyCode.CODE_ADAPTIVE);
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.INSTR_PTR), Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG2, InterpreterFrame.PREVIOUS), Reg.FRAME);
        m.move(Reg.FRAME, Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.FRAME);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), -1);
    }

    private static void pop(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.POP_CALLEE);
        m.enter();
        loadLocals(m, Reg.RET);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.RET);
        ExitStubs.unlink(m);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.FRAME);
        m.call(Helper.PYEVAL_FRAMECLEARANDPOP);
        m.leaveFrame();
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.moveImm(Reg.RET, 0);
        m.ret();
    }

    // ---- what comes of it

    /** {@code ARG1} is the record wherever nothing is called. */
    private static void finish(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label raised = m.newLabel();
        Label ready = m.newLabel();
        Label goOn = m.newLabel();
        Label begun = m.newLabel();
        stubs.begin(Stub.FINISH_OPERATOR);
        m.takeData(Reg.ARG1);
        m.store(Width.W64, END, Reg.ARG2);
        m.jump(begun);
        stubs.begin(Stub.FINISH_CALLEE);
        m.takeData(Reg.ARG1);
        m.storeImm(Width.W64, END, 0);
        m.bind(begun);
        m.store(Width.W64, RECORD, Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        ExitStubs.unlink(m);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.FRAME);
        m.moveImm(Reg.ARG2, 0);
        m.call(Helper.PYEVAL_EVALFRAMEDEFAULT);
        m.load(Width.W64, Reg.FRAME, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        deliver(stubs, raised);
        m.bind(ready);
        loadRecord(m);
        leaveIfLast(stubs, Stub.EXIT_DEOPT, Stub.RUNNING_LEAVE);
        m.moveImm(Reg.RET, 1);
        m.bind(goOn);
        m.load(Width.W64, Reg.ARG1, RECORD);
        m.add(Reg.ARG1, Reg.ARG1, CalleeRecord.BYTES);
        m.jumpRegister(Reg.ARG1);
        m.bind(raised);
        raise(stubs, ready, goOn);
    }

    /** Goes to the end of a call, or of a frame that the interpreter has begun, if this is the last frame. */
    private static void leaveIfLast(StubLibrary stubs, Stub call, Stub running) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, CalleeRecord.LAST, other);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, CalleeRecord.RUNNING, stubs.of(call));
        m.jump(stubs.of(running));
        m.bind(other);
    }

    private static void loadRecord(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG1, RECORD);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 0));
    }

    /** {@code dst} = a field of the record in {@code ARG1}. */
    private static void field(MacroAssembler m, Reg dst, int shift, int bits) {
        m.shiftLeft(dst, Reg.ARG1, Long.SIZE - shift - bits);
        m.shiftRight(dst, dst, Long.SIZE - bits);
    }

    /** The result {@code RET} is on the stack of the caller, which is behind its call. */
    private static void deliver(StubLibrary stubs, Label raised) {
        MacroAssembler m = stubs.masm();
        Label init = m.newLabel();
        Label pushed = m.newLabel();
        m.move(Reg.ARG2, Reg.RET);
        loadRecord(m);
        field(m, Reg.ARG3, CalleeRecord.WORDS_SHIFT, CalleeRecord.WORDS_BITS);
        m.branchTest(Cond.NE, Width.W32, Reg.ARG1, CalleeRecord.INIT, init);
        Label plain = m.newLabel();
        m.branch(Cond.EQ, Width.W64, END, 0, plain);
        endOperator(stubs, raised, pushed);
        m.bind(plain);
        m.store(Width.W64, Mem.at(Reg.FRAME, Reg.ARG3, 8, InterpreterFrame.LOCALSPLUS), Reg.ARG2);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.bind(pushed);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.ARG3);
        field(m, Reg.ARG3, CalleeRecord.UNIT_SHIFT, CalleeRecord.UNIT_BITS);
        setPosition(m);
        Label behind = m.newLabel();
        m.jump(behind);
        m.bind(init);
        m.branch(Cond.EQ, Reg.ARG2, Global.NONE, pushed);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG2);
        BuildStubs.formatTypeName(
                m, "__init__() should return None, not '%.200s'", Mem.nativeWord(1));
        stubs.release(Mem.nativeWord(1));
        m.jump(raised);
        m.bind(behind);
    }

    /**
     * The result {@code ARG2} of a special method; {@code ARG3} words are in use. Goes on with what the instruction makes of
     * it in {@code ARG2} and the words without the operands in {@code ARG3}.
     */
    private static void endOperator(StubLibrary stubs, Label raised, Label nothing) {
        MacroAssembler m = stubs.masm();
        m.move(Reg.ARG0, Reg.ARG2);
        m.load(Width.W64, Reg.ARG1, END);
        m.address(Reg.ARG2, Mem.at(Reg.FRAME, Reg.ARG3, 8, InterpreterFrame.LOCALSPLUS));
        m.call(stubs.of(Stub.END_OPERATOR));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        m.move(Reg.ARG2, Reg.RET);
        loadRecord(m);
        field(m, Reg.ARG3, CalleeRecord.WORDS_SHIFT, CalleeRecord.WORDS_BITS);
        m.load(Width.W64, Reg.TMP0, END);
        m.shiftRight(Reg.TMP0, Reg.TMP0, OperatorEnd.MEANING_BITS);
        m.and(Reg.TMP0, Reg.TMP0, (1 << OperatorEnd.COUNT_BITS) - 1);
        m.sub(Reg.ARG3, Reg.ARG3, Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, END);
        m.and(Reg.TMP0, Reg.TMP0, (1 << OperatorEnd.MEANING_BITS) - 1);
        Label pushes = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.TMP0, OperatorEnd.NOTHING, pushes);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG3);
        m.move(Reg.ARG0, Reg.ARG2);
        m.call(stubs.of(Stub.RELEASE));
        loadRecord(m);
        m.load(Width.W64, Reg.ARG3, Mem.nativeWord(1));
        m.jump(nothing);
        m.bind(pushes);
    }

    /** {@code instr_ptr} = unit {@code ARG3}. */
    private static void setPosition(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.address(Reg.ARG3, Mem.at(Reg.ARG2, Reg.ARG3, 2, PyCode.CODE_ADAPTIVE));
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.ARG3);
    }

    /** {@code dst} = number of the frame's locals. */
    private static void loadLocals(MacroAssembler m, Reg dst) {
        m.load(Width.W64, dst, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.load(Width.W32, dst, Mem.at(dst, PyCode.NLOCALSPLUS));
    }

    /** The exception goes to the handler of the call, or ends the frame. */
    private static void raise(StubLibrary stubs, Label ready, Label goOn) {
        MacroAssembler m = stubs.masm();
        Label unhandled = m.newLabel();
        Label caught = m.newLabel();
        Label plain = m.newLabel();
        m.call(stubs.of(Stub.ADD_TRACEBACK));
        loadRecord(m);
        loadLocals(m, Reg.ARG2);
        field(m, Reg.ARG3, CalleeRecord.DEPTH_SHIFT, CalleeRecord.DEPTH_BITS);
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.address(Reg.ARG0, Mem.at(Reg.FRAME, Reg.ARG2, 8, InterpreterFrame.LOCALSPLUS));
        field(m, Reg.ARG3, CalleeRecord.WORDS_SHIFT, CalleeRecord.WORDS_BITS);
        m.sub(Reg.ARG3, Reg.ARG3, Reg.ARG2);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG0);
        m.move(Reg.ARG1, Reg.ARG3);
        m.call(stubs.of(Stub.RELEASE_ALL));
        loadRecord(m);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, CalleeRecord.HANDLER, unhandled);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(1));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, CalleeRecord.LASTI, plain);
        m.call(stubs.of(Stub.ENTER_HANDLER_LASTI));
        m.moveImm(Reg.ARG4, 2);
        m.jump(caught);
        m.bind(plain);
        m.call(stubs.of(Stub.ENTER_HANDLER));
        m.moveImm(Reg.ARG4, 1);
        m.bind(caught);
        loadRecord(m);
        loadLocals(m, Reg.ARG2);
        field(m, Reg.ARG3, CalleeRecord.DEPTH_SHIFT, CalleeRecord.DEPTH_BITS);
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG4);
        m.store(Width.W32, Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP), Reg.ARG2);
        field(m, Reg.ARG3, CalleeRecord.HANDLER_SHIFT, CalleeRecord.HANDLER_BITS);
        setPosition(m);
        m.jump(ready);
        m.bind(unhandled);
        leaveIfLast(stubs, Stub.EXIT_UNWIND, Stub.RUNNING_UNWIND);
        m.call(stubs.of(Stub.POP_CALLEE));
        m.jump(goOn);
    }
}

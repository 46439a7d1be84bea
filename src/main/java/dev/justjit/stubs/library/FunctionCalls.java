package dev.justjit.stubs.library;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.StackChunk;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/**
 * How a Python function is entered by machine code: by its direct entry, by its framed entry, or in
 * the interpreter; each time the arguments move into the new frame, as when the interpreter calls.
 *
 * <p>Everywhere {@code ARG0} is the function, {@code ARG1} its arguments, {@code ARG2} the number of
 * positional ones, {@code ARG3} the keyword names.
 */
public final class FunctionCalls {
    private FunctionCalls() {}

    /** Lets a function that is not compiled yet be counted and perhaps compiled. */
    public static void countIfNeeded(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label counted = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY), Reg.RET, counted);
        m.enter();
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(2), Reg.ARG2);
        m.store(Width.W64, Mem.nativeWord(3), Reg.ARG3);
        m.call(stubs.of(Stub.COUNT_CALL));
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.load(Width.W64, Reg.ARG1, Mem.nativeWord(1));
        m.load(Width.W64, Reg.ARG2, Mem.nativeWord(2));
        m.load(Width.W64, Reg.ARG3, Mem.nativeWord(3));
        m.leaveFrame();
        m.bind(counted);
    }

    /** {@code RET} = the vector entry of a compiled function, or a jump. Changes TMP0 too. */
    static void loadCompiledEntry(MacroAssembler m, Label notCompiled) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.DATA, JitData.CODE_SIZE),
                Reg.TMP0,
                notCompiled);
        m.branch(
                Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.COUNTING_ENTRY), Reg.RET, notCompiled);
    }

    /** Jumps to the direct entry if the function has one for this many arguments. */
    public static void tryDirect(StubLibrary stubs, Label otherwise) {
        MacroAssembler m = stubs.masm();
        loadCompiledEntry(m, otherwise);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, Prologue.ARGUMENT_COUNT), Reg.ARG2, otherwise);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.DIRECT_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 1, Prologue.DIRECT_DISTANCE));
        m.jumpRegister(Reg.RET);
    }

    /**
     * Binds the arguments with {@code _PyEvalFramePushAndInit}, then runs the frame in machine code
     * or in the interpreter, which also raises at the recursion limit. {@code RET} is the vector entry, or 0.
     *
     * @param names whether there are keyword names, to be released after binding
     */
    public static void runFramed(StubLibrary stubs, boolean names) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        Label interpret = m.newLabel();
        m.enter();
        m.move(Reg.SAVED1, Reg.RET);
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.ARG4, Reg.ARG2);
        m.move(Reg.ARG5, Reg.ARG3);
        m.move(Reg.ARG3, Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG5);
        loadLocals(m);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYEVALFRAMEPUSHANDINIT);
        if (names) {
            m.store(Width.W64, Mem.nativeWord(1), Reg.RET);
            m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
            m.call(stubs.of(Stub.RELEASE));
            m.load(Width.W64, Reg.RET, Mem.nativeWord(1));
        }
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, interpret);
        branchIfFirstOfChunk(m, interpret);
        mayEnter(m, Reg.SAVED0, interpret);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, Prologue.FRAMED_DISTANCE));
        m.address(Reg.TMP0, Mem.at(Reg.SAVED1, Reg.TMP0, 1, Prologue.FRAMED_DISTANCE));
        m.callRegister(Reg.TMP0);
        m.bind(failed);
        m.leave();
        m.bind(interpret);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.RET);
        m.moveImm(Reg.ARG2, 0);
        m.leaveAndJump(Symbol.export(Helper.PYEVAL_EVALFRAMEDEFAULT.symbol()));
    }

    /**
     * Jumps if the new frame {@code RET} begins a chunk of the data stack: popping it frees the chunk,
     * which compiled code does not do. Changes {@code TMP0} only.
     */
    public static void branchIfFirstOfChunk(MacroAssembler m, Label yes) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.DATASTACK_CHUNK));
        m.add(Reg.TMP0, Reg.TMP0, StackChunk.DATA);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Reg.RET, yes);
    }

    /** {@code RET} = the vector entry if the function is compiled, else 0. Changes {@code TMP0} too. */
    public static void loadEntry(MacroAssembler m) {
        Label no = m.newLabel();
        Label loaded = m.newLabel();
        loadCompiledEntry(m, no);
        m.jump(loaded);
        m.bind(no);
        m.moveImm(Reg.RET, 0);
        m.bind(loaded);
    }

    /** {@code ARG2} = the new frame's f_locals: a reference to globals for module-like code. */
    static void loadLocals(MacroAssembler m) {
        Label optimized = m.newLabel();
        m.moveImm(Reg.ARG2, 0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED0, PyFunction.CODE));
        m.branchTest(
                Cond.NE, Width.W32, Mem.at(Reg.TMP0, PyCode.FLAGS), PyCode.CO_OPTIMIZED, optimized);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyFunction.GLOBALS));
        m.incref(Reg.ARG2, Reg.TMP0);
        m.bind(optimized);
    }

    /**
     * Jumps if the recursion budgets do not allow another compiled activation of the function. When
     * the C stack budget is low the function goes back to the interpreter, which uses none for its
     * own recursion. Changes {@code TMP0} only.
     */
    public static void mayEnter(MacroAssembler m, Reg function, Label no) {
        Label enough = m.newLabel();
        Label deep = m.newLabel();
        m.branch(Cond.LE, Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), 1, no);
        Prologue.branchIfDeep(m, deep);
        m.jump(enough);
        m.bind(deep);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL));
        m.store(Width.W64, Mem.at(function, PyFunction.VECTORCALL), Reg.TMP0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.LOW_STACK_COUNT), 1);
        m.jump(no);
        m.bind(enough);
    }

    /** Jumps unless {@code ARG0} is a Python function with CPython's entry or one of ours. */
    public static void guardOurs(MacroAssembler m, Label no) {
        Label ours = m.newLabel();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFUNCTION_TYPE, no);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.ORIGINAL_VECTORCALL), Reg.RET, ours);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.add(Reg.RET, Reg.RET, Reg.TMP0);
        m.branch(Cond.BELOW_EQ, Width.W64, Mem.at(Reg.DATA, JitData.CODE_SIZE), Reg.RET, no);
        m.bind(ours);
    }
}

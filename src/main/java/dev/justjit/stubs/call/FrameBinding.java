package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Binds the arguments of functions with {@code *args}, {@code **kwargs} or keyword-only parameters, which have no direct
 * entry, in a frame of their own, and enters it: {@code initialize_locals} in {@code Python/ceval.c} where nothing can
 * fail but memory. Each keyword is the very object of a parameter's name or, being interned, none of them. All else is
 * CPython's, from the start.
 *
 * <p>Until all is known the frame is memory above the top of the data stack: leaving it there undoes everything.
 */
final class FrameBinding {
    static final Mem FUNCTION = Mem.nativeWord(0);
    static final Mem ARGUMENTS = Mem.nativeWord(1);
    static final Mem COUNT = Mem.nativeWord(2);
    static final Mem NAMES = Mem.nativeWord(3);

    /** One bit for each keyword that belongs into {@code **kwargs}. */
    static final Mem EXTRA = Mem.nativeWord(4);

    static final Mem ENTRY = Mem.nativeWord(5);

    /** The dict for {@code **kwargs}. */
    static final Mem KEYWORDS = Mem.nativeWord(6);

    static final Mem INDEX = Mem.nativeWord(8);

    /** Marks a default in its local that has no reference yet. */
    static final int BORROWED = 1;

    private static final int MOST_KEYWORDS = 60;
    private static final int FUNCTION_LOCALS = PyCode.CO_OPTIMIZED | PyCode.CO_NEWLOCALS;

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final HashTables tables;
    private final Label no;

    FrameBinding(StubLibrary stubs, HashTables tables) {
        this.stubs = stubs;
        this.tables = tables;
        m = stubs.masm();
        no = m.newLabel();
    }

    /**
     * Enters the function {@code ARG0} with {@code ARG2} positional arguments at {@code ARG1} and those of the names
     * {@code ARG3}, or 0, behind them, all references given away, where {@code RET} is its vector entry; or jumps, with
     * these registers as they were, also where {@code RET} is 0.
     */
    void emit(Label without, Label withNames) {
        Label unnamed = m.newLabel();
        Label refused = m.newLabel();
        Label noneGiven = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, refused);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, Prologue.ARGUMENT_COUNT), -1, refused);
        m.enter();
        m.store(Width.W64, ENTRY, Reg.RET);
        m.store(Width.W64, FUNCTION, Reg.ARG0);
        m.store(Width.W64, ARGUMENTS, Reg.ARG1);
        m.store(Width.W64, COUNT, Reg.ARG2);
        m.store(Width.W64, NAMES, Reg.ARG3);
        m.storeImm(Width.W64, EXTRA, 0);
        m.storeImm(Width.W64, KEYWORDS, 0);
        place();
        copyPositional();
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, noneGiven);
        moveKeywords();
        m.bind(noneGiven);
        checkRequired();
        findKeywordOnly();
        new FrameFilling(stubs).emit(no);
        m.bind(no);
        m.load(Width.W64, Reg.ARG0, FUNCTION);
        m.load(Width.W64, Reg.ARG1, ARGUMENTS);
        m.load(Width.W64, Reg.ARG2, COUNT);
        m.load(Width.W64, Reg.ARG3, NAMES);
        m.load(Width.W64, Reg.RET, ENTRY);
        m.leaveFrame();
        m.bind(refused);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, unnamed);
        m.jump(withNames);
        m.bind(unnamed);
        m.jump(without);
    }

    static Mem code(int field) {
        return Mem.at(Reg.SAVED0, field);
    }

    /** {@code SAVED0} = the code object, {@code SAVED1} = the locals of a frame that fits. */
    private void place() {
        Mem remaining = Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.load(Width.W32, Reg.TMP0, code(PyCode.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, FUNCTION_LOCALS);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, FUNCTION_LOCALS, no);
        m.branch(Cond.LE, Width.W32, remaining, 1, no);
        Prologue.branchIfDeep(m, no);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP));
        m.load(Width.W32, Reg.TMP0, code(PyCode.FRAMESIZE));
        m.address(Reg.TMP0, BoundValues.at(Reg.TMP0));
        Mem limit = Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT);
        m.branch(Cond.BELOW_EQ, Width.W64, limit, Reg.TMP0, no);
        m.add(Reg.SAVED1, Reg.SAVED1, InterpreterFrame.LOCALSPLUS);
    }

    /** Those that have parameters of their own, then NULL in all other locals. */
    private void copyPositional() {
        Label few = m.newLabel();
        Label clear = m.newLabel();
        Label cleared = m.newLabel();
        m.load(Width.W32, Reg.ARG3, code(PyCode.ARGCOUNT));
        m.branch(Cond.LE, Width.W64, Reg.ARG2, Reg.ARG3, few);
        m.branchTest(Cond.EQ, Width.W32, code(PyCode.FLAGS), PyCode.CO_VARARGS, no);
        m.move(Reg.ARG2, Reg.ARG3);
        m.bind(few);
        m.load(Width.W32, Reg.ARG5, code(PyCode.NLOCALSPLUS));
        m.moveImm(Reg.RET, 0);
        m.moveImm(Reg.ARG4, 0);
        BoundValues.copy(m);
        m.bind(clear);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, Reg.ARG5, cleared);
        m.store(Width.W64, BoundValues.at(Reg.ARG4), Reg.RET);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(clear);
        m.bind(cleared);
    }

    /** {@code ARG1} the values, {@code ARG4} keyword, {@code ARG2} its bit, {@code ARG5} its name, {@code TMP0} parameter. */
    private void moveKeywords() {
        Label next = m.newLabel();
        Label extra = m.newLabel();
        Label advance = m.newLabel();
        Label moved = m.newLabel();
        m.load(Width.W64, Reg.ARG2, COUNT);
        m.address(Reg.ARG1, Mem.at(Reg.ARG1, Reg.ARG2, 8, 0));
        m.load(Width.W64, Reg.ARG0, code(PyCode.LOCALSPLUSNAMES));
        FrameFilling.loadParameters(m);
        m.moveImm(Reg.ARG2, 1);
        m.moveImm(Reg.ARG4, 0);
        m.bind(next);
        Mem keywords = Mem.at(Reg.ARG3, PyVarObject.OB_SIZE);
        m.branch(Cond.EQ, Width.W64, keywords, Reg.ARG4, moved);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG3, Reg.ARG4, 8, PyTuple.ITEMS));
        m.load(Width.W32, Reg.TMP0, code(PyCode.POSONLYARGCOUNT));
        BoundValues.findParameter(m, extra);
        m.branch(Cond.NE, Width.W64, BoundValues.at(Reg.TMP0), 0, no);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG1, Reg.ARG4, 8, 0));
        m.store(Width.W64, BoundValues.at(Reg.TMP0), Reg.ARG5);
        m.bind(advance);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, 1);
        m.jump(next);
        m.bind(extra);
        noteExtra();
        m.jump(advance);
        m.bind(moved);
    }

    /** The keyword {@code ARG5} is none of the parameters: interned strings are equal only to themselves. */
    private void noteExtra() {
        m.branchTest(Cond.EQ, Width.W32, code(PyCode.FLAGS), PyCode.CO_VARKEYWORDS, no);
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG4, MOST_KEYWORDS, no);
        m.branch(Cond.NE, Mem.at(Reg.ARG5, PyObject.TYPE), Global.PYUNICODE_TYPE, no);
        Mem state = Mem.at(Reg.ARG5, PyUnicode.STATE);
        m.branchTest(Cond.EQ, Width.W32, state, PyUnicode.STATE_INTERNED_MASK, no);
        m.load(Width.W64, Reg.TMP0, EXTRA);
        m.or(Reg.TMP0, Reg.TMP0, Reg.ARG2);
        m.store(Width.W64, EXTRA, Reg.TMP0);
    }

    private void checkRequired() {
        FrameFilling.loadDefaults(m);
        m.load(Width.W64, Reg.ARG5, COUNT);
        BoundValues.guardPresent(m, no);
    }

    /** Defaults of keyword-only parameters, which are found in their dict; each is marked as borrowed. */
    private void findKeywordOnly() {
        Label next = m.newLabel();
        Label has = m.newLabel();
        Label found = m.newLabel();
        m.load(Width.W32, Reg.ARG2, code(PyCode.ARGCOUNT));
        m.store(Width.W64, INDEX, Reg.ARG2);
        m.bind(next);
        FrameFilling.loadParameters(m);
        m.load(Width.W64, Reg.ARG2, INDEX);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Reg.RET, found);
        m.branch(Cond.NE, Width.W64, BoundValues.at(Reg.ARG2), 0, has);
        m.load(Width.W64, Reg.TMP0, FUNCTION);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.TMP0, PyFunction.KWDEFAULTS));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, no);
        m.load(Width.W64, Reg.ARG1, code(PyCode.LOCALSPLUSNAMES));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, Reg.ARG2, 8, PyTuple.ITEMS));
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, no);
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, no);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
        m.add(Reg.RET, Reg.RET, BORROWED);
        m.load(Width.W64, Reg.ARG2, INDEX);
        m.store(Width.W64, BoundValues.at(Reg.ARG2), Reg.RET);
        m.bind(has);
        m.addMem(Width.W64, INDEX, 1);
        m.jump(next);
        m.bind(found);
    }
}

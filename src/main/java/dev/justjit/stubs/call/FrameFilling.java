package dev.justjit.stubs.call;

import static dev.justjit.stubs.call.FrameBinding.ARGUMENTS;
import static dev.justjit.stubs.call.FrameBinding.BORROWED;
import static dev.justjit.stubs.call.FrameBinding.COUNT;
import static dev.justjit.stubs.call.FrameBinding.ENTRY;
import static dev.justjit.stubs.call.FrameBinding.EXTRA;
import static dev.justjit.stubs.call.FrameBinding.FUNCTION;
import static dev.justjit.stubs.call.FrameBinding.INDEX;
import static dev.justjit.stubs.call.FrameBinding.KEYWORDS;
import static dev.justjit.stubs.call.FrameBinding.NAMES;
import static dev.justjit.stubs.call.FrameBinding.code;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Completes a frame whose arguments {@link FrameBinding} has found to fit: {@code **kwargs} and {@code *args}, which need
 * memory, then what cannot fail, then it is entered. {@code SAVED0} is the code object, {@code SAVED1} the locals.
 */
final class FrameFilling {
    private static final Mem BITS = Mem.nativeWord(7);

    /** Items that fit into the first table of a dict. */
    private static final int SMALL_DICT = 5;

    private final StubLibrary stubs;
    private final MacroAssembler m;

    FrameFilling(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Where memory is missing nothing has changed, and {@code no} is where it goes on. */
    void emit(Label no) {
        allocate(no);
        fill();
        enterFrame();
    }

    /** {@code RET} = number of parameters with names of their own. {@code TMP0} is lost. */
    static void loadParameters(MacroAssembler m) {
        m.load(Width.W32, Reg.RET, code(PyCode.ARGCOUNT));
        m.load(Width.W32, Reg.TMP0, code(PyCode.KWONLYARGCOUNT));
        m.add(Reg.RET, Reg.RET, Reg.TMP0);
    }

    /** {@code ARG3} = defaults or 0, {@code ARG4} = number of positional parameters without one, {@code ARG2} = all. */
    static void loadDefaults(MacroAssembler m) {
        Label none = m.newLabel();
        m.load(Width.W64, Reg.TMP0, FUNCTION);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.TMP0, PyFunction.DEFAULTS));
        m.load(Width.W32, Reg.ARG2, code(PyCode.ARGCOUNT));
        m.move(Reg.ARG4, Reg.ARG2);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, none);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE));
        m.sub(Reg.ARG4, Reg.ARG4, Reg.TMP0);
        m.bind(none);
    }

    /** The dict with what belongs into it, then the tuple, which takes over its items. */
    private void allocate(Label no) {
        Label noDict = m.newLabel();
        Label noTuple = m.newLabel();
        Label failed = m.newLabel();
        Label done = m.newLabel();
        Mem top = Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP);
        m.load(Width.W32, Reg.TMP0, code(PyCode.FRAMESIZE));
        m.address(Reg.TMP0, Mem.at(Reg.SAVED1, Reg.TMP0, 8, -InterpreterFrame.LOCALSPLUS));
        m.store(Width.W64, top, Reg.TMP0);
        m.branchTest(Cond.EQ, Width.W32, code(PyCode.FLAGS), PyCode.CO_VARKEYWORDS, noDict);
        makeDict(failed);
        m.bind(noDict);
        m.branchTest(Cond.EQ, Width.W32, code(PyCode.FLAGS), PyCode.CO_VARARGS, noTuple);
        makeTuple();
        m.bind(noTuple);
        m.jump(done);
        m.bind(failed);
        stubs.release(KEYWORDS);
        m.call(Helper.PYERR_CLEAR);
        m.add(Reg.TMP0, Reg.SAVED1, -InterpreterFrame.LOCALSPLUS);
        m.store(Width.W64, top, Reg.TMP0);
        m.jump(no);
        m.bind(done);
    }

    /** At once where no keyword is a parameter and so few do not make the dict another one. */
    private void makeDict(Label failed) {
        Label oneByOne = m.newLabel();
        Label made = m.newLabel();
        m.load(Width.W64, Reg.ARG0, NAMES);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, oneByOne);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG4, SMALL_DICT, oneByOne);
        m.moveImm(Reg.RET, 1);
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG4);
        m.add(Reg.RET, Reg.RET, -1);
        m.branch(Cond.NE, Width.W64, EXTRA, Reg.RET, oneByOne);
        m.add(Reg.ARG0, Reg.ARG0, PyTuple.ITEMS);
        m.moveImm(Reg.ARG1, 1);
        loadValues();
        m.moveImm(Reg.ARG3, 1);
        m.call(Helper.PYDICT_FROMITEMS);
        m.store(Width.W64, KEYWORDS, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.jump(made);
        m.bind(oneByOne);
        m.call(Helper.PYDICT_NEW);
        m.store(Width.W64, KEYWORDS, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        setItems(failed);
        m.bind(made);
    }

    /** {@code ARG2} = address of the first keyword's value. {@code TMP0} is lost. */
    private void loadValues() {
        m.load(Width.W64, Reg.ARG2, ARGUMENTS);
        m.load(Width.W64, Reg.TMP0, COUNT);
        m.address(Reg.ARG2, Mem.at(Reg.ARG2, Reg.TMP0, 8, 0));
    }

    private void setItems(Label failed) {
        Label next = m.newLabel();
        Label skip = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.TMP0, EXTRA);
        m.storeImm(Width.W64, INDEX, 0);
        m.bind(next);
        m.store(Width.W64, BITS, Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, done);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 1, skip);
        m.load(Width.W64, Reg.RET, INDEX);
        m.load(Width.W64, Reg.ARG1, NAMES);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, Reg.RET, 8, PyTuple.ITEMS));
        m.load(Width.W64, Reg.ARG2, COUNT);
        m.add(Reg.RET, Reg.RET, Reg.ARG2);
        m.load(Width.W64, Reg.ARG2, ARGUMENTS);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, Reg.RET, 8, 0));
        m.load(Width.W64, Reg.ARG0, KEYWORDS);
        m.call(Helper.PYDICT_SETITEM);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, failed);
        m.bind(skip);
        m.addMem(Width.W64, INDEX, 1);
        m.load(Width.W64, Reg.TMP0, BITS);
        m.shiftRight(Reg.TMP0, Reg.TMP0, 1);
        m.jump(next);
        m.bind(done);
    }

    /** The positional arguments without parameters move into it; without memory it releases them. */
    private void makeTuple() {
        Label some = m.newLabel();
        Label made = m.newLabel();
        m.load(Width.W64, Reg.ARG0, ARGUMENTS);
        m.load(Width.W64, Reg.ARG1, COUNT);
        m.load(Width.W32, Reg.TMP0, code(PyCode.ARGCOUNT));
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, Reg.TMP0, 8, 0));
        m.sub(Reg.ARG1, Reg.ARG1, Reg.TMP0);
        m.branch(Cond.GE, Width.W64, Reg.ARG1, 0, some);
        m.moveImm(Reg.ARG1, 0);
        m.bind(some);
        m.call(stubs.of(Stub.TUPLE_OF));
        m.move(Reg.ARG0, Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, made);
        raiseNoMemory();
        m.bind(made);
        loadParameters(m);
        m.store(Width.W64, BoundValues.at(Reg.RET), Reg.ARG0);
    }

    /** There is no tuple, and its items are gone: everything else is released, and the call has raised. */
    private void raiseNoMemory() {
        Label noNames = m.newLabel();
        m.load(Width.W32, Reg.ARG1, code(PyCode.ARGCOUNT));
        m.load(Width.W64, Reg.ARG0, ARGUMENTS);
        m.call(stubs.of(Stub.RELEASE_ALL));
        m.load(Width.W64, Reg.RET, NAMES);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, noNames);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyVarObject.OB_SIZE));
        loadValues();
        m.move(Reg.ARG0, Reg.ARG2);
        m.call(stubs.of(Stub.RELEASE_ALL));
        m.bind(noNames);
        stubs.release(KEYWORDS);
        stubs.release(NAMES);
        stubs.release(FUNCTION);
        m.add(Reg.TMP0, Reg.SAVED1, -InterpreterFrame.LOCALSPLUS);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.TMP0);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** What cannot fail: the dict, its values' references that the arguments had, defaults, the names. */
    private void fill() {
        Label noDict = m.newLabel();
        Label noTuple = m.newLabel();
        Mem flags = code(PyCode.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyCode.CO_VARKEYWORDS, noDict);
        loadParameters(m);
        m.branchTest(Cond.EQ, Width.W32, flags, PyCode.CO_VARARGS, noTuple);
        m.add(Reg.RET, Reg.RET, 1);
        m.bind(noTuple);
        m.load(Width.W64, Reg.TMP0, KEYWORDS);
        m.store(Width.W64, BoundValues.at(Reg.RET), Reg.TMP0);
        releaseValues();
        m.bind(noDict);
        fillDefaults();
        ownKeywordOnly();
        stubs.release(NAMES);
    }

    /** Those that the dict has: {@code ARG1} bits, {@code ARG2} where the value is. */
    private void releaseValues() {
        Label next = m.newLabel();
        Label skip = m.newLabel();
        Label dead = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.ARG1, EXTRA);
        loadValues();
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, done);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, 1, skip);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG2, 0));
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.bind(skip);
        m.add(Reg.ARG2, Reg.ARG2, 8);
        m.shiftRight(Reg.ARG1, Reg.ARG1, 1);
        m.jump(next);
        m.bind(dead);
        m.store(Width.W64, BITS, Reg.ARG1);
        m.store(Width.W64, INDEX, Reg.ARG2);
        m.call(stubs.of(Stub.DEALLOC));
        m.load(Width.W64, Reg.ARG1, BITS);
        m.load(Width.W64, Reg.ARG2, INDEX);
        m.jump(skip);
        m.bind(done);
    }

    /** {@code ARG5} parameter, from the first that is not positional on. */
    private void fillDefaults() {
        loadDefaults(m);
        m.load(Width.W64, Reg.ARG5, COUNT);
        BoundValues.fillDefaults(m, Reg.ARG5, Cond.GE, Reg.ARG2);
    }

    private void ownKeywordOnly() {
        Label next = m.newLabel();
        Label owned = m.newLabel();
        Label done = m.newLabel();
        loadParameters(m);
        m.load(Width.W32, Reg.ARG5, code(PyCode.ARGCOUNT));
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, Reg.RET, done);
        m.load(Width.W64, Reg.ARG0, BoundValues.at(Reg.ARG5));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG0, BORROWED, owned);
        m.add(Reg.ARG0, Reg.ARG0, -BORROWED);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, BoundValues.at(Reg.ARG5), Reg.ARG0);
        m.bind(owned);
        m.add(Reg.ARG5, Reg.ARG5, 1);
        m.jump(next);
        m.bind(done);
    }

    private static Mem frame(int field) {
        return Mem.at(Reg.SAVED1, field - InterpreterFrame.LOCALSPLUS);
    }

    /** The fields that {@code _PyFrame_Initialize} sets; the framed entry does the rest. */
    private void enterFrame() {
        m.load(Width.W64, Reg.RET, FUNCTION);
        m.incref(Reg.SAVED0, Reg.TMP0);
        m.store(Width.W64, frame(InterpreterFrame.EXECUTABLE), Reg.SAVED0);
        m.store(Width.W64, frame(InterpreterFrame.FUNCOBJ), Reg.RET);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyFunction.GLOBALS));
        m.store(Width.W64, frame(InterpreterFrame.GLOBALS), Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyFunction.BUILTINS));
        m.store(Width.W64, frame(InterpreterFrame.BUILTINS), Reg.TMP0);
        m.storeImm(Width.W64, frame(InterpreterFrame.LOCALS), 0);
        m.storeImm(Width.W64, frame(InterpreterFrame.FRAME_OBJ), 0);
        // stacktop = -1 (executing), return_offset = 0, owner = thread
        m.moveImm(Reg.TMP0, 0xFFFFFFFFL);
        m.store(Width.W64, frame(InterpreterFrame.STACKTOP), Reg.TMP0);
        m.add(Reg.ARG0, Reg.SAVED1, -InterpreterFrame.LOCALSPLUS);
        m.load(Width.W64, Reg.RET, ENTRY);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.FRAMED_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 1, Prologue.FRAMED_DISTANCE));
        m.leaveFrame();
        m.jumpRegister(Reg.RET);
    }
}

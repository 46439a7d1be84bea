package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.BuildStubs;

/**
 * Calls without keywords of classes that Python made, with a Python function as {@code __new__}, or with nothing to set
 * up at all: the steps of {@code type_call}. Operands are kept until the end, as by a caller in C.
 *
 * <p>{@code SAVED0} = address of the callable's slot, the arguments follow; {@code SAVED1} = their number.
 */
final class ClassCalls {
    private static final Mem OBJECT = Mem.nativeWord(3);
    private static final Mem CLASS = Mem.nativeWord(4);
    private static final Mem FUNCTION = Mem.nativeWord(5);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SpecialMethods specials;

    ClassCalls(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
    }

    private static Mem callable() {
        return Mem.at(Reg.SAVED0, 0);
    }

    /** {@code ARG0} = the callable. {@code RET} = result at {@code called}; or a jump while nothing has been changed. */
    void emit(Label other, Label called) {
        Label noNew = m.newLabel();
        Label failed = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Reg.ARG4, Global.PYTYPE_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyType.CALL));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.CALL), Reg.TMP0, other);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_HEAPTYPE, other);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyType.NEW));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.SLOT_NEW), Reg.ARG1, noNew);
        findNew(other);
        enter(FUNCTION);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, called);
        m.store(Width.W64, OBJECT, Reg.RET);
        initialize(failed);
        m.load(Width.W64, Reg.RET, OBJECT);
        m.jump(called);
        m.bind(failed);
        stubs.release(OBJECT);
        m.moveImm(Reg.RET, 0);
        m.jump(called);
        m.bind(noNew);
        withoutArguments(other);
        m.jump(called);
    }

    /** {@code FUNCTION} = {@code __new__} of the class {@code ARG0}, {@code RET} its class, {@code ARG4} type; or a jump. */
    private void findNew(Label other) {
        Label found = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG4, found);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG4, PyType.GETATTRO));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.GETATTRO), Reg.TMP0, other);
        // what a metaclass has as __new__ must not hide that of the class
        m.moveImm(Reg.ARG3, SpecialMethod.NEW.ordinal());
        specials.find();
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.RET, SpecialTable.DEFAULT, other);
        m.load(Width.W64, Reg.ARG0, callable());
        m.bind(found);
        m.move(Reg.RET, Reg.ARG0);
        m.moveImm(Reg.ARG3, SpecialMethod.NEW.ordinal());
        specials.functionOfClass(other, other);
        m.store(Width.W64, FUNCTION, Reg.ARG0);
    }

    /** {@code RET} = result of the function for what is in the callable's slot and the arguments. */
    private void enter(Mem function) {
        m.load(Width.W64, Reg.ARG0, function);
        m.incref(Reg.ARG0, Reg.TMP0);
        CallStubs.retainOperands(m);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.add(Reg.ARG2, Reg.SAVED1, 1);
        m.call(stubs.of(Stub.RUN_FUNCTION));
    }

    /** What {@code __new__} has returned is set up if it is one of the class's objects. */
    private void initialize(Label failed) {
        Label own = m.newLabel();
        Label inC = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG1, callable());
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, own);
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, done);
        m.load(Width.W64, Reg.RET, OBJECT);
        m.bind(own);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Reg.ARG1, Global.PYBASEOBJECT_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.NEW));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyType.NEW), Reg.TMP0, inC);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.INIT));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyType.INIT), Reg.TMP0, done);
        m.moveImm(Reg.ARG3, SpecialMethod.INIT.ordinal());
        specials.functionOfClass(inC, inC);
        initByFunction(failed);
        m.jump(done);
        m.bind(inC);
        initInC(failed);
        m.bind(done);
    }

    /** {@code ARG0} = the function. */
    private void initByFunction(Label failed) {
        Label none = m.newLabel();
        m.store(Width.W64, FUNCTION, Reg.ARG0);
        m.load(Width.W64, Reg.TMP0, callable());
        m.store(Width.W64, CLASS, Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, OBJECT);
        m.store(Width.W64, callable(), Reg.TMP0);
        enter(FUNCTION);
        m.load(Width.W64, Reg.TMP0, CLASS);
        m.store(Width.W64, callable(), Reg.TMP0);
        m.branch(Cond.EQ, Reg.RET, Global.NONE, none);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.store(Width.W64, FUNCTION, Reg.RET);
        BuildStubs.formatTypeName(m, "__init__() should return None, not '%.200s'", FUNCTION);
        stubs.release(FUNCTION);
        m.jump(failed);
        m.bind(none);
    }

    /** By {@code tp_init}, with a tuple of the arguments. */
    private void initInC(Label failed) {
        Label next = m.newLabel();
        Label filled = m.newLabel();
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.NEW_TUPLE));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.store(Width.W64, FUNCTION, Reg.RET);
        m.moveImm(Reg.ARG2, 0);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Reg.SAVED1, filled);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, Reg.ARG2, 8, 8));
        m.incref(Reg.ARG1, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.RET, Reg.ARG2, 8, PyTuple.ITEMS), Reg.ARG1);
        m.add(Reg.ARG2, Reg.ARG2, 1);
        m.jump(next);
        m.bind(filled);
        m.move(Reg.ARG1, Reg.RET);
        m.load(Width.W64, Reg.ARG0, OBJECT);
        m.moveImm(Reg.ARG2, 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.call(Mem.at(Reg.RET, PyType.INIT));
        m.store(Width.W64, CLASS, Reg.RET);
        stubs.release(FUNCTION);
        m.branch(Cond.NE, Width.W32, CLASS, 0, failed);
    }

    /** {@code RET} = an object of the class {@code ARG0} that has neither method, or a jump. */
    private void withoutArguments(Label other) {
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, other);
        Callees.guardPlain(m, other);
        m.load(Reg.ARG1, Global.PYBASEOBJECT_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.INIT));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyType.INIT), Reg.TMP0, other);
        m.call(stubs.of(Stub.NEW_OBJECT));
    }
}

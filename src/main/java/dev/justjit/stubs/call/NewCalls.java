package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@code object.__new__(cls)} and {@code tuple.__new__(cls, items)} for classes that Python made and an exact tuple of items, as
 * their own {@code __new__} calls them: what {@code tp_new_wrapper} does, its safety check among it.
 *
 * <p>{@code SAVED0} = address of the callable's slot, the arguments follow; {@code SAVED1} = their number.
 */
final class NewCalls {
    private NewCalls() {}

    private static Mem argument(int index) {
        return Mem.at(Reg.SAVED0, 8 + 8 * index);
    }

    /** {@code ARG0} = the type whose {@code __new__} is called. {@code RET} = new object or NULL at {@code called}. */
    static void emit(StubLibrary stubs, Label other, Label called) {
        MacroAssembler m = stubs.masm();
        Label isTuple = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, other);
        m.load(Width.W64, Reg.ARG4, argument(0));
        guardClass(m, other);
        m.branch(Cond.EQ, Reg.ARG0, Global.PYTUPLE_TYPE, isTuple);
        m.branch(Cond.NE, Reg.ARG0, Global.PYBASEOBJECT_TYPE, other);
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 1, other);
        Mem flags = Mem.at(Reg.ARG4, PyType.FLAGS);
        m.branchTest(Cond.NE, Width.W32, flags, PyType.TPFLAGS_IS_ABSTRACT, other);
        m.move(Reg.ARG0, Reg.ARG4);
        m.call(stubs.of(Stub.NEW_OBJECT));
        m.jump(called);
        m.bind(isTuple);
        newTuple(m, flags, other, called);
    }

    /** {@code ARG4} is a class made by Python whose first other {@code tp_new} is that of {@code ARG0}. */
    private static void guardClass(MacroAssembler m, Label other) {
        Label next = m.newLabel();
        Label found = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG4, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, (int) PyType.TPFLAGS_TYPE_SUBCLASS, other);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG4, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, PyType.TPFLAGS_HEAPTYPE, other);
        m.branch(
                Cond.NE,
                Mem.at(Reg.ARG4, PyType.ALLOC),
                Symbol.export(Helper.PYTYPE_GENERICALLOC.symbol()),
                other);
        m.move(Reg.ARG2, Reg.ARG4);
        m.bind(next);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, PyType.NEW));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.SLOT_NEW), Reg.ARG3, found);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyType.BASE));
        m.jump(next);
        m.bind(found);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyType.NEW), Reg.ARG3, other);
    }

    private static void newTuple(MacroAssembler m, Mem flags, Label other, Label called) {
        Label next = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 2, other);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_TUPLE_SUBCLASS, other);
        m.load(Width.W64, Reg.ARG1, argument(1));
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYTUPLE_TYPE, other);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.move(Reg.ARG0, Reg.ARG4);
        m.call(Helper.PYTYPE_GENERICALLOC);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, called);
        m.load(Width.W64, Reg.ARG1, argument(1));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.bind(next);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG2, 0, called);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, Reg.ARG2, 8, PyTuple.ITEMS));
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.RET, Reg.ARG2, 8, PyTuple.ITEMS), Reg.ARG0);
        m.jump(next);
    }
}

package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.library.SpecialMethods;

/**
 * {@code isinstance(x, c)} and {@code isinstance(x, (c, ...))} where each class is of {@code type} itself, which has
 * no {@code __instancecheck__} of its own kind: then the answer is in the order of bases of {@code x}'s class, and in
 * {@code x.__class__}, which is that same class unless the class says otherwise ({@code object_isinstance} in
 * CPython's {@code Objects/abstract.c}), which asks for that attribute at every class of a tuple that is no base.
 * Where the class says otherwise this leaves before anything was asked.
 */
public final class InstanceChecks {
    private InstanceChecks() {}

    /**
     * Jumps to {@code called} with the answer in {@code RET}, or to {@code other}.
     *
     * @param object where {@code x} is, by a register that calls save
     * @param classes likewise {@code c}
     */
    public static void emit(
            MacroAssembler m,
            SpecialMethods specials,
            Mem object,
            Mem classes,
            Label other,
            Label called) {
        Label next = m.newLabel();
        Label yes = m.newLabel();
        Label no = m.newLabel();
        Label sure = m.newLabel();
        loadClass(m, Reg.ARG0, object);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyType.MRO));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, other);
        loadClasses(m, classes, other);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, Reg.ARG4, no);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG3, 0));
        m.add(Reg.ARG3, Reg.ARG3, 8);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, yes);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYTYPE_TYPE, other);
        searchBases(m, yes, next);
        m.bind(yes);
        m.address(Reg.TMP0, classes);
        m.add(Reg.TMP0, Reg.TMP0, 8);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, Reg.TMP0, sure);
        guardClassAttribute(m, specials, object, other); // CPython asks for it at each class before
        m.bind(sure);
        m.load(Reg.RET, Global.TRUE);
        m.jump(called);
        m.bind(no);
        guardClassAttribute(m, specials, object, other);
        m.load(Reg.RET, Global.FALSE);
        m.jump(called);
    }

    private static void loadClass(MacroAssembler m, Reg dst, Mem object) {
        m.load(Width.W64, dst, object);
        m.load(Width.W64, dst, Mem.at(dst, PyObject.TYPE));
    }

    /** {@code ARG3} to {@code ARG4} = the classes to compare with. CPython counts its own recursion over a tuple. */
    private static void loadClasses(MacroAssembler m, Mem classes, Label other) {
        Label one = m.newLabel();
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.address(Reg.ARG3, classes);
        m.add(Reg.ARG4, Reg.ARG3, 8);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG3, 0));
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYTUPLE_TYPE, one);
        m.branch(Cond.LE, Width.W32, budget, 0, other);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.address(Reg.ARG3, Mem.at(Reg.ARG1, PyTuple.ITEMS));
        m.address(Reg.ARG4, Mem.at(Reg.ARG3, Reg.ARG4, 8, 0));
        m.bind(one);
    }

    /** Whether {@code ARG1} is among the bases, the tuple {@code ARG2}. */
    private static void searchBases(MacroAssembler m, Label yes, Label no) {
        Label again = m.newLabel();
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG2, PyVarObject.OB_SIZE));
        m.address(Reg.RET, Mem.at(Reg.ARG2, PyTuple.ITEMS));
        m.address(Reg.ARG5, Mem.at(Reg.RET, Reg.ARG5, 8, 0));
        m.bind(again);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG5, no);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, 0), Reg.ARG1, yes);
        m.add(Reg.RET, Reg.RET, 8);
        m.jump(again);
    }

    /** {@code x.__class__} is the class of {@code x}: nothing hides what {@code object} has under that name. */
    private static void guardClassAttribute(
            MacroAssembler m, SpecialMethods specials, Mem object, Label other) {
        Label asObject = m.newLabel();
        m.move(Reg.RET, Reg.ARG0);
        m.branch(
                Cond.EQ,
                Mem.at(Reg.RET, PyType.GETATTRO),
                Symbol.export(Helper.PYOBJECT_GENERICGETATTR.symbol()),
                asObject);
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, other);
        guardDefault(m, specials, SpecialMethod.GETATTRIBUTE, other);
        loadClass(m, Reg.RET, object);
        m.bind(asObject);
        guardDefault(m, specials, SpecialMethod.CLASS, other);
    }

    /** A jump unless the class {@code RET} has there what {@code object} has. */
    private static void guardDefault(
            MacroAssembler m, SpecialMethods specials, SpecialMethod method, Label other) {
        m.moveImm(Reg.ARG3, method.ordinal());
        specials.find();
        m.branch(Cond.NE, Width.W64, Reg.RET, SpecialTable.DEFAULT, other);
    }
}

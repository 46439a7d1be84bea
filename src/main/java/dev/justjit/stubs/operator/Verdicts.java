package dev.justjit.stubs.operator;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyMappingMethods;
import dev.justjit.abi.layout.PyNumberMethods;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySequenceMethods;
import dev.justjit.abi.layout.PySet;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Whether an object is true, and whether two are equal, as far as no Python code is asked for it. */
public final class Verdicts {
    /** Types whose objects are equal to none of another type but numbers to numbers. */
    private static final Global[] BUILTINS = {
        Global.PYUNICODE_TYPE,
        Global.PYLONG_TYPE,
        Global.PYFLOAT_TYPE,
        Global.PYTUPLE_TYPE,
        Global.PYLIST_TYPE,
        Global.PYDICT_TYPE,
        Global.PYBOOL_TYPE
    };

    private static final Global[] NUMBERS = {
        Global.PYLONG_TYPE, Global.PYFLOAT_TYPE, Global.PYBOOL_TYPE
    };

    private static final int BUILTIN_SUBCLASS =
            PyType.TPFLAGS_LONG_SUBCLASS
                    | PyType.TPFLAGS_LIST_SUBCLASS
                    | PyType.TPFLAGS_TUPLE_SUBCLASS
                    | PyType.TPFLAGS_UNICODE_SUBCLASS
                    | PyType.TPFLAGS_DICT_SUBCLASS;

    /** Types whose objects are true if their length, a word of their own, is not 0: type, where. */
    private static final Object[][] LENGTHS = {
        {Global.PYUNICODE_TYPE, PyUnicode.LENGTH},
        {Global.PYLIST_TYPE, PyVarObject.OB_SIZE},
        {Global.PYTUPLE_TYPE, PyVarObject.OB_SIZE},
        {Global.PYDICT_TYPE, PyDict.USED},
        {Global.PYSET_TYPE, PySet.USED},
        {Global.PYFROZENSET_TYPE, PySet.USED}
    };

    /** Where a type has a function that tells whether an object is true. */
    private static final int[][] TELLERS = {
        {PyType.AS_NUMBER, PyNumberMethods.BOOL},
        {PyType.AS_MAPPING, PyMappingMethods.LENGTH},
        {PyType.AS_SEQUENCE, PySequenceMethods.LENGTH}
    };

    private final StubLibrary stubs;
    private final MacroAssembler m;

    public Verdicts(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Emits the stubs. */
    public void emit() {
        truth();
        equality();
    }

    private void answer(int result) {
        m.moveImm(Reg.RET, result);
        m.ret();
    }

    private void truth() {
        Label yes = m.newLabel();
        Label no = m.newLabel();
        Label sized = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.TRUTH_TYPED);
        m.branch(Cond.EQ, Reg.ARG0, Global.TRUE, yes);
        m.branch(Cond.EQ, Reg.ARG0, Global.FALSE, no);
        m.branch(Cond.EQ, Reg.ARG0, Global.NONE, no);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyObject.TYPE));
        for (Object[] length : LENGTHS) {
            Label next = m.newLabel();
            m.branch(Cond.NE, Reg.ARG1, (Global) length[0], next);
            m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, (int) length[1]));
            m.jump(sized);
            m.bind(next);
        }
        numberTruth(yes, no);
        for (int[] teller : TELLERS) {
            Label none = m.newLabel();
            m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, teller[0]));
            m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, none);
            m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG2, teller[1]), 0, undone);
            m.bind(none);
        }
        m.bind(yes);
        answer(1);
        m.bind(sized);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, yes);
        m.bind(no);
        answer(0);
        m.bind(undone);
        answer(-1);
    }

    /** {@code ARG1} = the type. */
    private void numberTruth(Label yes, Label no) {
        Label noInt = m.newLabel();
        Label noFloat = m.newLabel();
        m.branch(Cond.NE, Reg.ARG1, Global.PYLONG_TYPE, noInt);
        Mem tag = Mem.at(Reg.ARG0, PyLong.TAG);
        m.branch(Cond.EQ, Width.W64, tag, PyLong.TAG_ZERO, no);
        m.jump(yes);
        m.bind(noInt);
        m.branch(Cond.NE, Reg.ARG1, Global.PYFLOAT_TYPE, noFloat);
        m.load(FReg.F0, Mem.at(Reg.ARG0, PyFloat.VALUE));
        m.moveImm(FReg.F1, 0.0, Reg.TMP0);
        m.branch(DoubleCond.EQ, FReg.F0, FReg.F1, true, no);
        m.jump(yes);
        m.bind(noFloat);
    }

    /** {@code ARG3} and {@code ARG4} = the types, {@code ARG5} = how {@code object} compares: only with itself. */
    private void equality() {
        Label differ = m.newLabel();
        Label numbers = m.newLabel();
        Label identity = m.newLabel();
        Label same = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.EQUAL_TYPED);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Reg.ARG5, Global.PYBASEOBJECT_TYPE);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG5, PyType.RICHCOMPARE));
        m.branch(Cond.NE, Width.W64, Reg.ARG3, Reg.ARG4, differ);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYUNICODE_TYPE, stubs.of(Stub.EQUAL_STRINGS));
        m.branch(Cond.EQ, Reg.ARG3, Global.PYLONG_TYPE, numbers);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYFLOAT_TYPE, numbers);
        m.branch(Cond.EQ, Reg.ARG3, Global.PYBOOL_TYPE, identity);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG3, PyType.RICHCOMPARE), Reg.ARG5, undone);
        m.bind(identity);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, same);
        Label no = m.newLabel();
        m.bind(no);
        answer(0);
        m.bind(same);
        answer(1);
        m.bind(numbers);
        m.moveImm(Reg.ARG2, Outcomes.IS_EQUAL);
        m.jump(stubs.of(Stub.COMPARE_TYPED));
        m.bind(differ);
        ofTypesThatDiffer(numbers, no, undone);
        m.bind(undone);
        answer(-1);
    }

    private void ofTypesThatDiffer(Label numbers, Label no, Label undone) {
        Label builtin = m.newLabel();
        Label both = m.newLabel();
        Mem left = Mem.at(Reg.ARG3, PyType.RICHCOMPARE);
        Mem right = Mem.at(Reg.ARG4, PyType.RICHCOMPARE);
        m.branch(Cond.NE, Width.W64, left, Reg.ARG5, builtin);
        m.branch(Cond.EQ, Width.W64, right, Reg.ARG5, no);
        guardBuiltin(Reg.ARG4, undone);
        strange(Reg.ARG0, Reg.ARG3, Reg.ARG4, no, undone);
        m.bind(builtin);
        guardBuiltin(Reg.ARG3, undone);
        m.branch(Cond.NE, Width.W64, right, Reg.ARG5, both);
        strange(Reg.ARG1, Reg.ARG4, Reg.ARG3, no, undone);
        m.bind(both);
        guardBuiltin(Reg.ARG4, undone);
        Label number = m.newLabel();
        for (Global type : NUMBERS) {
            m.branch(Cond.EQ, Reg.ARG3, type, number);
        }
        m.jump(no);
        m.bind(number);
        for (Global type : NUMBERS) {
            m.branch(Cond.EQ, Reg.ARG4, type, numbers);
        }
        m.jump(no);
    }

    private void guardBuiltin(Reg type, Label undone) {
        Label found = m.newLabel();
        for (Global builtin : BUILTINS) {
            m.branch(Cond.EQ, type, builtin, found);
        }
        m.jump(undone);
        m.bind(found);
    }

    /** An object that compares with itself only is not equal to a builtin one, unless it is a kind of that. */
    private void strange(Reg object, Reg type, Reg builtin, Label no, Label undone) {
        m.branch(Cond.EQ, object, Global.NONE, no);
        m.branch(
                Cond.EQ, builtin, Global.PYFLOAT_TYPE, undone); // no flag says what is a kind of it
        m.load(Width.W32, Reg.TMP0, Mem.at(type, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, BUILTIN_SUBCLASS, no);
        m.jump(undone);
    }
}

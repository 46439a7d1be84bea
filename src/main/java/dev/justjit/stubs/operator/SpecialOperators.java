package dev.justjit.stubs.operator;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySequenceMethods;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/**
 * Comparisons and binary operators whose special method is a Python function of the left operand's class,
 * while the right operand's class is not derived from it: then no other method goes first.
 * Also an int or a float on the left, with a method of the right operand.
 *
 * <p>{@code SAVED0} = address of the two operands, {@code SAVED1} = the result. Once a method has been called, what
 * CPython does after {@code NotImplemented} is done here.
 */
public final class SpecialOperators {
    /** The comparison's code, or the operator's number. */
    private static final Mem CODE = Mem.nativeWord(3);

    static final int OPERATORS = BinaryOperator.XOR.oparg() + 1;

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SpecialMethods specials;

    /** The operands are released, then the result is returned. */
    private Label finish;

    private SpecialOperators(StubLibrary stubs, SpecialMethods specials) {
        this.stubs = stubs;
        this.specials = specials;
        m = stubs.masm();
        finish = m.newLabel();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials) {
        SpecialOperators operators = new SpecialOperators(stubs, specials);
        operators.compare();
        operators.binary();
        OperatorEnds.emit(stubs, specials);
    }

    /** Begins a stub that goes on where another one has got to. */
    private void goOn(Stub stub, Label there) {
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, CODE, Reg.ARG1);
        m.jump(there);
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private void begin(Stub stub) {
        finish = m.newLabel();
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, CODE, Reg.ARG1);
    }

    /** The result {@code RET} goes to the caller. */
    private void deliver() {
        m.move(Reg.SAVED1, Reg.RET);
        m.bind(finish);
        stubs.release(operand(0));
        stubs.release(operand(1));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** Goes on unless the result {@code RET} is an answer. */
    private void finishUnlessNotImplemented() {
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.NE, Reg.RET, Global.NOT_IMPLEMENTED, finish); // which is immortal
    }

    /** {@code RET} = class of the left operand, {@code ARG2} of the right one, which is not derived from it. */
    private void guardRight(Label other) {
        Label fits = m.newLabel();
        loadRight();
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG2, fits);
        Mem flags = Mem.at(Reg.ARG2, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, fits);
        m.move(Reg.ARG0, Reg.ARG2);
        m.move(Reg.ARG1, Reg.RET);
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, other);
        m.load(Width.W64, Reg.RET, operand(0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        loadRight();
        m.bind(fits);
    }

    private void loadRight() {
        m.load(Width.W64, Reg.ARG2, operand(1));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyObject.TYPE));
    }

    private void compare() {
        Label generic = m.newLabel();
        Label swap = m.newLabel();
        Label none = m.newLabel();
        Label hasOwn = m.newLabel();
        Label byDefault = m.newLabel();
        begin(Stub.COMPARE);
        NumberOperators.compare(m, stubs, operand(0), operand(1), CODE, finish);
        specials.loadClass(operand(0), generic);
        guardRight(generic);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyType.RICHCOMPARE));
        m.load(Reg.ARG3, Global.PYBASEOBJECT_TYPE);
        Mem byIdentity = Mem.at(Reg.ARG3, PyType.RICHCOMPARE);
        m.branch(Cond.NE, Width.W64, byIdentity, Reg.TMP0, hasOwn);
        m.branch(Cond.NE, Width.W64, Reg.RET, Reg.ARG2, generic);
        m.load(Width.W64, Reg.ARG2, CODE);
        branchIfEquality(Reg.ARG2, none);
        m.jump(generic);
        m.bind(hasOwn);
        m.load(Width.W64, Reg.ARG3, CODE); // comparisons have the first numbers
        specials.functionOfClass(generic, byDefault, generic);
        specials.call(operand(0), operand(1));
        finishUnlessNotImplemented();
        m.bind(swap);
        compareSwapped(none);
        m.bind(none);
        noComparison();
        m.bind(byDefault);
        compareByDefault(swap, generic);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.load(Width.W64, Reg.ARG2, CODE);
        m.call(Helper.PYOBJECT_RICHCOMPARE);
        deliver();
        goOn(Stub.COMPARE_DECLINED, swap);
    }

    /** {@code object} has no order, and takes != for the opposite of ==. */
    private void compareByDefault(Label swap, Label generic) {
        Label isTrue = m.newLabel();
        Label failed = m.newLabel();
        Mem result = Mem.nativeWord(0);
        m.load(Width.W64, Reg.ARG3, CODE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, ComparisonOperator.EQUAL.code(), generic);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, ComparisonOperator.NOT_EQUAL.code(), swap);
        specials.function(operand(0), SpecialMethod.EQ, generic, generic);
        specials.call(operand(0), operand(1));
        m.branch(Cond.EQ, Reg.RET, Global.NOT_IMPLEMENTED, swap);
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, finish);
        m.store(Width.W64, result, Reg.RET);
        m.address(Reg.ARG0, result);
        m.call(stubs.of(Stub.IS_TRUE));
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, failed);
        m.load(Reg.SAVED1, Global.FALSE);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, isTrue);
        m.load(Reg.SAVED1, Global.TRUE);
        m.bind(isTrue);
        m.bind(failed);
        m.jump(finish);
    }

    /** The right operand is asked with the comparison turned round; a jump if its class does not know. */
    private void compareSwapped(Label none) {
        Label generic = m.newLabel();
        Label byDefault = m.newLabel();
        specials.loadClass(operand(1), generic);
        loadSwapped(Reg.ARG3);
        specials.functionOfClass(generic, byDefault, generic);
        specials.callSwapped(operand(1), operand(0));
        finishUnlessNotImplemented();
        m.jump(none);
        m.bind(byDefault);
        m.load(Width.W64, Reg.ARG2, CODE);
        Label equality = m.newLabel();
        branchIfEquality(Reg.ARG2, equality);
        m.jump(none);
        m.bind(equality);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.ARG1, operand(0));
        loadSwapped(Reg.ARG2);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyType.RICHCOMPARE));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, none);
        m.callRegister(Reg.TMP0);
        finishUnlessNotImplemented();
    }

    /** The code of the comparison turned round: < for >, <= for >=. */
    private void loadSwapped(Reg dst) {
        Label same = m.newLabel();
        m.load(Width.W64, dst, CODE);
        branchIfEquality(dst, same);
        m.xor(dst, dst, 4);
        m.bind(same);
    }

    private void branchIfEquality(Reg code, Label yes) {
        m.branch(Cond.EQ, Width.W64, code, ComparisonOperator.EQUAL.code(), yes);
        m.branch(Cond.EQ, Width.W64, code, ComparisonOperator.NOT_EQUAL.code(), yes);
    }

    /** No class knows: objects are equal to themselves only, and have no order. */
    private void noComparison() {
        Label equality = m.newLabel();
        Label differ = m.newLabel();
        Label no = m.newLabel();
        m.load(Width.W64, Reg.ARG2, CODE);
        branchIfEquality(Reg.ARG2, equality);
        formatTypes(
                "'%s' not supported between instances of '%.100s' and '%.100s'",
                SpecialTable.COMPARISON_TEXTS);
        m.moveImm(Reg.SAVED1, 0);
        m.jump(finish);
        m.bind(equality);
        m.add(Reg.ARG2, Reg.ARG2, -ComparisonOperator.EQUAL.code()); // 0: ==, 1: !=
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.branch(Cond.NE, Width.W64, operand(1), Reg.ARG0, differ);
        m.xor(Reg.ARG2, Reg.ARG2, 1);
        m.bind(differ);
        m.load(Reg.SAVED1, Global.FALSE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, no);
        m.load(Reg.SAVED1, Global.TRUE);
        m.bind(no);
        m.jump(finish);
    }

    /** Raises TypeError with the operator's text, from the table at {@code texts}, and the names of both classes. */
    private void formatTypes(String format, int texts) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        m.load(Width.W64, Reg.ARG2, CODE);
        m.address(Reg.ARG2, Mem.at(Reg.TMP0, Reg.ARG2, 8, texts));
        Reg[] names = {Reg.ARG3, Reg.ARG4};
        for (int i = 0; i < 2; i++) {
            m.load(Width.W64, names[i], operand(i));
            m.load(Width.W64, names[i], Mem.at(names[i], PyObject.TYPE));
            m.load(Width.W64, names[i], Mem.at(names[i], PyType.NAME));
        }
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.load(Reg.ARG1, Symbol.text(format));
        m.callVariadic(Symbol.export("PyErr_Format"));
    }

    private void binary() {
        Label generic = m.newLabel();
        Label right = m.newLabel();
        Label plain = m.newLabel();
        Label called = m.newLabel();
        Label declined = m.newLabel();
        begin(Stub.BINARY_OPERATOR);
        NumberOperators.binary(m, stubs, operand(0), operand(1), finish);
        m.load(Width.W64, Reg.ARG1, CODE);
        int power = BinaryOperator.POWER.oparg();
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, power, generic); // has three operands
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, power + OPERATORS, generic);
        specials.loadClass(operand(0), right);
        guardRight(generic);
        guardRepeat(generic);
        m.load(Width.W64, Reg.ARG3, CODE);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG3, OPERATORS, plain);
        m.add(Reg.ARG3, Reg.ARG3, SpecialMethod.IADD.ordinal() - OPERATORS);
        Label notInPlace = m.newLabel();
        specials.functionOfClass(notInPlace, generic);
        m.jump(generic); // has a method of its own for assignments
        m.bind(notInPlace);
        m.load(Width.W64, Reg.RET, operand(0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG3, CODE);
        m.add(Reg.ARG3, Reg.ARG3, -OPERATORS);
        m.bind(plain);
        m.add(Reg.ARG3, Reg.ARG3, SpecialMethod.ADD.ordinal());
        specials.functionOfClass(generic, generic);
        specials.call(operand(0), operand(1));
        finishUnlessNotImplemented();
        m.bind(declined);
        new RightOperands(stubs, specials, CODE, finish).ask(called);
        m.bind(right);
        ofRight(generic);
        m.bind(called);
        noOperator();
        m.bind(generic);
        m.load(Width.W64, Reg.TMP0, CODE);
        m.load(Reg.RET, Global.BINARY_OPS);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 8, 0));
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.callRegister(Reg.RET);
        deliver();
        goOn(Stub.BINARY_DECLINED, declined);
        goOn(Stub.REFLECTED_DECLINED, called);
    }

    /** Jumps if one of the operands, of the classes {@code RET} and {@code ARG2}, is a sequence that * repeats. */
    private void guardRepeat(Label repeats) {
        Label no = m.newLabel();
        Label left = m.newLabel();
        m.load(Width.W64, Reg.TMP0, CODE);
        Label multiply = m.newLabel();
        int code = BinaryOperator.MULTIPLY.oparg();
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, code, multiply);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, code + OPERATORS, no);
        m.bind(multiply);
        Reg[] classes = {Reg.ARG2, Reg.RET};
        Label[] ends = {left, no};
        for (int i = 0; i < 2; i++) {
            m.load(Width.W64, Reg.TMP0, Mem.at(classes[i], PyType.AS_SEQUENCE));
            m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, ends[i]);
            Mem repeat = Mem.at(Reg.TMP0, PySequenceMethods.REPEAT);
            m.branch(Cond.NE, Width.W64, repeat, 0, repeats);
            m.bind(ends[i]);
        }
    }

    /** An exact int or float takes no operand of a class that is derived from neither, so the right one's method is next. */
    private void ofRight(Label generic) {
        Label isInt = m.newLabel();
        Label plain = m.newLabel();
        Mem base = Mem.nativeWord(4);
        m.branch(Cond.EQ, Reg.RET, Global.PYLONG_TYPE, isInt);
        m.branch(Cond.NE, Reg.RET, Global.PYFLOAT_TYPE, generic);
        m.bind(isInt);
        m.store(Width.W64, base, Reg.RET);
        specials.loadClass(operand(1), generic);
        m.move(Reg.ARG2, Reg.RET);
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.NE, Width.W32, flags, PyType.TPFLAGS_LONG_SUBCLASS, generic);
        guardRepeat(generic);
        m.move(Reg.ARG0, Reg.ARG2);
        m.load(Width.W64, Reg.ARG1, base);
        m.call(Helper.PYTYPE_ISSUBTYPE);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, generic);
        m.load(Width.W64, Reg.RET, operand(1));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG3, CODE);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG3, OPERATORS, plain);
        m.add(Reg.ARG3, Reg.ARG3, -OPERATORS);
        m.bind(plain);
        m.add(Reg.ARG3, Reg.ARG3, SpecialMethod.RADD.ordinal());
        specials.functionOfClass(generic, generic);
        specials.callSwapped(operand(1), operand(0));
        finishUnlessNotImplemented();
    }

    private void noOperator() {
        formatTypes(
                "unsupported operand type(s) for %.100s: '%.100s' and '%.100s'",
                SpecialTable.OPERATOR_TEXTS);
        m.moveImm(Reg.SAVED1, 0);
        m.jump(finish);
    }
}

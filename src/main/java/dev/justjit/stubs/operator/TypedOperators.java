package dev.justjit.stubs.operator;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
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
import dev.justjit.snippet.IntOperations;
import dev.justjit.stubs.hash.StringEquality;
import dev.justjit.stubs.library.JoinStub;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Operators and comparisons that find out the operands' types when they run: exact ints of at most two
 * digits, floats, strings. Everything else is not done, and nothing has happened then.
 */
public final class TypedOperators {
    /** Strings of more characters are compared by C. */
    private static final int MOST_CHARACTERS = 64;

    private final StubLibrary stubs;
    private final MacroAssembler m;

    private TypedOperators(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        TypedOperators operators = new TypedOperators(stubs);
        for (BinaryOperator operator : BinaryOperator.values()) {
            Stub stub = Stub.typed(operator);
            if (stub != null && operator == operator.plain()) {
                operators.binary(stub, operator);
            }
        }
        operators.compare();
        operators.equalStrings();
        JoinStub.emit(stubs);
    }

    private static boolean isOfFloats(BinaryOperator operator) {
        return switch (operator) {
            case ADD, SUBTRACT, MULTIPLY, TRUE_DIVIDE -> true;
            default -> false;
        };
    }

    private void binary(Stub stub, BinaryOperator operator) {
        Label noInt = m.newLabel();
        Label intAndOther = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(stub);
        branchUnless(Reg.ARG0, Global.PYLONG_TYPE, noInt);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, intAndOther);
        IntOperations.unbox(m, Reg.ARG0, undone);
        IntOperations.unbox(m, Reg.ARG1, undone);
        if (operator == BinaryOperator.TRUE_DIVIDE) {
            IntOperations.trueDivide(m, undone);
            m.jump(stubs.of(Stub.BOX_DOUBLE));
        } else {
            IntOperations.compute(m, operator, undone);
            branchIfKept(operator, undone);
            m.move(Reg.ARG0, Reg.RET);
            m.jump(stubs.of(Stub.BOX_INT));
        }
        if (isOfFloats(operator)) {
            floats(operator, noInt, intAndOther, undone);
        } else {
            m.bind(noInt);
            m.bind(intAndOther);
        }
        m.bind(undone);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.ret();
    }

    private void branchUnless(Reg object, Global type, Label other) {
        m.branch(Cond.NE, Mem.at(object, PyObject.TYPE), type, other);
    }

    /**
     * CPython may answer with the left operand itself: a remainder of a number of several digits, a shift
     * of one by 0.
     */
    private void branchIfKept(BinaryOperator operator, Label kept) {
        if (operator == BinaryOperator.REMAINDER || operator == BinaryOperator.RSHIFT) {
            Reg large = operator == BinaryOperator.REMAINDER ? Reg.ARG1 : Reg.ARG0;
            Label isNew = m.newLabel();
            m.branch(Cond.NE, Width.W64, Reg.RET, Reg.ARG0, isNew);
            m.add(Reg.TMP0, large, PyLong.COMPACT_MAX);
            m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, 2 * PyLong.COMPACT_MAX, kept);
            m.bind(isNew);
        }
    }

    /** Floats, or a float and an int of one digit, whose double is exact; for + also strings. */
    private void floats(BinaryOperator operator, Label noInt, Label intAndOther, Label undone) {
        Label right = m.newLabel();
        Label rightIsFloat = m.newLabel();
        Label noFloat = m.newLabel();
        m.bind(intAndOther);
        branchUnless(Reg.ARG1, Global.PYFLOAT_TYPE, undone);
        oneDigit(FReg.F0, Reg.ARG0, undone);
        m.jump(rightIsFloat);
        m.bind(noInt);
        branchUnless(Reg.ARG0, Global.PYFLOAT_TYPE, noFloat);
        m.load(FReg.F0, Mem.at(Reg.ARG0, PyFloat.VALUE));
        m.branch(Cond.EQ, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYFLOAT_TYPE, rightIsFloat);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, undone);
        oneDigit(FReg.F1, Reg.ARG1, undone);
        m.jump(right);
        m.bind(rightIsFloat);
        m.load(FReg.F1, Mem.at(Reg.ARG1, PyFloat.VALUE));
        m.bind(right);
        switch (operator) {
            case ADD -> m.add(FReg.F0, FReg.F0, FReg.F1);
            case SUBTRACT -> m.sub(FReg.F0, FReg.F0, FReg.F1);
            case MULTIPLY -> m.mul(FReg.F0, FReg.F0, FReg.F1);
            default -> {
                m.moveBits(Reg.RET, FReg.F1);
                m.shiftLeft(Reg.RET, Reg.RET, 1);
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, undone); // 0.0 or -0.0
                m.div(FReg.F0, FReg.F0, FReg.F1);
            }
        }
        m.jump(stubs.of(Stub.BOX_DOUBLE));
        m.bind(noFloat);
        if (operator == BinaryOperator.ADD) {
            branchUnless(Reg.ARG0, Global.PYUNICODE_TYPE, undone);
            branchUnless(Reg.ARG1, Global.PYUNICODE_TYPE, undone);
            m.enter();
            m.call(Helper.PYUNICODE_CONCAT);
            m.leave();
        }
    }

    /** {@code dst} = the exact int {@code object}, or a jump if it has more than one digit. */
    private void oneDigit(FReg dst, Reg object, Label larger) {
        m.branch(
                Cond.ABOVE_EQ,
                Width.W64,
                Mem.at(object, PyLong.TAG),
                PyLong.COMPACT_TAG_LIMIT,
                larger);
        IntOperations.unbox(m, object, larger);
        m.toDouble(dst, object);
    }

    /** The outcome is one bit; the answer whether it is in the mask {@code ARG2}. */
    private void compare() {
        Label noInt = m.newLabel();
        Label intAndOther = m.newLabel();
        Label undone = m.newLabel();
        Label noFloat = m.newLabel();
        stubs.begin(Stub.COMPARE_TYPED);
        branchUnless(Reg.ARG0, Global.PYLONG_TYPE, noInt);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, intAndOther);
        Label less = m.newLabel();
        Label greater = m.newLabel();
        Label large = m.newLabel();
        m.move(Reg.ARG3, Reg.ARG0);
        m.move(Reg.ARG4, Reg.ARG1);
        IntOperations.unbox(m, Reg.ARG0, large);
        IntOperations.unbox(m, Reg.ARG1, large);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, Reg.ARG1, less);
        m.branch(Cond.GT, Width.W64, Reg.ARG0, Reg.ARG1, greater);
        answer(Outcomes.IS_EQUAL);
        m.bind(less);
        answer(Outcomes.IS_LESS);
        m.bind(greater);
        answer(Outcomes.IS_GREATER);
        m.bind(large);
        LargeInts.compare(m, less, greater);
        answer(Outcomes.IS_EQUAL);
        m.bind(intAndOther);
        branchUnless(Reg.ARG1, Global.PYFLOAT_TYPE, undone);
        oneDigit(FReg.F0, Reg.ARG0, undone);
        Label rightIsFloat = m.newLabel();
        m.jump(rightIsFloat);
        m.bind(noInt);
        branchUnless(Reg.ARG0, Global.PYFLOAT_TYPE, noFloat);
        m.load(FReg.F0, Mem.at(Reg.ARG0, PyFloat.VALUE));
        compareFloats(rightIsFloat, less, greater, undone);
        m.bind(noFloat);
        compareStrings(less, greater, undone);
        m.bind(undone);
        m.moveImm(Reg.RET, -1);
        m.ret();
    }

    private void answer(int outcome) {
        m.and(Reg.RET, Reg.ARG2, outcome);
        m.ret();
    }

    private void compareFloats(Label rightIsFloat, Label less, Label greater, Label undone) {
        Label loaded = m.newLabel();
        Label equal = m.newLabel();
        m.branch(Cond.EQ, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYFLOAT_TYPE, rightIsFloat);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, undone);
        oneDigit(FReg.F1, Reg.ARG1, undone);
        m.jump(loaded);
        m.bind(rightIsFloat);
        m.load(FReg.F1, Mem.at(Reg.ARG1, PyFloat.VALUE));
        m.bind(loaded);
        m.branch(DoubleCond.LT, FReg.F0, FReg.F1, true, less);
        m.branch(DoubleCond.GT, FReg.F0, FReg.F1, true, greater);
        m.branch(DoubleCond.EQ, FReg.F0, FReg.F1, true, equal);
        answer(Outcomes.IS_UNORDERED);
        m.bind(equal);
        answer(Outcomes.IS_EQUAL);
    }

    /** Long strings are compared by C. */
    private void equalStrings() {
        Label same = m.newLabel();
        Label differ = m.newLabel();
        Label helper = m.newLabel();
        stubs.begin(Stub.EQUAL_STRINGS);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, same);
        Mem length = Mem.at(Reg.ARG0, PyUnicode.LENGTH);
        m.branch(Cond.GT, Width.W64, length, MOST_CHARACTERS, helper);
        new StringEquality(m, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.ARG5)
                .guard(Reg.ARG0, Reg.ARG1, differ, helper);
        m.bind(same);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(differ);
        m.moveImm(Reg.RET, 0);
        m.ret();
        m.bind(helper);
        m.enter();
        m.call(Helper.PYUNICODE_EQUAL);
        m.and(Reg.RET, Reg.RET, 1);
        m.leave();
    }

    /** Any for equality; for order those that {@link StringOrder} knows. */
    private void compareStrings(Label less, Label greater, Label undone) {
        Label order = m.newLabel();
        Label same = m.newLabel();
        Label equality = m.newLabel();
        branchUnless(Reg.ARG0, Global.PYUNICODE_TYPE, undone);
        branchUnless(Reg.ARG1, Global.PYUNICODE_TYPE, undone);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Outcomes.IS_EQUAL, equality);
        m.branch(
                Cond.NE,
                Width.W64,
                Reg.ARG2,
                Outcomes.IS_LESS | Outcomes.IS_GREATER | Outcomes.IS_UNORDERED,
                order);
        m.bind(equality);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, same);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG2);
        m.call(stubs.of(Stub.EQUAL_STRINGS));
        m.add(Reg.RET, Reg.RET, Outcomes.IS_LESS); // 1 becomes IS_EQUAL
        m.and(Reg.RET, Reg.RET, Reg.SAVED0);
        m.leave();
        m.bind(same);
        answer(Outcomes.IS_EQUAL);
        m.bind(order);
        new StringOrder(m).compare(less, greater, undone);
        answer(Outcomes.IS_EQUAL);
    }
}

package dev.justjit.stubs.operator;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialTable;
import dev.justjit.stubs.hash.StringEquality;
import dev.justjit.stubs.library.StubLibrary;
import java.util.Objects;

/**
 * Operators of two exact ints or floats, comparisons of strings, and equality of bytes, at sites that have met other operands: no class is asked for its slots. The
 * result goes to {@code SAVED1}, and a jump to {@code done}; what {@link TypedOperators} does not do goes on.
 */
final class NumberOperators {
    private static final BinaryOperator[] OPERATORS = {
        BinaryOperator.ADD,
        BinaryOperator.SUBTRACT,
        BinaryOperator.MULTIPLY,
        BinaryOperator.TRUE_DIVIDE,
        BinaryOperator.FLOOR_DIVIDE,
        BinaryOperator.REMAINDER
    };

    /** Longer ones are compared by C. */
    private static final int MOST_BYTES = 64;

    /** The numbers from here on are those of the operators in place. */
    private static final int PLAIN_OPERATORS = BinaryOperator.XOR.oparg() + 1;

    private NumberOperators() {}

    /** {@code ARG0}, {@code ARG1} = the operands, both numbers; or a jump. */
    private static void load(MacroAssembler m, Mem left, Mem right, Label other) {
        Reg[] operands = {Reg.ARG0, Reg.ARG1};
        Mem[] words = {left, right};
        for (int i = 0; i < operands.length; i++) {
            Label number = m.newLabel();
            m.load(Width.W64, operands[i], words[i]);
            Mem type = Mem.at(operands[i], PyObject.TYPE);
            m.branch(Cond.EQ, type, Global.PYLONG_TYPE, number);
            m.branch(Cond.NE, type, Global.PYFLOAT_TYPE, other);
            m.bind(number);
        }
    }

    /**
     * @param code word with the comparison's code
     */
    static void compare(
            MacroAssembler m, StubLibrary stubs, Mem left, Mem right, Mem code, Label done) {
        Label other = m.newLabel();
        Label noNumber = m.newLabel();
        Label noText = m.newLabel();
        Label known = m.newLabel();
        load(m, left, right, noNumber);
        m.bind(known);
        m.moveImm(Reg.ARG2, Outcomes.ALL);
        m.call(stubs.of(Stub.COMPARE_TYPED));
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, other);
        m.load(Width.W64, Reg.ARG3, code);
        m.shiftLeft(Reg.ARG3, Reg.ARG3, 2); // times Outcomes.BITS
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG3);
        m.and(Reg.RET, Reg.RET, outcomes());
        m.load(Reg.SAVED1, Global.FALSE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.load(Reg.SAVED1, Global.TRUE);
        m.jump(done);
        m.bind(noNumber);
        m.load(Width.W64, Reg.ARG0, left);
        m.load(Width.W64, Reg.ARG1, right);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYUNICODE_TYPE, noText);
        m.branch(Cond.EQ, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYUNICODE_TYPE, known);
        m.bind(noText);
        bytesEqual(m, code, done, other);
        m.bind(other);
    }

    /** == and != of {@code ARG0} and {@code ARG1}, if they are exact bytes objects. */
    private static void bytesEqual(MacroAssembler m, Mem code, Label done, Label other) {
        Label differ = m.newLabel();
        Label equality = m.newLabel();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYBYTES_TYPE, other);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYBYTES_TYPE, other);
        m.load(Width.W64, Reg.ARG5, code);
        m.add(Reg.ARG5, Reg.ARG5, -ComparisonOperator.EQUAL.code()); // 0: ==, 1: !=
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG5, 1, other);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE), Reg.ARG2, differ);
        m.branch(Cond.GT, Width.W64, Reg.ARG2, MOST_BYTES, other);
        m.address(Reg.ARG3, Mem.at(Reg.ARG0, PyBytes.DATA));
        m.address(Reg.ARG4, Mem.at(Reg.ARG1, PyBytes.DATA));
        new StringEquality(m, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.RET).guardBytes(differ);
        m.jump(equality);
        m.bind(differ);
        m.xor(Reg.ARG5, Reg.ARG5, 1);
        m.bind(equality);
        m.load(Reg.SAVED1, Global.TRUE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, 0, done);
        m.load(Reg.SAVED1, Global.FALSE);
        m.jump(done);
    }

    /** The outcomes for which each comparison is true, by its code. */
    private static int outcomes() {
        int all = 0;
        for (ComparisonOperator operator : ComparisonOperator.values()) {
            all |= Outcomes.of(operator) << Outcomes.BITS * operator.code();
        }
        return all;
    }

    /** The operator's number is in {@code ARG1}. */
    static void binary(MacroAssembler m, StubLibrary stubs, Mem left, Mem right, Label done) {
        Label other = m.newLabel();
        m.move(Reg.ARG3, Reg.ARG1);
        load(m, left, right, other);
        largeInts(m, done, other);
        for (BinaryOperator operator : OPERATORS) {
            Label next = m.newLabel();
            Label known = m.newLabel();
            int inPlace = PLAIN_OPERATORS + operator.oparg();
            m.branch(Cond.EQ, Width.W64, Reg.ARG3, operator.oparg(), known);
            m.branch(Cond.NE, Width.W64, Reg.ARG3, inPlace, next);
            m.bind(known);
            m.call(stubs.of(Objects.requireNonNull(Stub.typed(operator))));
            m.move(Reg.SAVED1, Reg.RET);
            m.branch(Cond.NE, Width.W64, Reg.RET, Stub.NOT_DONE, done);
            m.jump(other);
            m.bind(next);
        }
        m.bind(other);
    }

    /**
     * Two ints, one of which has more than two digits: int's own function for the operator {@code ARG3}, which CPython
     * would find and never has anybody else asked. Goes on, with the operands as they are, if both are smaller.
     */
    private static void largeInts(MacroAssembler m, Label done, Label other) {
        Label smaller = m.newLabel();
        Label large = m.newLabel();
        Label plain = m.newLabel();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, smaller);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYLONG_TYPE, smaller);
        int limit = 3 << PyLong.TAG_SHIFT;
        m.branch(Cond.ABOVE_EQ, Width.W64, Mem.at(Reg.ARG0, PyLong.TAG), limit, large);
        m.branch(Cond.BELOW, Width.W64, Mem.at(Reg.ARG1, PyLong.TAG), limit, smaller);
        m.bind(large);
        m.move(Reg.TMP0, Reg.ARG3);
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, PLAIN_OPERATORS, plain);
        m.add(Reg.TMP0, Reg.TMP0, -PLAIN_OPERATORS); // ints have no operators in place
        m.bind(plain);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, BinaryOperator.POWER.oparg(), other); // of three
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Reg.TMP0, 8, SpecialTable.NUMBER_SLOTS));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.AS_NUMBER));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Reg.TMP0, 1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, other);
        m.callRegister(Reg.TMP0);
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(done);
        m.bind(smaller);
    }
}

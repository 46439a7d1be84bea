package dev.justjit.template.stubs;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Operators of two exact ints or floats at sites that have met other operands: no class is asked for its slots. The
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
        load(m, left, right, other);
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
        m.bind(other);
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
        for (BinaryOperator operator : OPERATORS) {
            Label next = m.newLabel();
            Label known = m.newLabel();
            int inPlace = BinaryOperator.XOR.oparg() + 1 + operator.oparg();
            m.branch(Cond.EQ, Width.W64, Reg.ARG3, operator.oparg(), known);
            m.branch(Cond.NE, Width.W64, Reg.ARG3, inPlace, next);
            m.bind(known);
            m.call(stubs.of(Objects.requireNonNull(Stub.typed(operator))));
            m.move(Reg.SAVED1, Reg.RET);
            m.branch(Cond.NE, Width.W64, Reg.RET, Stub.NOT_DONE, done);
            Helper largeInts = largeInts(operator);
            if (largeInts != null) {
                m.load(Width.W64, Reg.ARG0, left);
                m.load(Width.W64, Reg.ARG1, right);
                m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, other);
                m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYLONG_TYPE, other);
                m.call(largeInts);
                m.move(Reg.SAVED1, Reg.RET);
                m.jump(done);
            } else {
                m.jump(other);
            }
            m.bind(next);
        }
        m.bind(other);
    }

    /** What the interpreter's specialized instruction calls for two exact ints. */
    private static @Nullable Helper largeInts(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> Helper.PYLONG_ADD;
            case SUBTRACT -> Helper.PYLONG_SUBTRACT;
            case MULTIPLY -> Helper.PYLONG_MULTIPLY;
            default -> null;
        };
    }
}

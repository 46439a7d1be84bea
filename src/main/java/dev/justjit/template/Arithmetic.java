package dev.justjit.template;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import org.jspecify.annotations.Nullable;

/** {@code BINARY_OP} and the unary operators: which kind of number to expect, and the general case. */
final class Arithmetic {
    private Arithmetic() {}

    /** {@code BINARY_OP}: l r -> x. Errors: whatever the operator raises. */
    static void binaryOp(Emission e, Insn insn) {
        BinaryOperator operator = BinaryOperator.of(insn.oparg());
        Value left = e.stack().peek(1);
        if (StringAppend.applies(e, operator, left)) {
            StringAppend.emit(e, insn);
        } else if (e.maySpeculate()
                && IntArithmetic.supports(operator)
                && !IntArithmetic.mayKeep(e, operator)
                && expectsInts(e, insn, operator)) {
            IntArithmetic.emit(e, operator);
        } else if (e.maySpeculate()
                && FloatArithmetic.supports(operator)
                && expectsFloats(e, insn, operator)) {
            FloatArithmetic.emit(e, operator);
        } else {
            // what the interpreter would have specialized, and did not, has other operands
            boolean seenOthers = isSpecializable(operator) && hasRun(e, insn);
            anyOperands(e, insn, seenOthers ? null : Stub.typed(operator));
        }
    }

    private static void anyOperands(Emission e, Insn insn, @Nullable Stub typed) {
        if (e.maySpeculate() && typed != null) {
            Unpredicted.binary(e, typed);
        } else {
            e.flush();
            e.setInstrPtr();
            callOperator(e, insn);
            e.pushResult(KnownType.UNKNOWN);
        }
    }

    /** {@code RET} = the operator applied to the two canonical operands, which are consumed. */
    static void callOperator(Emission e, Insn insn) {
        e.masm().moveImm(Reg.ARG1, insn.oparg());
        e.callConsuming(Stub.BINARY_OPERATOR, 2);
    }

    /** The slow side of any {@code BINARY_OP}. */
    static final class GenericBinary extends SlowCall {
        GenericBinary(Emission e) {
            super(e, 2);
        }

        @Override
        protected void call(Emission e) {
            callOperator(e, e.insn());
        }
    }

    static boolean hasRun(Emission e, Insn insn) {
        return e.image().hasRun(insn);
    }

    private static boolean expectsInts(Emission e, Insn insn, BinaryOperator operator) {
        KnownType left = e.stack().peek(1).type();
        KnownType right = e.stack().peek(0).type();
        if (!mayBe(left, KnownType.INT) || !mayBe(right, KnownType.INT)) {
            return false;
        }
        if (left == KnownType.INT && right == KnownType.INT) {
            return true;
        }
        return switch (insn.seen()) {
            case BINARY_OP_ADD_INT, BINARY_OP_SUBTRACT_INT, BINARY_OP_MULTIPLY_INT -> true;
            case BINARY_OP ->
                    // operators that the interpreter never specializes: one int makes two likely
                    !isSpecializable(operator)
                            && operator.plain() != BinaryOperator.TRUE_DIVIDE
                            && hasRun(e, insn)
                            && (left == KnownType.INT || right == KnownType.INT || left == right);
            default -> false;
        };
    }

    private static boolean expectsFloats(Emission e, Insn insn, BinaryOperator operator) {
        KnownType left = e.stack().peek(1).type();
        KnownType right = e.stack().peek(0).type();
        if (!mayBeNumber(left) || !mayBeNumber(right)) {
            return false;
        }
        boolean known = left != KnownType.UNKNOWN && right != KnownType.UNKNOWN;
        boolean oneFloat = left == KnownType.FLOAT || right == KnownType.FLOAT;
        return switch (insn.seen()) {
            case BINARY_OP_ADD_FLOAT, BINARY_OP_SUBTRACT_FLOAT, BINARY_OP_MULTIPLY_FLOAT -> true;
            case BINARY_OP ->
                    oneFloat && (known || hasRun(e, insn))
                            || operator.plain() == BinaryOperator.TRUE_DIVIDE && hasRun(e, insn);
            default -> false;
        };
    }

    private static boolean isSpecializable(BinaryOperator operator) {
        return switch (operator.plain()) {
            case ADD, SUBTRACT, MULTIPLY -> true;
            default -> false;
        };
    }

    private static boolean mayBe(KnownType known, KnownType wanted) {
        return known == wanted || known == KnownType.UNKNOWN;
    }

    private static boolean mayBeNumber(KnownType known) {
        return mayBe(known, KnownType.FLOAT) || known == KnownType.INT;
    }

    /** {@code UNARY_NEGATIVE}: v -> x. The sign bit of a float is flipped, never 0 - x. */
    static void negative(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Value value = e.stack().peek(0);
        if (value.is(Value.Kind.DOUBLE)) {
            e.getDouble(FReg.F0, value);
            m.neg(FReg.F0, FReg.F0, Reg.TMP0);
            e.pop();
            e.pushDouble(FReg.F0);
        } else if (value.is(Value.Kind.INT)) {
            var slow =
                    new SlowCall(e, 1) {
                        @Override
                        protected void call(Emission e) {
                            e.callConsuming(Stub.NEGATIVE, 1);
                        }
                    };
            e.getInt(Reg.ARG0, value);
            m.negOverflow(Reg.RET, Reg.ARG0, slow.entry());
            e.pop();
            e.pushInt(Reg.RET);
            slow.resultIs(e.stack().peek(0));
            m.bind(slow.resume());
        } else {
            unary(e, Stub.NEGATIVE);
        }
    }

    /** {@code UNARY_INVERT}: v -> x. */
    static void invert(Emission e, Insn insn) {
        Value value = e.stack().peek(0);
        if (value.is(Value.Kind.INT)) {
            e.getInt(Reg.ARG0, value);
            e.masm().not(Reg.RET, Reg.ARG0);
            e.pop();
            e.pushInt(Reg.RET);
        } else {
            unary(e, Stub.INVERT);
        }
    }

    private static void unary(Emission e, Stub stub) {
        e.flush();
        e.setInstrPtr();
        e.callConsuming(stub, 1);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code UNARY_NOT}: b -> b. The input is True or False. */
    static void not(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Value value = e.pop();
        e.loadObject(Reg.ARG0, value);
        Label done = m.newLabel();
        m.load(Reg.RET, Global.FALSE);
        m.branch(Cond.EQ, Reg.ARG0, Global.TRUE, done);
        m.load(Reg.RET, Global.TRUE);
        m.bind(done);
        e.pushResult(KnownType.BOOL);
    }

    /** Jumps unless the object in {@code object} is exactly of the type. */
    static void guardType(MacroAssembler m, Reg object, Global type, Label fail) {
        m.branch(Cond.NE, Mem.at(object, PyObject.TYPE), type, fail);
    }
}

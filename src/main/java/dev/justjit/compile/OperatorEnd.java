package dev.justjit.compile;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.bytecode.Insn;

/**
 * How an instruction ends that has called a special method, as a number: what the result means, then the number of operands,
 * which are on the stack until then, then the operand of the instruction.
 */
public final class OperatorEnd {
    /** The result is that of the instruction. */
    public static final int RESULT = 1;

    /** So it is, but for NotImplemented: then the other operand is asked. */
    public static final int BINARY = 2;

    /** The same; the method is that of the right operand, which the left one has declined. */
    public static final int REFLECTED = 3;

    /** The same of a comparison. */
    public static final int COMPARE = 4;

    /** The same; what is wanted is whether the result is true. */
    public static final int COMPARE_BOOL = 5;

    /** What is wanted is whether the result is true. */
    public static final int TRUTH = 6;

    /** What is wanted is whether it is not. */
    public static final int NO_TRUTH = 7;

    /** There is no result. */
    public static final int NOTHING = 8;

    /** What is wanted is whether the result is true, which has to be True or False. */
    public static final int BOOL = 9;

    /** The result stands for a length, and what is wanted is whether that is not 0. */
    public static final int LENGTH_TRUTH = 10;

    /** The result stands for a length, which is that of the instruction. */
    public static final int LENGTH = 11;

    /** Entries of the stack below the arguments of a call. */
    public static final int CALLABLE = 2;

    /** Bits of the meaning. */
    public static final int MEANING_BITS = 4;

    /** Bits of the number of operands. */
    public static final int COUNT_BITS = 4;

    private OperatorEnd() {}

    /**
     * The end of an instruction.
     *
     * @param swapped whether the method is that of the right operand
     */
    public static int of(Insn insn, boolean swapped) {
        int oparg = insn.oparg();
        return switch (insn.opcode()) {
            case BINARY_OP -> number(swapped ? REFLECTED : BINARY, 2, oparg);
            case COMPARE_OP ->
                    number(
                            ComparisonOperator.wantsBool(oparg) ? COMPARE_BOOL : COMPARE,
                            2,
                            ComparisonOperator.of(oparg).code());
            case CONTAINS_OP -> number(oparg == 0 ? TRUTH : NO_TRUTH, 2, 0);
            case BINARY_SUBSCR -> number(RESULT, 2, 0);
            case STORE_SUBSCR -> number(NOTHING, 3, 0);
            case DELETE_SUBSCR -> number(NOTHING, 2, 0);
            case UNARY_NEGATIVE, UNARY_INVERT -> number(RESULT, 1, 0);
            case TO_BOOL -> number(BOOL, 1, 0);
            case CALL -> number(RESULT, CALLABLE + oparg, 0);
            default -> throw new IllegalArgumentException(insn.toString());
        };
    }

    /** The same where the method is {@code __len__}. */
    public static int ofLength(Insn insn) {
        return switch (insn.opcode()) {
            case TO_BOOL -> number(LENGTH_TRUTH, 1, 0);
            case CALL -> number(LENGTH, CALLABLE + insn.oparg(), 0);
            default -> throw new IllegalArgumentException(insn.toString());
        };
    }

    private static int number(int meaning, int operands, int oparg) {
        return meaning | operands << MEANING_BITS | oparg << MEANING_BITS + COUNT_BITS;
    }
}

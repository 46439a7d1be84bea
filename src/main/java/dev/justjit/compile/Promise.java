package dev.justjit.compile;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;

/**
 * What a user says of the numbers in a function. It stands in for type feedback where the interpreter
 * has left none, so that code of the first call has the fast paths already. Every fast path keeps its
 * guard: a broken promise costs speed, never a result.
 */
public enum Promise {
    /** Nothing: feedback alone decides. */
    AUTO,
    /** Operators and comparisons mostly see ints, and loops without feedback run over ranges. */
    INT,
    /** Operators and comparisons mostly see floats. */
    FLOAT,
    /** Nothing is predicted: no guard can fail, and no number is unboxed. */
    OBJECT;

    /** Any value but that of a site that never ran. */
    private static final int HAS_RUN = 0;

    /** The image as if the interpreter had seen what is promised; feedback that is there stays. */
    CodeImage applyTo(CodeImage image) {
        if (this != INT && this != FLOAT) {
            return image;
        }
        byte[] adaptive = image.adaptive().clone();
        for (Insn insn : Decoder.decode(image)) {
            if (insn.seen() == insn.opcode()) {
                predict(insn, adaptive);
            }
        }
        return image.withFeedback(adaptive);
    }

    private void predict(Insn insn, byte[] adaptive) {
        Opcode predicted =
                switch (insn.opcode()) {
                    case BINARY_OP -> operator(BinaryOperator.of(insn.oparg()).plain());
                    case COMPARE_OP ->
                            this == INT ? Opcode.COMPARE_OP_INT : Opcode.COMPARE_OP_FLOAT;
                    case FOR_ITER -> this == INT ? Opcode.FOR_ITER_RANGE : insn.opcode();
                    default -> insn.opcode();
                };
        boolean runs = insn.opcode() == Opcode.BINARY_OP && (this == INT || isDivision(insn));
        int at = 2 * insn.offset();
        adaptive[at] = (byte) predicted.number();
        if (runs) {
            adaptive[at + 2 * InlineCache.COUNTER] = HAS_RUN;
            adaptive[at + 2 * InlineCache.COUNTER + 1] = HAS_RUN;
        }
    }

    private static boolean isDivision(Insn insn) {
        return BinaryOperator.of(insn.oparg()).plain() == BinaryOperator.TRUE_DIVIDE;
    }

    private Opcode operator(BinaryOperator plain) {
        return switch (plain) {
            case ADD -> this == INT ? Opcode.BINARY_OP_ADD_INT : Opcode.BINARY_OP_ADD_FLOAT;
            case SUBTRACT ->
                    this == INT ? Opcode.BINARY_OP_SUBTRACT_INT : Opcode.BINARY_OP_SUBTRACT_FLOAT;
            case MULTIPLY ->
                    this == INT ? Opcode.BINARY_OP_MULTIPLY_INT : Opcode.BINARY_OP_MULTIPLY_FLOAT;
            default -> Opcode.BINARY_OP;
        };
    }
}

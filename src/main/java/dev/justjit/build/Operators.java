package dev.justjit.build;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/**
 * Operators of which the interpreter has noted nothing, though it has run them: it has no form for their types, or they
 * are of several. One operand that is known to be a number says what the other one may be.
 */
final class Operators {
    private Operators() {}

    /** {@code BINARY_OP} that is no arithmetic on numbers without objects. */
    static void binary(Builder b, Insn insn, BinaryOperator operator) {
        if (operator == BinaryOperator.ADD && areStrings(b, insn)) {
            Guards.kind(b, b.peek(1), Kind.STR);
            Guards.kind(b, b.peek(0), Kind.STR);
            push(b, b.node(Op.JOIN, 1, null, b.object(1), b.object(0)));
        } else if (operator == BinaryOperator.REMAINDER && b.peek(1).type().is(Kind.STR)) {
            push(b, b.node(Op.FORMAT, b.object(1), b.object(0)));
        } else if (isComputable(operator) && areNumbers(b, insn, b.image().hasRun(insn))
                || isOfNumbers(operator) && isUnknown(b, insn)) {
            push(b, b.node(Op.COMPUTE, 0, operator, b.object(1), b.object(0)));
        } else {
            GenericInstructions.build(b);
        }
    }

    private static void push(Builder b, Node result) {
        b.drop(2);
        b.pushOwned(result);
    }

    private static boolean isComputable(BinaryOperator operator) {
        return switch (operator) {
            case ADD,
                    SUBTRACT,
                    MULTIPLY,
                    TRUE_DIVIDE,
                    FLOOR_DIVIDE,
                    REMAINDER,
                    AND,
                    OR,
                    XOR,
                    LSHIFT,
                    RSHIFT ->
                    true;
            default -> false;
        };
    }

    /** Two strings, unless the sum goes to the local of the left one: that may be done in place. */
    private static boolean areStrings(Builder b, Insn insn) {
        Node left = b.peek(1);
        boolean known = left.type().is(Kind.STR) && b.peek(0).type().is(Kind.STR);
        boolean seen = insn.seen() == Opcode.BINARY_OP_ADD_UNICODE && isOpen(left);
        Insn next = b.mergePoints().at(insn.next());
        boolean inPlace =
                next.opcode() == Opcode.STORE_FAST
                        && References.object(b.locals().get(next.oparg()))
                                == References.object(left);
        return !inPlace && (known || seen && isOpen(b.peek(0)));
    }

    private static boolean isOpen(Node value) {
        return switch (value.type().kind()) {
            case STR, OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** Whether an operator that has no other meaning for an int has one operand that is an int. */
    static boolean areInts(Builder b, Insn insn, BinaryOperator operator) {
        boolean ofInts =
                switch (operator) {
                    case FLOOR_DIVIDE, REMAINDER, AND, OR, XOR, LSHIFT, RSHIFT -> true;
                    default -> false;
                };
        boolean ofBits =
                switch (operator) {
                    case AND, OR, XOR, LSHIFT, RSHIFT -> true;
                    default -> false;
                };
        boolean one = b.peek(1).type().is(Kind.INT) || b.peek(0).type().is(Kind.INT);
        return ofInts && one && b.image().hasRun(insn) || ofBits && isUnknown(b, insn);
    }

    /**
     * Whether neither the interpreter nor machine code has noted anything of an operator that has run, nor is anything
     * known of its operands: no class of the program has a method for it.
     */
    static boolean isUnknown(Builder b, Insn insn) {
        return insn.seen() == insn.opcode()
                && b.image().hasRun(insn)
                && b.scope().learnt().at(insn).isEmpty()
                && isAnything(b.peek(1))
                && isAnything(b.peek(0));
    }

    private static boolean isAnything(Node value) {
        return value.type().is(Kind.OBJECT) || value.type().is(Kind.UNKNOWN);
    }

    /** Whether numbers are the most likely operands. */
    private static boolean isOfNumbers(BinaryOperator operator) {
        return switch (operator) {
            case SUBTRACT, MULTIPLY, TRUE_DIVIDE, FLOOR_DIVIDE -> true;
            default -> false;
        };
    }

    /** Whether one operand is a number and the other one may be. */
    static boolean areNumbers(Builder b, Insn insn, boolean hasRun) {
        boolean unseen = insn.seen() == insn.opcode() && hasRun;
        return unseen
                && (isNumber(b.peek(1)) && mayBeNumber(b.peek(0))
                        || isNumber(b.peek(0)) && mayBeNumber(b.peek(1)));
    }

    private static boolean isNumber(Node value) {
        return value.type().is(Kind.INT) || value.type().is(Kind.FLOAT);
    }

    private static boolean mayBeNumber(Node value) {
        return isNumber(value) || value.type().is(Kind.OBJECT) || value.type().is(Kind.UNKNOWN);
    }
}

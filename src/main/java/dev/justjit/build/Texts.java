package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Strings that are made of other objects. */
final class Texts {
    /** {@code str()} in an f-string. */
    private static final int BY_STR = 1;

    private Texts() {}

    /** {@code FORMAT_SIMPLE}: x -> its text. */
    static void format(Builder b) {
        if (!b.peek(0).type().is(Kind.STR)) {
            text(b);
        }
    }

    /** {@code CONVERT_VALUE}: x -> its text. */
    static void convert(Builder b, int how) {
        if (how != BY_STR) {
            GenericInstructions.build(b);
        } else {
            format(b);
        }
    }

    /** {@code FORMAT_WITH_SPEC}: x specification -> its text. */
    static void formatWith(Builder b) {
        boolean plain =
                switch (b.peek(1).type().kind()) {
                    case STR, INT, FLOAT, OBJECT, UNKNOWN -> true;
                    default -> false;
                };
        if (!plain || !b.peek(0).type().is(Kind.STR)) {
            GenericInstructions.build(b);
            return;
        }
        Node text = b.node(Op.FORMAT_OF, b.object(1), b.object(0));
        b.drop(2);
        b.pushOwned(text);
    }

    private static void text(Builder b) {
        if (!hasText(b.peek(0))) {
            GenericInstructions.build(b);
            return;
        }
        Node text = b.node(Op.TEXT_OF, b.object(0));
        b.drop();
        b.pushOwned(text);
    }

    /** Whether the object may be one whose text needs no Python. */
    static boolean hasText(Node value) {
        return switch (value.type().kind()) {
            case STR, INT, FLOAT, BOOL, NONE, OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** {@code BUILD_STRING}: strings -> one. */
    static void join(Builder b, int count) {
        if (count > Budget.OPERANDS) {
            GenericInstructions.build(b);
            return;
        }
        Node[] inputs = new Node[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = b.object(count - 1 - i);
        }
        Node text = b.node(Op.JOIN, inputs);
        b.drop(count);
        b.pushOwned(text);
    }
}

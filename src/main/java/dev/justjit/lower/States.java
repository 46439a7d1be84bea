package dev.justjit.lower;

import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Representation;
import dev.justjit.ir.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lowering asks of values and of states. */
final class States {
    private States() {}

    /** The value itself, of which a node only proves something. */
    static Node origin(Node node) {
        Node value = node;
        while (value.op().result() == Result.SAME) {
            value = value.input(0);
        }
        return value;
    }

    static boolean isObject(Node value) {
        return value.type().representation() == Representation.OBJECT;
    }

    /** Whether the value is a number beside the object that it may have. */
    static boolean isKept(Node value) {
        return switch (value.op()) {
            case BOX_INT_OR, BOX_FLOAT_OR, BOX_INT_IF, BOX_FLOAT_IF ->
                    !value.input(value.inputs().size() - 1).type().is(Kind.NULL);
            default -> false;
        };
    }

    static boolean isMaybe(Node value) {
        return value.is(Op.BOX_INT_IF) || value.is(Op.BOX_FLOAT_IF);
    }

    /** Whether the object is made by exits only. */
    static boolean isVirtual(Node value) {
        return value.type().representation() == Representation.VIRTUAL;
    }

    /** What an exit makes the value of: the numbers that are in a virtual object, else the value itself. */
    static List<Node> parts(Node value) {
        Node origin = origin(value);
        if (!isVirtual(origin) || origin.is(Op.CONST)) {
            return List.of(origin);
        }
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < origin.inputs().size(); i++) {
            parts.add(origin(origin.input(i)));
        }
        return parts;
    }

    /** Whether an instruction of the interpreter is done by its template. */
    static boolean isWhole(Node node) {
        return node.effects().runsPython();
    }

    /** The frame behind a whole instruction on one of its successors, or null if control never goes on. */
    static @Nullable FrameState behind(Node node, int way) {
        if (node.after() != null) {
            return node.after();
        }
        if (way < node.targets()) {
            Node first = node.target(way).to().first();
            return first != null && first.is(Op.WATCH) ? first.before() : null;
        }
        return null;
    }
}

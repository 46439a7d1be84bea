package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;

/**
 * A builtin that gets a list of the items instead of the generator: it takes all of them before it does anything, or does
 * nothing with any of them that Python code could see.
 *
 * @param simple whether items have to be numbers or strings
 * @param expected what items are then of which nothing is known
 */
record Collection(boolean simple, Kind expected) implements Consumer {
    @Override
    public boolean collects() {
        return true;
    }

    @Override
    public List<Node> begin(Builder b) {
        return List.of();
    }

    @Override
    public void take(Builder b, List<Node> numbers, Turn turn) {
        if (simple) {
            switch (b.peek(0).type().kind()) {
                case INT, FLOAT, STR, BOOL -> {}
                case OBJECT, UNKNOWN -> Guards.kind(b, b.peek(0), expected);
                default -> throw new NotInlined();
            }
        }
        Node item = b.take(0);
        b.nodes().privately(Op.LIST_APPEND, b.frame().get(b.frame().sizeAtStart()), item);
        b.pop();
        turn.next(numbers);
    }

    @Override
    public void finish(Builder b, List<Node> numbers, Turn turn) {
        turn.collected();
    }
}

package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.ir.Block;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.List;

/** {@code sum} of ints, or of floats, with what the builtin loses to rounding, and adds at the end. */
final class Sum implements Consumer {
    private static final int COUNT = 0;
    private static final int INTS = 1;
    private static final int FLOATS = 2;
    private static final int LOST = 3;

    private final Kind expected;

    /**
     * @param expected INT or FLOAT: what items are of which nothing is known
     */
    Sum(Kind expected) {
        this.expected = expected;
    }

    @Override
    public List<Node> begin(Builder b) {
        Constants constants = b.constants();
        return List.of(
                constants.raw(0L), constants.raw(0L), constants.raw(0.0), constants.raw(0.0));
    }

    @Override
    public void take(Builder b, List<Node> numbers, Turn turn) {
        Node item = b.peek(0);
        switch (item.type().kind()) {
            case INT -> addInt(b, item, numbers, turn);
            case BOOL -> addBool(b, item, numbers, turn);
            case FLOAT -> addFloat(b, item, numbers, turn);
            case OBJECT, UNKNOWN -> {
                Node known = Guards.kind(b, item, expected);
                if (expected == Kind.INT) {
                    addInt(b, known, numbers, turn);
                } else {
                    addFloat(b, known, numbers, turn);
                }
            }
            default -> throw new NotInlined();
        }
    }

    private static void addInt(Builder b, Node item, List<Node> numbers, Turn turn) {
        Node number = Numeric.unboxInt(b, item);
        turn.next(with(numbers, INTS, b.node(Op.INT_ADD, numbers.get(INTS), number)));
    }

    private static void addBool(Builder b, Node item, List<Node> numbers, Turn turn) {
        Block[] successors = b.branch(b.node(Op.UNBOX_BOOL, item));
        Builder.Point point = b.point();
        b.continueIn(successors[0], point);
        Node more = b.node(Op.INT_ADD, numbers.get(INTS), b.constants().raw(1L));
        turn.next(with(numbers, INTS, more));
        b.continueIn(successors[1], point);
        turn.next(numbers);
    }

    /** The sum, and what the smaller one of the two has lost. */
    private static void addFloat(Builder b, Node item, List<Node> numbers, Turn turn) {
        Node number = Numeric.unboxFloat(b, item);
        Node sum = numbers.get(FLOATS);
        Node next = b.node(Op.FLOAT_ADD, sum, number);
        Node larger =
                b.node(
                        Op.FLOAT_COMPARE,
                        0,
                        ComparisonOperator.GREATER_EQUAL,
                        b.node(Op.FLOAT_ABSOLUTE, sum),
                        b.node(Op.FLOAT_ABSOLUTE, number));
        List<Node> added = with(with(numbers, COUNT, b.constants().raw(1L)), FLOATS, next);
        Block[] successors = b.branch(larger);
        Builder.Point point = b.point();
        b.continueIn(successors[0], point);
        turn.next(with(added, LOST, lost(b, numbers, sum, next, number)));
        b.continueIn(successors[1], point);
        turn.next(with(added, LOST, lost(b, numbers, number, next, sum)));
    }

    private static Node lost(Builder b, List<Node> numbers, Node larger, Node sum, Node smaller) {
        Node rest = b.node(Op.FLOAT_ADD, b.node(Op.FLOAT_SUBTRACT, larger, sum), smaller);
        return b.node(Op.FLOAT_ADD, numbers.get(LOST), rest);
    }

    private static List<Node> with(List<Node> numbers, int place, Node number) {
        List<Node> changed = new ArrayList<>(numbers);
        changed.set(place, number);
        return changed;
    }

    @Override
    public void finish(Builder b, List<Node> numbers, Turn turn) {
        Block[] successors =
                b.branch(compare(b, Op.INT_COMPARE, numbers.get(COUNT), b.constants().raw(0L)));
        Builder.Point point = b.point();
        b.continueIn(successors[0], point);
        turn.result(Numeric.boxed(b, numbers.get(INTS)));
        b.continueIn(successors[1], point);
        Node sum = numbers.get(FLOATS);
        Node lost = numbers.get(LOST);
        Node nothing = b.node(Op.FLOAT_SUBTRACT, lost, lost); // of what is finite
        Block[] finite = b.branch(compare(b, Op.FLOAT_COMPARE, nothing, b.constants().raw(0.0)));
        Builder.Point end = b.point();
        b.continueIn(finite[0], end);
        turn.result(Numeric.boxed(b, b.node(Op.FLOAT_ADD, sum, lost)));
        b.continueIn(finite[1], end);
        turn.result(Numeric.boxed(b, sum));
    }

    private static Node compare(Builder b, Op op, Node number, Node other) {
        return b.node(op, 0, ComparisonOperator.EQUAL, number, other);
    }
}

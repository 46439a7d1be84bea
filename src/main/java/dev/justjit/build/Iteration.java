package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Loops over lists, tuples and ranges; the loop says what it expects to go over. */
final class Iteration {
    /** Instructions at the most that a comprehension has between its iterator and its loop. */
    private static final int COMPREHENSION = 8;

    private Iteration() {}

    /** {@code GET_ITER}: o -> its iterator. */
    static void getIter(Builder b) {
        if (Iterated.isIterator(b.peek(0))) {
            return;
        }
        Kind kind =
                switch (b.peek(0).type().kind()) {
                    case LIST -> Kind.LIST;
                    case TUPLE -> Kind.TUPLE;
                    case RANGE -> Kind.RANGE;
                    case OBJECT, UNKNOWN -> sequence(loopOver(b).seen());
                    default -> Kind.OBJECT;
                };
        if (kind == Kind.OBJECT) {
            GenericInstructions.build(b);
            return;
        }
        Node range = b.peek(0);
        boolean known =
                b.referenceState(0) == ReferenceState.VIRTUAL && range.input(2).is(Op.CONST);
        if (known) {
            b.drop();
            b.push(
                    b.nodes()
                            .unmade(
                                    Op.RANGE_ITERATOR,
                                    range.input(0),
                                    range.input(1),
                                    range.input(2)));
            return;
        }
        Node iterator = b.node(Op.ITERATE, Guards.kind(b, b.object(0), kind));
        b.drop();
        b.pushOwned(iterator);
    }

    /** The FOR_ITER that takes the iterator that this instruction makes, or the instruction itself. */
    private static Insn loopOver(Builder b) {
        Insn next = b.mergePoints().at(b.insn().next());
        for (int i = 0; i < COMPREHENSION && next.opcode() != Opcode.FOR_ITER; i++) {
            next = b.mergePoints().at(next.next());
        }
        return next.opcode() == Opcode.FOR_ITER ? next : b.insn();
    }

    private static Kind sequence(Opcode seen) {
        return switch (seen) {
            case FOR_ITER_LIST -> Kind.LIST;
            case FOR_ITER_TUPLE -> Kind.TUPLE;
            case FOR_ITER_RANGE -> Kind.RANGE;
            default -> Kind.OBJECT;
        };
    }

    /** {@code FOR_ITER}: i -> i x, or i -> behind the loop. */
    static void forIter(Builder b, Insn insn) {
        Kind kind = iterator(b.peek(0), insn.seen());
        int behind = Plan.destination(insn);
        if (kind == Kind.OBJECT && Iterated.isBuiltin(b, insn)) {
            Iterated.forIter(b, behind);
            return;
        }
        if (kind == Kind.OBJECT) {
            GenericInstructions.branch(b, behind, 1, false);
            return;
        }
        if (b.referenceState(0) == ReferenceState.VIRTUAL) {
            ofNumbers(b, behind);
            return;
        }
        Node iterator = Guards.kind(b, b.peek(0), kind);
        Block[] successors = b.branch(b.node(Op.HAS_NEXT, iterator));
        Builder.Point point = b.point();
        b.continueIn(successors[1]);
        if (kind == Kind.RANGE_ITERATOR || b.frame().isInlined() && isNew(iterator)) {
            b.drop();
        } else {
            b.take(0);
            b.pop();
            b.references().ownBorrowed(true);
            Node end =
                    b.append(Op.END_ITERATOR, GenericInstructions.instruction(b.insn()), iterator);
            b.nodes().finalizes(end, b.states().before(behind));
        }
        b.jump(behind);
        b.continueIn(successors[0], point);
        if (kind == Kind.RANGE_ITERATOR) {
            b.push(Numeric.boxed(b, b.node(Op.NEXT_INT, iterator)));
        } else {
            b.pushOwned(b.node(Op.NEXT_ITEM, iterator));
        }
    }

    /** Whether nobody else has the iterator, so that it ends with the loop. */
    private static boolean isNew(Node iterator) {
        return References.object(iterator).is(Op.ITERATE);
    }

    /** The iterator over a range is not made: its place is a number. */
    private static void ofNumbers(Builder b, int behind) {
        Node iterator = b.peek(0);
        Node place = iterator.input(0);
        Node stop = iterator.input(1);
        Node step = iterator.input(2);
        boolean up = step.literal().bits() > 0;
        ComparisonOperator before = up ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        Block[] successors = b.branch(b.node(Op.INT_COMPARE, 0, before, place, stop));
        Builder.Point point = b.point();
        b.continueIn(successors[1]);
        b.drop();
        b.jump(behind);
        b.continueIn(successors[0], point);
        Node next = b.node(Op.INT_ADD, place, step);
        b.pop();
        b.push(b.nodes().unmade(Op.RANGE_ITERATOR, next, stop, step));
        b.push(Numeric.boxed(b, place));
    }

    private static Kind iterator(Node iterator, Opcode seen) {
        return switch (iterator.type().kind()) {
            case LIST_ITERATOR -> Kind.LIST_ITERATOR;
            case TUPLE_ITERATOR -> Kind.TUPLE_ITERATOR;
            case RANGE_ITERATOR -> Kind.RANGE_ITERATOR;
            case OBJECT, UNKNOWN ->
                    switch (seen) {
                        case FOR_ITER_LIST -> Kind.LIST_ITERATOR;
                        case FOR_ITER_TUPLE -> Kind.TUPLE_ITERATOR;
                        case FOR_ITER_RANGE -> Kind.RANGE_ITERATOR;
                        default -> Kind.OBJECT;
                    };
            default -> Kind.OBJECT;
        };
    }
}

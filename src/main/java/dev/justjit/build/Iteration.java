package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Loops over lists, tuples and ranges; the loop says what it expects to go over. */
final class Iteration {
    private Iteration() {}

    /** {@code GET_ITER}: o -> its iterator. */
    static void getIter(Builder b) {
        Kind kind =
                switch (b.peek(0).type().kind()) {
                    case LIST -> Kind.LIST;
                    case TUPLE -> Kind.TUPLE;
                    case RANGE -> Kind.RANGE;
                    case OBJECT, UNKNOWN -> sequence(b.loopOverThis().seen());
                    default -> Kind.OBJECT;
                };
        if (kind == Kind.OBJECT) {
            WholeInstructions.build(b);
            return;
        }
        Node iterator = b.node(Op.ITERATE, b.guard(b.peek(0), kind));
        b.pop();
        b.push(iterator);
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
        if (kind == Kind.OBJECT) {
            WholeInstructions.branch(b, behind, 1, false);
            return;
        }
        Node iterator = b.guard(b.peek(0), kind);
        Block[] ways = b.branch(b.node(Op.HAS_NEXT, iterator));
        Builder.Point point = b.point();
        b.continueIn(ways[1]);
        if (kind == Kind.RANGE_ITERATOR) {
            b.pop();
        } else {
            Node end = b.node(Op.END_ITERATOR, iterator);
            b.pop();
            b.afterJump(end, behind);
        }
        b.jump(behind);
        b.continueIn(ways[0], point);
        if (kind == Kind.RANGE_ITERATOR) {
            b.pushBoxed(b.node(Op.NEXT_INT, iterator));
        } else {
            b.push(b.node(Op.NEXT_ITEM, iterator));
        }
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

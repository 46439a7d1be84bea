package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Lists and tuples that are made and taken apart. */
final class Sequences {
    private Sequences() {}

    /** {@code BUILD_TUPLE}: the empty one is an object that exists. */
    static void tuple(Builder b, int count) {
        if (count == 0) {
            GenericInstructions.build(b);
        } else {
            make(b, Op.NEW_TUPLE, count);
        }
    }

    static void list(Builder b, int count) {
        make(b, Op.NEW_LIST, count);
    }

    /** What is on top of the stack becomes a list or tuple. */
    static void make(Builder b, Op op, int count) {
        Node[] items = new Node[count];
        for (int i = 0; i < count; i++) {
            b.take(i);
        }
        for (int i = 0; i < count; i++) {
            items[i] = b.peek(count - 1 - i);
        }
        Node made = b.node(op, items);
        for (int i = 0; i < count; i++) {
            b.pop();
        }
        b.pushOwned(made);
    }

    /** {@code LIST_APPEND}: the list, below others, is one of a comprehension. */
    static void append(Builder b, int distance) {
        Node value = b.take(0);
        b.node(Op.LIST_APPEND, b.peek(distance), value);
        b.pop();
    }

    /** {@code SET_ADD}: the set, below others, is one of a comprehension. */
    static void add(Builder b, int distance) {
        b.node(Op.SET_ADD, b.peek(distance), b.object(0));
        b.drop();
    }

    /** {@code UNPACK_SEQUENCE}: s -> its items, the first on top. */
    static void unpack(Builder b, Insn insn) {
        Kind kind = kind(b.peek(0), insn.seen());
        if (kind == Kind.OBJECT) {
            GenericInstructions.build(b);
            return;
        }
        int count = insn.oparg();
        boolean list = kind == Kind.LIST;
        Node sequence = Guards.kind(b, b.peek(0), kind);
        Node length = b.node(list ? Op.LIST_LENGTH : Op.TUPLE_LENGTH, sequence);
        Node fits =
                b.node(
                        Op.INT_COMPARE,
                        0,
                        ComparisonOperator.EQUAL,
                        length,
                        b.values().raw((long) count));
        b.node(Op.GUARD_TRUE, fits);
        Node[] items = new Node[count];
        for (int i = 0; i < count; i++) {
            Op op = list ? Op.LIST_ITEM : Op.TUPLE_ITEM;
            items[i] = b.node(op, sequence, b.values().raw((long) i));
        }
        b.drop();
        for (int i = count - 1; i >= 0; i--) {
            b.push(items[i]);
        }
    }

    private static Kind kind(Node sequence, Opcode seen) {
        return switch (sequence.type().kind()) {
            case LIST -> Kind.LIST;
            case TUPLE -> Kind.TUPLE;
            case OBJECT, UNKNOWN ->
                    switch (seen) {
                        case UNPACK_SEQUENCE_LIST -> Kind.LIST;
                        case UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_TWO_TUPLE -> Kind.TUPLE;
                        default -> Kind.OBJECT;
                    };
            default -> Kind.OBJECT;
        };
    }
}

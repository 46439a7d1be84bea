package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Dicts and sets that are made. */
final class Tables {
    private Tables() {}

    /** {@code BUILD_MAP}: k v … -> d. Of keys that are no constants, strings or ints only Python knows the hashes. */
    static void map(Builder b, int count) {
        boolean plain = 2 * count <= Budget.OPERANDS;
        for (int i = 0; i < count; i++) {
            Node key = b.peek(2 * i + 1);
            plain &= key.is(Op.CONST) || key.type().is(Kind.STR) || key.type().is(Kind.INT);
        }
        if (plain) {
            make(b, 0, 2 * count);
        } else {
            GenericInstructions.build(b);
        }
    }

    /** {@code BUILD_CONST_KEY_MAP}: v … keys -> d. */
    static void constantKeys(Builder b, int count) {
        if (count == 0 || count > Budget.OPERANDS) {
            GenericInstructions.build(b);
            return;
        }
        Node[] inputs = new Node[count + 1];
        inputs[0] = b.object(0);
        for (int i = 1; i <= count; i++) {
            inputs[i] = b.object(count + 1 - i);
        }
        push(b, b.node(Op.NEW_DICT, 1, null, inputs), count + 1);
    }

    private static void make(Builder b, int index, int count) {
        Node[] inputs = new Node[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = b.object(count - 1 - i);
        }
        push(b, b.node(Op.NEW_DICT, index, null, inputs), count);
    }

    private static void push(Builder b, Node made, int count) {
        b.drop(count);
        b.pushOwned(made);
    }

    /** {@code MAP_ADD}: k v -> . The dict, below others, is one of a comprehension. */
    static void add(Builder b, int distance) {
        Node table = b.peek(distance + 1);
        if (!table.type().is(Kind.DICT) || b.frame().isInlined()) {
            GenericInstructions.build(b);
            return;
        }
        Node key = b.object(1);
        Node value = b.take(0);
        b.pop();
        b.drop();
        b.node(Op.STORE_DICT_ITEM, table, key, value);
    }

    /** {@code BUILD_SET}: x … -> s. */
    static void set(Builder b, int count) {
        if (count == 0) {
            b.pushOwned(b.node(Op.NEW_SET));
        } else {
            GenericInstructions.build(b);
        }
    }
}

package dev.justjit.build;

import dev.justjit.ir.Node;

/**
 * Entries that have been taken from the stack, with who holds them, to be put elsewhere.
 *
 * @param values from the lowest
 * @param holdings in the same order
 */
record Arguments(Node[] values, Holding[] holdings) {
    static Arguments pop(Builder b, int count) {
        Node[] values = new Node[count];
        Holding[] holdings = new Holding[count];
        for (int i = count - 1; i >= 0; i--) {
            holdings[i] = b.holding(0);
            values[i] = b.pop();
        }
        return new Arguments(values, holdings);
    }

    /** Entries that stay on the stack, which keeps them alive. */
    static Arguments lent(Builder b, int[] fromTop) {
        Node[] values = new Node[fromTop.length];
        Holding[] holdings = new Holding[fromTop.length];
        for (int i = 0; i < fromTop.length; i++) {
            boolean virtual = b.holding(fromTop[i]) == Holding.VIRTUAL;
            values[i] = b.peek(fromTop[i]);
            holdings[i] = virtual ? Holding.VIRTUAL : Holding.BORROWED;
        }
        return new Arguments(values, holdings);
    }

    /** The same behind an object that somebody else holds. */
    Arguments behind(Node first) {
        Node[] all = new Node[values.length + 1];
        Holding[] held = new Holding[values.length + 1];
        all[0] = first;
        held[0] = Holding.BORROWED;
        System.arraycopy(values, 0, all, 1, values.length);
        System.arraycopy(holdings, 0, held, 1, values.length);
        return new Arguments(all, held);
    }

    int count() {
        return values.length;
    }

    void push(Builder b) {
        for (int i = 0; i < values.length; i++) {
            b.push(values[i], holdings[i]);
        }
    }
}

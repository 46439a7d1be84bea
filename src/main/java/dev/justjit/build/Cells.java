package dev.justjit.build;

import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Cells of closures. */
final class Cells {
    private Cells() {}

    /** The local becomes a cell that holds what it held. */
    static void make(Builder b, int local) {
        Node cell = b.node(Op.MAKE_CELL, 0, b.name(local), b.local(local));
        b.setLocal(local, cell);
    }

    /** The cells of the function's closure are the last locals. */
    static void copyFree(Builder b, int count) {
        int first = b.image().localsPlus() - count;
        for (int i = 0; i < count; i++) {
            b.setLocal(first + i, b.node(Op.FREE_CELL, i, b.name(first + i)));
        }
    }

    /** The interpreter raises where a cell is empty. */
    static void load(Builder b, int local) {
        Node value = b.node(Op.LOAD_CELL, 0, b.name(local), b.local(local));
        b.push(b.bound(value));
    }

    static void store(Builder b, int local) {
        b.node(Op.STORE_CELL, 0, b.name(local), b.local(local), b.pop());
    }
}

package dev.justjit.build;

import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Cells of closures. */
final class Cells {
    private Cells() {}

    /** The local becomes a cell that holds what it held. */
    static void make(Builder b, int local) {
        Node content = b.frame().isInlined() ? b.locals().own(local) : b.locals().get(local);
        Node cell = b.node(Op.MAKE_CELL, 0, b.image().localNames().get(local), content);
        b.locals().set(local, cell, ReferenceState.OWNED);
    }

    /** The cells of the function's closure are the last locals. */
    static void copyFree(Builder b, int count) {
        int first = b.image().localsPlus() - count;
        for (int i = 0; i < count; i++) {
            String name = b.image().localNames().get(first + i);
            if (b.frame().isInlined()) {
                Node cell = b.node(Op.FREE_CELL, i, name, References.object(b.frame().function()));
                b.locals().lend(first + i, cell);
                continue;
            }
            Node cell = b.node(Op.FREE_CELL, i, name);
            b.references().retain(cell);
            b.locals().set(first + i, cell, ReferenceState.OWNED);
        }
    }

    /** The interpreter raises where a cell is empty. */
    static void load(Builder b, int local) {
        Node value =
                b.node(Op.LOAD_CELL, 0, b.image().localNames().get(local), b.locals().get(local));
        b.push(Guards.bound(b, value));
    }

    static void store(Builder b, int local) {
        Node value = b.take(0);
        b.pop();
        b.node(Op.STORE_CELL, 0, b.image().localNames().get(local), b.locals().get(local), value);
    }
}

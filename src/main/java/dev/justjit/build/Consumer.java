package dev.justjit.build;

import dev.justjit.ir.Node;
import java.util.List;

/** What a builtin does with the items of an iterable, one after the other, without running Python. */
interface Consumer {
    /** Whether it wants a list of the items, which is the lowest entry of the stack that is not there otherwise. */
    default boolean collects() {
        return false;
    }

    /** The numbers that it begins with. */
    List<Node> begin(Builder b);

    /** Takes an item, which is on top of the stack, and ends the turn. */
    void take(Builder b, List<Node> numbers, Turn turn);

    /** There are no more. */
    void finish(Builder b, List<Node> numbers, Turn turn);

    /** How a turn ends, and the block that grows with it. */
    interface Turn {
        /** The next item comes. */
        void next(List<Node> numbers);

        /** No other one is wanted. */
        void result(Node result);

        /** The builtin is called with the list. */
        void collected();
    }
}

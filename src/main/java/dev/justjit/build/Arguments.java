package dev.justjit.build;

import dev.justjit.ir.Node;
import org.jspecify.annotations.Nullable;

/**
 * Entries that have been taken from the stack, with who holds them, to be put elsewhere.
 *
 * @param values from the lowest
 * @param referenceStates in the same order
 */
record Arguments(Node[] values, ReferenceState[] referenceStates) {
    static Arguments pop(Builder b, int count) {
        Node[] values = new Node[count];
        ReferenceState[] referenceStates = new ReferenceState[count];
        for (int i = count - 1; i >= 0; i--) {
            referenceStates[i] = b.referenceState(0);
            values[i] = b.pop();
        }
        return new Arguments(values, referenceStates);
    }

    /** Entries that stay on the stack, which keeps them alive. */
    static Arguments lent(Builder b, int[] fromTop) {
        Node[] values = new Node[fromTop.length];
        ReferenceState[] referenceStates = new ReferenceState[fromTop.length];
        for (int i = 0; i < fromTop.length; i++) {
            boolean virtual = b.referenceState(fromTop[i]) == ReferenceState.VIRTUAL;
            values[i] = b.peek(fromTop[i]);
            referenceStates[i] = virtual ? ReferenceState.VIRTUAL : ReferenceState.BORROWED;
        }
        return new Arguments(values, referenceStates);
    }

    /** The same behind an object. */
    Arguments behind(Node first, ReferenceState referenceState) {
        Node[] all = new Node[values.length + 1];
        ReferenceState[] held = new ReferenceState[values.length + 1];
        all[0] = first;
        held[0] = referenceState;
        System.arraycopy(values, 0, all, 1, values.length);
        System.arraycopy(referenceStates, 0, held, 1, values.length);
        return new Arguments(all, held);
    }

    /**
     * Pushes what each parameter gets.
     *
     * @param defaults by parameter; null where it gets an argument
     */
    void push(Builder b, Binding binding, @Nullable Node[] defaults) {
        for (int i = 0; i < binding.size(); i++) {
            Node value = defaults[i];
            if (value != null) {
                b.push(value);
            } else {
                b.push(values[binding.sources()[i]], referenceStates[binding.sources()[i]]);
            }
        }
    }
}

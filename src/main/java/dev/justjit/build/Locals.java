package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Locals and the stack: values change their places, and nothing else is done. */
final class Locals {
    private static final int FIRST_SHIFT = 4;
    private static final int SECOND_MASK = 15;

    private Locals() {}

    /** Whether an instruction puts something into locals, or takes it from there, and does nothing else. */
    static boolean isFor(Opcode opcode) {
        return switch (opcode) {
            case LOAD_FAST,
                    LOAD_FAST_CHECK,
                    LOAD_FAST_LOAD_FAST,
                    LOAD_FAST_AND_CLEAR,
                    STORE_FAST,
                    STORE_FAST_LOAD_FAST,
                    STORE_FAST_STORE_FAST,
                    DELETE_FAST,
                    MAKE_CELL,
                    COPY_FREE_VARS ->
                    true;
            default -> false;
        };
    }

    /** The interpreter raises where a checked local is unbound; others are not. */
    static void load(Builder b, Insn insn) {
        Node value = b.locals().get(insn.oparg());
        if (insn.opcode() == Opcode.LOAD_FAST_CHECK) {
            Guards.bound(b, value);
        }
        push(b, insn.oparg());
    }

    private static void push(Builder b, int local) {
        if (Guards.isUnmade(b.locals().get(local))) {
            Guards.number(b, b.locals().get(local));
        }
        b.locals().push(local);
    }

    static void loadTwo(Builder b, int oparg) {
        push(b, oparg >> FIRST_SHIFT);
        push(b, oparg & SECOND_MASK);
    }

    /** What the local holds goes to the stack, with its reference. */
    static void loadAndClear(Builder b, int local) {
        Node value = b.locals().get(local);
        ReferenceState referenceState = b.locals().referenceState(local);
        b.locals().clear(local);
        b.push(value, referenceState);
    }

    static void storeAndLoad(Builder b, int oparg) {
        b.locals().pop(oparg >> FIRST_SHIFT);
        endHalf(b);
        push(b, oparg & SECOND_MASK);
    }

    static void storeTwo(Builder b, int oparg) {
        b.locals().prepare(oparg & SECOND_MASK, 1);
        b.locals().pop(oparg >> FIRST_SHIFT);
        endHalf(b);
        b.locals().pop(oparg & SECOND_MASK);
    }

    /** Between the halves others may change the second local; nobody can change those of inlined code. */
    private static void endHalf(Builder b) {
        if (!b.frame().isInlined()) {
            b.pendingReleases().release(b, b.states()::half);
        }
    }

    static void delete(Builder b, int local) {
        Guards.bound(b, b.locals().get(local));
        ReferenceState referenceState = b.locals().referenceState(local);
        Node value = b.locals().content(local);
        b.locals().clear(local);
        if (referenceState == ReferenceState.OWNED) {
            b.pendingReleases().addLast(value);
        }
    }

    static void swap(Builder b, int distance) {
        Node[] values = new Node[distance];
        ReferenceState[] referenceStates = new ReferenceState[distance];
        for (int i = 0; i < distance; i++) {
            referenceStates[i] = b.referenceState(0);
            values[i] = b.pop();
        }
        b.push(values[0], referenceStates[0]);
        for (int i = distance - 2; i > 0; i--) {
            b.push(values[i], referenceStates[i]);
        }
        b.push(values[distance - 1], referenceStates[distance - 1]);
    }

    /** {@code END_SEND}: receiver value -> value. */
    static void endSend(Builder b) {
        ReferenceState referenceState = b.referenceState(0);
        Node value = b.pop();
        b.drop();
        b.push(value, referenceState);
    }

    /** {@code RETURN_VALUE}: a -> . */
    static void returnTop(Builder b) {
        b.references().ownLast(b.frame().slot(0));
        Node value = b.pop();
        b.end(Op.RETURN, GenericInstructions.instruction(b.insn()), value);
    }

    static void returnConstant(Builder b, int index) {
        Node value = b.values().element(index);
        b.references().retain(value);
        b.end(Op.RETURN, GenericInstructions.instruction(b.insn()), value);
    }
}

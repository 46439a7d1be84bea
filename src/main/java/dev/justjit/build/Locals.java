package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Node;

/** Locals and the stack: values change their places, and nothing else is done. */
final class Locals {
    private static final int FIRST_SHIFT = 4;
    private static final int SECOND_MASK = 15;

    private Locals() {}

    /** The interpreter raises where a checked local is unbound. */
    static void load(Builder b, Insn insn) {
        Node value = b.local(insn.oparg());
        b.push(insn.opcode() == Opcode.LOAD_FAST_CHECK ? b.bound(value) : value);
    }

    static void loadTwo(Builder b, int oparg) {
        Node second = b.local(oparg & SECOND_MASK);
        b.push(b.local(oparg >> FIRST_SHIFT));
        b.push(second);
    }

    static void loadAndClear(Builder b, int local) {
        b.push(b.local(local));
        b.setLocal(local, b.nullValue());
    }

    static void storeAndLoad(Builder b, int oparg) {
        b.setLocal(oparg >> FIRST_SHIFT, b.pop());
        b.push(b.local(oparg & SECOND_MASK));
    }

    static void storeTwo(Builder b, int oparg) {
        b.setLocal(oparg >> FIRST_SHIFT, b.pop());
        b.setLocal(oparg & SECOND_MASK, b.pop());
    }

    static void delete(Builder b, int local) {
        b.bound(b.local(local));
        b.setLocal(local, b.nullValue());
    }

    static void swap(Builder b, int distance) {
        Node[] values = new Node[distance];
        for (int i = 0; i < distance; i++) {
            values[i] = b.pop();
        }
        b.push(values[0]);
        for (int i = distance - 2; i > 0; i--) {
            b.push(values[i]);
        }
        b.push(values[distance - 1]);
    }

    /** {@code END_SEND}: receiver value -> value. */
    static void endSend(Builder b) {
        Node value = b.pop();
        b.pop();
        b.push(value);
    }
}

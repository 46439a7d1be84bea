package dev.justjit.region;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Target;
import org.jspecify.annotations.Nullable;

/** A virtual register. {@link Allocator} gives it a machine register or a native word for all its life. */
final class VReg {
    /** What it holds. */
    enum Bank {
        /** An int64, a bool, or an address. */
        GENERAL,
        DOUBLE
    }

    final int id;
    final Bank bank;

    /** Name for listings and explanations. */
    final String name;

    /** The bits of a constant, or null: then code defines it. */
    final @Nullable Long constant;

    /** First and last position at which it is live. */
    int start = Integer.MAX_VALUE;

    int end = -1;

    /** Of a parameter: where its caller puts it, or null. */
    @Nullable Reg argument;

    @Nullable FReg doubleArgument;

    /** Whether it is live over a call. */
    boolean crossesCall;

    /** How often it is used, weighted by loop depth. */
    double weight;

    @Nullable Reg reg;
    @Nullable FReg freg;

    /** Number of its native word, or -1, and where that is. */
    int word = -1;

    @Nullable Mem home;

    /** A register that would save a move. */
    @Nullable VReg hint;

    /** Whether it holds one value inside one block. */
    final boolean temporary;

    VReg(int id, Bank bank, String name, @Nullable Long constant, boolean temporary) {
        this.temporary = temporary;
        this.id = id;
        this.bank = bank;
        this.name = name;
        this.constant = constant;
    }

    boolean isDouble() {
        return bank == Bank.DOUBLE;
    }

    boolean isLive() {
        return end >= 0;
    }

    /** Where it lives, for humans. */
    String place(Target target) {
        if (reg != null) {
            return target.nameOf(reg);
        }
        return freg != null ? target.nameOf(freg) : word >= 0 ? "word " + word : "nowhere";
    }
}

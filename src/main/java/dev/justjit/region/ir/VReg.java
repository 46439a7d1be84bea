package dev.justjit.region.ir;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Target;
import dev.justjit.region.alloc.Allocator;
import org.jspecify.annotations.Nullable;

/** A virtual register. {@link Allocator} gives it a machine register or a native word for all its life. */
public final class VReg {
    /** What it holds. */
    public enum Bank {
        /** An int64, a bool, or an address. */
        GENERAL,
        DOUBLE
    }

    /** Number among all registers of the region or function. */
    public final int id;

    /** What it holds. */
    public final Bank bank;

    /** Name for listings and explanations. */
    public final String name;

    /** The bits of a constant, or null: then code defines it. */
    public final @Nullable Long constant;

    /** First and last position at which it is live. */
    public int start = Integer.MAX_VALUE;

    /** See {@link #start}. */
    public int end = -1;

    /** Of a parameter: where its caller puts it, or null. */
    public @Nullable Reg argument;

    /** The same of a double. */
    public @Nullable FReg doubleArgument;

    /** Whether it is live over a call. */
    public boolean crossesCall;

    /** How often it is used, weighted by loop depth. */
    public double weight;

    /** Its machine register, or null: it has another place, or it is a double. */
    public @Nullable Reg reg;

    /** Its machine register if it is a double, or null. */
    public @Nullable FReg freg;

    /** Number of its native word, or -1, and where that is. */
    public int word = -1;

    /** Where its native word is, or null. */
    public @Nullable Mem home;

    /** A register that would save a move. */
    public @Nullable VReg hint;

    /** Whether it holds one value inside one block. */
    public final boolean temporary;

    VReg(int id, Bank bank, String name, @Nullable Long constant, boolean temporary) {
        this.temporary = temporary;
        this.id = id;
        this.bank = bank;
        this.name = name;
        this.constant = constant;
    }

    /** Whether it holds a double. */
    public boolean isDouble() {
        return bank == Bank.DOUBLE;
    }

    /** Whether anybody needs it. */
    public boolean isLive() {
        return end >= 0;
    }

    /** Where it lives, for humans. */
    public String place(Target target) {
        if (reg != null) {
            return target.nameOf(reg);
        }
        return freg != null ? target.nameOf(freg) : word >= 0 ? "word " + word : "nowhere";
    }
}

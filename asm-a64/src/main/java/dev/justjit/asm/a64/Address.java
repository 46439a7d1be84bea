package dev.justjit.asm.a64;

import org.jspecify.annotations.Nullable;

/** A memory operand. Immutable; the address of a label belongs to that label's assembler. */
public final class Address {
    /** How the address is formed. */
    enum Mode {
        /** Base and constant offset. */
        OFFSET,
        /** The same, and the base becomes that address before the access. */
        PRE,
        /** The base alone, to which the offset is added after the access. */
        POST,
        /** Base and index register. */
        INDEX,
        /** The place of a label. */
        LITERAL
    }

    final Mode mode;

    /** Base register; without meaning when {@link #label} is set. */
    final Gpr base;

    /** Offset in bytes. */
    final int offset;

    /** Index register, present in the mode INDEX only. */
    final @Nullable Gpr index;

    /** How the index is widened. */
    final Extend extend;

    /** By how many bits the index is shifted. */
    final int amount;

    /** Target, present in the mode LITERAL only. */
    final @Nullable Label label;

    private Address(Mode mode, Gpr base, int offset) {
        if (base == Gpr.XZR) {
            throw new IllegalArgumentException("XZR cannot be a base register");
        }
        this.mode = mode;
        this.base = base;
        this.offset = offset;
        this.index = null;
        this.extend = Extend.UXTX;
        this.amount = 0;
        this.label = null;
    }

    private Address(Gpr base, Gpr index, Extend extend, int amount) {
        if (base == Gpr.XZR) {
            throw new IllegalArgumentException("XZR cannot be a base register");
        }
        if (index == Gpr.SP) {
            throw new IllegalArgumentException("SP cannot be an index register");
        }
        if ((extend.ordinal() & 2) == 0) {
            throw new IllegalArgumentException("an index cannot be extended by " + extend);
        }
        this.mode = Mode.INDEX;
        this.base = base;
        this.offset = 0;
        this.index = index;
        this.extend = extend;
        this.amount = amount;
        this.label = null;
    }

    private Address(Label label) {
        this.mode = Mode.LITERAL;
        this.base = Gpr.SP;
        this.offset = 0;
        this.index = null;
        this.extend = Extend.UXTX;
        this.amount = 0;
        this.label = label;
    }

    /**
     * The address {@code base + offset}. Single accesses take -256 to 255 and multiples of their
     * size up to 4095 times it; pairs take multiples of their size from -64 to 63 times it.
     *
     * @param base any register except {@link Gpr#XZR}
     * @param offset in bytes; checked by the instruction
     * @return the address
     * @throws IllegalArgumentException if the base cannot be encoded
     */
    public static Address at(Gpr base, int offset) {
        return new Address(Mode.OFFSET, base, offset);
    }

    /**
     * The address {@code base + (index << amount)}.
     *
     * @param base any register except {@link Gpr#XZR}
     * @param index any register except {@link Gpr#SP}
     * @param amount 0, or the logarithm to base 2 of the size accessed; checked by the instruction
     * @return the address
     * @throws IllegalArgumentException if a register cannot be encoded
     */
    public static Address at(Gpr base, Gpr index, int amount) {
        return new Address(base, index, Extend.UXTX, amount);
    }

    /**
     * The address {@code base + (extend(index) << amount)}.
     *
     * @param base any register except {@link Gpr#XZR}
     * @param index any register except {@link Gpr#SP}
     * @param extend one that starts from 32 or 64 bits
     * @param amount 0, or the logarithm to base 2 of the size accessed; checked by the instruction
     * @return the address
     * @throws IllegalArgumentException if a register or the extension cannot be encoded
     */
    public static Address at(Gpr base, Gpr index, Extend extend, int amount) {
        return new Address(base, index, extend, amount);
    }

    /**
     * The address {@code base + offset}, which the base register holds afterwards.
     *
     * @param base any register except {@link Gpr#XZR} and those transferred
     * @param offset -256 to 255 bytes, or as {@link #at(Gpr, int)} says for pairs
     * @return the address
     * @throws IllegalArgumentException if the base cannot be encoded
     */
    public static Address pre(Gpr base, int offset) {
        return new Address(Mode.PRE, base, offset);
    }

    /**
     * The address {@code base}, where the base register holds {@code base + offset} afterwards.
     *
     * @param base any register except {@link Gpr#XZR} and those transferred
     * @param offset -256 to 255 bytes, or as {@link #at(Gpr, int)} says for pairs
     * @return the address
     * @throws IllegalArgumentException if the base cannot be encoded
     */
    public static Address post(Gpr base, int offset) {
        return new Address(Mode.POST, base, offset);
    }

    /**
     * The address of a label within 1 MiB, for loads only.
     *
     * @param label a label of the assembler that will use the address
     * @return the address
     */
    public static Address literal(Label label) {
        return new Address(label);
    }

    /** Whether the access changes the base register. */
    boolean writesBack() {
        return mode == Mode.PRE || mode == Mode.POST;
    }

    @Override
    public String toString() {
        return Listing.memory(this);
    }
}

package dev.justjit.asm.x64;

import org.jspecify.annotations.Nullable;

/** A memory operand. Immutable; an address relative to a label belongs to that label's assembler. */
public final class Address {
    /** The hardware number that means "no index": the one of {@link Gpr#RSP}. */
    static final int NO_INDEX = 4;

    /** Hardware number of the base register; without meaning when {@link #label} is set. */
    final int base;

    /** Hardware number of the index register, or {@link #NO_INDEX}. */
    final int index;

    /** Logarithm to base 2 of the scale. */
    final int scaleLog;

    /** Displacement in bytes. */
    final int disp;

    /** Target of a RIP-relative address; absent in register addresses. */
    final @Nullable Label label;

    private Address(int base, int index, int scaleLog, int disp, @Nullable Label label) {
        this.base = base;
        this.index = index;
        this.scaleLog = scaleLog;
        this.disp = disp;
        this.label = label;
    }

    /**
     * The address {@code base + disp}.
     *
     * @param base any register
     * @param disp displacement in bytes
     * @return the address
     */
    public static Address at(Gpr base, int disp) {
        return new Address(base.ordinal(), NO_INDEX, 0, disp, null);
    }

    /**
     * The address {@code base + index * scale + disp}.
     *
     * @param base any register
     * @param index any register except {@link Gpr#RSP}
     * @param scale 1, 2, 4 or 8
     * @param disp displacement in bytes
     * @return the address
     * @throws IllegalArgumentException if the index or the scale cannot be encoded
     */
    public static Address at(Gpr base, Gpr index, int scale, int disp) {
        if (index == Gpr.RSP) {
            throw new IllegalArgumentException("RSP cannot be an index register");
        }
        if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
            throw new IllegalArgumentException("scale must be 1, 2, 4 or 8: " + scale);
        }
        int scaleLog = Integer.numberOfTrailingZeros(scale);
        return new Address(base.ordinal(), index.ordinal(), scaleLog, disp, null);
    }

    /**
     * The address of a label, encoded relative to the next instruction.
     *
     * @param label a label of the assembler that will use the address
     * @return the address
     */
    public static Address rip(Label label) {
        return new Address(0, NO_INDEX, 0, 0, label);
    }
}

package dev.justjit.asm.a64;

/**
 * Constants into registers. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28         23 22 21 20                        5 4    0
 * |sf| opc | 1 0 0 1 0 1 | hw  |          imm16            |  Rd  |   opc 0: movn, 2: movz, 3: movk
 * </pre>
 */
public abstract sealed class MoveInstructions extends LogicalInstructions
        permits MultiplyInstructions {
    private static final int MOVN = 0x12800000;
    private static final int MOVZ = 0x52800000;
    private static final int MOVK = 0x72800000;

    MoveInstructions(boolean withListing) {
        super(withListing);
    }

    /** Sets 16 bits at a distance of 0, 16, 32 or 48 and clears the others. */
    public final void movz(Size size, Gpr dst, int part, int shift) {
        wide(MOVZ, size, dst, part, shift);
    }

    /** Sets a register to the inverse of what {@code movz} would set. */
    public final void movn(Size size, Gpr dst, int part, int shift) {
        wide(MOVN, size, dst, part, shift);
    }

    /** Replaces 16 bits at a distance of 0, 16, 32 or 48 and keeps the others. */
    public final void movk(Size size, Gpr dst, int part, int shift) {
        wide(MOVK, size, dst, part, shift);
    }

    /** Sets a 64-bit register to a constant: see {@link #mov(Size, Gpr, long)}. */
    public final void mov(Gpr dst, long value) {
        mov(Size.X, dst, value);
    }

    /**
     * Sets a register to a constant in the fewest movz, movn, movk and orr, 1 to 4 of them. A
     * constant of 32 bits may be given signed or unsigned. The stack pointer takes the constants of
     * {@code orr} only. The flags stay as they are.
     */
    public final void mov(Size size, Gpr dst, long value) {
        long bits = truncate("constant", size, value);
        if (dst == Gpr.SP) {
            bitmask(ORR, size, dst, Gpr.XZR, bits);
            return;
        }
        if (movOne(size, dst, bits)) {
            return;
        }
        if (size == Size.X && bits >>> 32 == 0 && movOne(Size.W, dst, bits)) {
            return;
        }
        int zeroBased = MoveConstant.otherThan(size, bits, 0);
        int onesBased = MoveConstant.otherThan(size, bits, 0xffff);
        int count = Math.min(zeroBased, onesBased);
        for (int cost = 2; cost < count; cost++) {
            if (size == Size.X && movLowFirst(dst, bits, cost)) {
                return;
            }
            long mask = MoveConstant.nearBitmask(bits, cost - 1);
            if (mask != 0) {
                bitmask(ORR, size, dst, Gpr.XZR, mask);
                keepOther(size, dst, bits, mask);
                return;
            }
        }
        fromWide(size, dst, bits, onesBased < zeroBased);
    }

    private boolean movOne(Size size, Gpr dst, long bits) {
        if (MoveConstant.isWide(size, bits)) {
            fromWide(size, dst, bits, MoveConstant.otherThan(size, bits, 0) > 1);
            return true;
        }
        if (Bitmask.encode(size, bits) < 0) {
            return false;
        }
        bitmask(ORR, size, dst, Gpr.XZR, bits);
        return true;
    }

    /** One instruction for the low 32 bits, if that leaves {@code cost - 1} for the high ones. */
    private boolean movLowFirst(Gpr dst, long bits, int cost) {
        long low = bits & 0xffffffffL;
        if (1 + MoveConstant.otherThan(Size.X, bits ^ low, 0) != cost
                || !movOne(Size.W, dst, low)) {
            return false;
        }
        keepOther(Size.X, dst, bits, low);
        return true;
    }

    /** One movz or movn for the first part that needs it, then movk for the others. */
    private void fromWide(Size size, Gpr dst, long bits, boolean inverted) {
        int plain = inverted ? 0xffff : 0;
        int shift = 0;
        while (shift < size.bits() - 16 && MoveConstant.part(bits, shift) == plain) {
            shift += 16;
        }
        if (MoveConstant.part(bits, shift) == plain) {
            shift = 0;
        }
        int part = MoveConstant.part(bits, shift);
        wide(inverted ? MOVN : MOVZ, size, dst, inverted ? part ^ 0xffff : part, shift);
        long made = (inverted ? -1L : 0L) & ~(0xffffL << shift) | (long) part << shift;
        keepOther(size, dst, bits, made);
    }

    private void keepOther(Size size, Gpr dst, long bits, long made) {
        for (int shift = 0; shift < size.bits(); shift += 16) {
            int part = MoveConstant.part(bits, shift);
            if (part != MoveConstant.part(made, shift)) {
                wide(MOVK, size, dst, part, shift);
            }
        }
    }

    private void wide(int op, Size size, Gpr dst, int part, int shift) {
        checkRange("16-bit immediate", part, 0, 0xffff);
        checkRange("shift distance", shift, 0, size.bits() - 16);
        if ((shift & 15) != 0) {
            throw new IllegalArgumentException("shift distance must divide by 16: " + shift);
        }
        emit(op | size.sf() | shift / 16 << 21 | part << 5 | zr(dst));
        if (listing != null) {
            noteWide(op, size, dst, part, shift);
        }
    }

    /** As objdump does: mov, except for the encodings that mov would not choose. */
    private void noteWide(int op, Size size, Gpr dst, int part, int shift) {
        if (listing == null) {
            return;
        }
        String to = Listing.gpr(size, dst);
        long placed = (long) part << shift;
        boolean likeZero = part == 0 && shift != 0;
        boolean inverted = op == MOVN;
        if (op == MOVK || likeZero || inverted && size == Size.W && part == 0xffff) {
            String name = op == MOVK ? "movk" : inverted ? "movn" : "movz";
            String last = Listing.shift(Shift.LSL, shift);
            listing.instruction(start, name, to, Listing.hex(part), last);
            return;
        }
        long value = inverted ? ~placed : placed;
        listing.instruction(
                start, "mov", to, Listing.hex(size == Size.W ? value & 0xffffffffL : value));
    }
}

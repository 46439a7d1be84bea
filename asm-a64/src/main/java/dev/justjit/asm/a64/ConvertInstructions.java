package dev.justjit.asm.a64;

/**
 * Doubles from and to integers and floats, and constant doubles. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30       24 23 22 21 20 19 18  16 15            10 9    5 4    0
 * |sf|0 0 1 1 1 1 0 |0 1| 1|mode| op  | 0 0 0 0 0 0    |  Rn  |  Rd  |  integer and double
 *  31          24 23 22 21 20            13 12        10 9    5 4    0
 * | 0 0 0 1 1 1 1 0 |0 1| 1|     imm8      | 1 0 0 0 0 0 0 0 0  |  Rd  |  constant
 * </pre>
 *
 * <p>Between floats and doubles it is one source of {@link FloatInstructions} with its own type.
 * Conversion to integers saturates; a NaN gives 0.
 */
public abstract sealed class ConvertInstructions extends FloatInstructions
        permits SystemInstructions {
    private static final int CONVERT = 0x1e600000;

    ConvertInstructions(boolean withListing) {
        super(withListing);
    }

    /** Copies the 64 bits of a general-purpose register. */
    public final void fmov(Fpr dst, Gpr src) {
        fromInteger("fmov", 7, Size.X, dst, src);
    }

    /** Copies the 64 bits of a double. */
    public final void fmov(Gpr dst, Fpr src) {
        toInteger("fmov", 6, Size.X, dst, src);
    }

    /**
     * Sets a register to a constant of the form plus or minus n / 16 * 2^r, n 16 to 31, r -3 to 4.
     * Zero is not among them: copy {@link Gpr#XZR} instead.
     */
    public final void fmov(Fpr dst, double value) {
        long bits = Double.doubleToRawLongBits(value);
        if (!Fpr.takesConstant(value)) {
            throw new IllegalArgumentException("fmov cannot encode the constant " + value);
        }
        int field = (int) (bits >>> 63) << 7 | (int) (bits >>> 48) & 0x7f;
        emit(CONVERT | field << 13 | 1 << 12 | dst.ordinal());
        if (listing != null) {
            listing.instruction(start, "fmov", Listing.fpr(dst), Listing.real(value));
        }
    }

    /** Converts to a signed integer, ties to even. */
    public final void fcvtns(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtns", 0, size, dst, src);
    }

    /** Converts to an unsigned integer, ties to even. */
    public final void fcvtnu(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtnu", 1, size, dst, src);
    }

    /** Converts to a signed integer, rounded up. */
    public final void fcvtps(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtps", 8, size, dst, src);
    }

    /** Converts to an unsigned integer, rounded up. */
    public final void fcvtpu(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtpu", 9, size, dst, src);
    }

    /** Converts to a signed integer, rounded down. */
    public final void fcvtms(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtms", 16, size, dst, src);
    }

    /** Converts to an unsigned integer, rounded down. */
    public final void fcvtmu(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtmu", 17, size, dst, src);
    }

    /** Converts to a signed integer, rounded towards zero. */
    public final void fcvtzs(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtzs", 24, size, dst, src);
    }

    /** Converts to an unsigned integer, rounded towards zero. */
    public final void fcvtzu(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtzu", 25, size, dst, src);
    }

    /** Converts to a signed integer, ties away from zero. */
    public final void fcvtas(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtas", 4, size, dst, src);
    }

    /** Converts to an unsigned integer, ties away from zero. */
    public final void fcvtau(Size size, Gpr dst, Fpr src) {
        toInteger("fcvtau", 5, size, dst, src);
    }

    /** Converts a signed integer to the nearest double. */
    public final void scvtf(Size size, Fpr dst, Gpr src) {
        fromInteger("scvtf", 2, size, dst, src);
    }

    /** Converts an unsigned integer to the nearest double. */
    public final void ucvtf(Size size, Fpr dst, Gpr src) {
        fromInteger("ucvtf", 3, size, dst, src);
    }

    /** Widens a float. */
    public final void fcvt(Fpr dst, Spr src) {
        emit(0x1e22c000 | src.ordinal() << 5 | dst.ordinal());
        if (listing != null) {
            listing.instruction(start, "fcvt", Listing.fpr(dst), Listing.spr(src));
        }
    }

    /** Rounds to the nearest float, ties to even. */
    public final void fcvt(Spr dst, Fpr src) {
        emit(0x1e624000 | src.ordinal() << 5 | dst.ordinal());
        if (listing != null) {
            listing.instruction(start, "fcvt", Listing.spr(dst), Listing.fpr(src));
        }
    }

    /** The operation is the rounding mode and opcode, 5 bits. */
    private void toInteger(String name, int operation, Size size, Gpr dst, Fpr src) {
        emit(CONVERT | size.sf() | operation << 16 | src.ordinal() << 5 | zr(dst));
        if (listing != null) {
            listing.instruction(start, name, Listing.gpr(size, dst), Listing.fpr(src));
        }
    }

    private void fromInteger(String name, int operation, Size size, Fpr dst, Gpr src) {
        emit(CONVERT | size.sf() | operation << 16 | zr(src) << 5 | dst.ordinal());
        if (listing != null) {
            listing.instruction(start, name, Listing.fpr(dst), Listing.gpr(size, src));
        }
    }
}

package dev.justjit.asm.a64;

/**
 * Multiplication and division. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28       24 23 21 20    16 15 14      10 9    5 4    0
 * |sf| 0 0 | 1 1 0 1 1 | op31|   Rm   |o0|    Ra    |  Rn  |  Rd  |  Ra + Rn * Rm, o0: minus
 * |sf| 0 0 | 1 1 0 1 0 |1 1 0|   Rm   | 0 0 0 0 1 op|  Rn  |  Rd  |  division
 *  op31 0: as wide as the operands; 1, 5: signed, unsigned 32 to 64 bits; 2, 6: the high 64 bits
 * </pre>
 *
 * <p>Division truncates towards zero; by zero it gives zero, and overflow wraps.
 */
public abstract sealed class MultiplyInstructions extends MoveInstructions
        permits BitfieldInstructions {
    private static final int MULTIPLY = 0x1b000000;
    private static final int MINUS = 1 << 15;
    private static final int SIGNED_LONG = 0x80000000 | 1 << 21;
    private static final int UNSIGNED_LONG = 0x80000000 | 5 << 21;
    private static final int SIGNED_HIGH = 0x80000000 | 2 << 21;
    private static final int UNSIGNED_HIGH = 0x80000000 | 6 << 21;

    MultiplyInstructions(boolean withListing) {
        super(withListing);
    }

    /** Multiplies and adds: {@code dst = addend + first * second}. */
    public final void madd(Size size, Gpr dst, Gpr first, Gpr second, Gpr addend) {
        multiply("madd", "mul", size.sf(), size, dst, first, second, addend);
    }

    /** Multiplies and subtracts: {@code dst = minuend - first * second}. */
    public final void msub(Size size, Gpr dst, Gpr first, Gpr second, Gpr minuend) {
        multiply("msub", "mneg", size.sf() | MINUS, size, dst, first, second, minuend);
    }

    /** Multiplies. */
    public final void mul(Size size, Gpr dst, Gpr first, Gpr second) {
        madd(size, dst, first, second, Gpr.XZR);
    }

    /** Multiplies and negates. */
    public final void mneg(Size size, Gpr dst, Gpr first, Gpr second) {
        msub(size, dst, first, second, Gpr.XZR);
    }

    /** Multiplies signed 32 bits to 64 and adds. */
    public final void smaddl(Gpr dst, Gpr first, Gpr second, Gpr addend) {
        multiply("smaddl", "smull", SIGNED_LONG, Size.W, dst, first, second, addend);
    }

    /** Multiplies signed 32 bits to 64 and subtracts from the last register. */
    public final void smsubl(Gpr dst, Gpr first, Gpr second, Gpr minuend) {
        multiply("smsubl", "smnegl", SIGNED_LONG | MINUS, Size.W, dst, first, second, minuend);
    }

    /** Multiplies unsigned 32 bits to 64 and adds. */
    public final void umaddl(Gpr dst, Gpr first, Gpr second, Gpr addend) {
        multiply("umaddl", "umull", UNSIGNED_LONG, Size.W, dst, first, second, addend);
    }

    /** Multiplies unsigned 32 bits to 64 and subtracts from the last register. */
    public final void umsubl(Gpr dst, Gpr first, Gpr second, Gpr minuend) {
        multiply("umsubl", "umnegl", UNSIGNED_LONG | MINUS, Size.W, dst, first, second, minuend);
    }

    /** Multiplies signed 32 bits to 64. */
    public final void smull(Gpr dst, Gpr first, Gpr second) {
        smaddl(dst, first, second, Gpr.XZR);
    }

    /** Multiplies signed 32 bits to 64 and negates. */
    public final void smnegl(Gpr dst, Gpr first, Gpr second) {
        smsubl(dst, first, second, Gpr.XZR);
    }

    /** Multiplies unsigned 32 bits to 64. */
    public final void umull(Gpr dst, Gpr first, Gpr second) {
        umaddl(dst, first, second, Gpr.XZR);
    }

    /** Multiplies unsigned 32 bits to 64 and negates. */
    public final void umnegl(Gpr dst, Gpr first, Gpr second) {
        umsubl(dst, first, second, Gpr.XZR);
    }

    /** The high 64 bits of a signed product. */
    public final void smulh(Gpr dst, Gpr first, Gpr second) {
        multiply("", "smulh", SIGNED_HIGH, Size.X, dst, first, second, Gpr.XZR);
    }

    /** The high 64 bits of an unsigned product. */
    public final void umulh(Gpr dst, Gpr first, Gpr second) {
        multiply("", "umulh", UNSIGNED_HIGH, Size.X, dst, first, second, Gpr.XZR);
    }

    /** Divides signed. */
    public final void sdiv(Size size, Gpr dst, Gpr first, Gpr second) {
        divide("sdiv", 0x1ac00c00, size, dst, first, second);
    }

    /** Divides unsigned. */
    public final void udiv(Size size, Gpr dst, Gpr first, Gpr second) {
        divide("udiv", 0x1ac00800, size, dst, first, second);
    }

    /** The second name is used when nothing is added. */
    private void multiply(
            String name,
            String plainName,
            int operation,
            Size size,
            Gpr dst,
            Gpr first,
            Gpr second,
            Gpr addend) {
        int registers = zr(second) << 16 | zr(addend) << 10 | zr(first) << 5 | zr(dst);
        emit(MULTIPLY | operation | registers);
        if (listing != null) {
            Size wide = operation < 0 ? Size.X : Size.W;
            boolean plain = addend == Gpr.XZR;
            listing.instruction(
                    start,
                    plain ? plainName : name,
                    Listing.gpr(wide, dst),
                    Listing.gpr(size, first),
                    Listing.gpr(size, second),
                    plain ? "" : Listing.gpr(wide, addend));
        }
    }

    private void divide(String name, int word, Size size, Gpr dst, Gpr first, Gpr second) {
        emit(word | size.sf() | zr(second) << 16 | zr(first) << 5 | zr(dst));
        note(name, size, dst, first, second);
    }
}

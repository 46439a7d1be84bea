package dev.justjit.asm.a64;

/**
 * Conditional select and conditional compare. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28             21 20    16 15  12 11 10 9    5 4   3  0
 * |sf|op| 0| 1 1 0 1 0 1 0 0 |   Rm   | cond | 0 o2|  Rn  |    Rd  |  op: invert, o2: increment
 * |sf|op| 1| 1 1 0 1 0 0 1 0 |Rm, imm5| cond | i  0|  Rn  | 0|nzcv|  op 0: ccmn, 1: ccmp
 * </pre>
 */
public abstract sealed class ConditionalInstructions extends ShiftInstructions
        permits FloatInstructions {
    private static final int INVERT = 1 << 30;
    private static final int INCREMENT = 1 << 10;

    ConditionalInstructions(boolean withListing) {
        super(withListing);
    }

    /** Copies the first register if the condition holds, else the second. */
    public final void csel(Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        select(0, size, dst, first, second, cc);
        noteSelect("csel", size, dst, first, second, cc);
    }

    /** Copies the first register if the condition holds, else the second plus 1. */
    public final void csinc(Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        select(INCREMENT, size, dst, first, second, cc);
        noteAlias("csinc", "cinc", "cset", size, dst, first, second, cc);
    }

    /** Copies the first register if the condition holds, else the second with all bits inverted. */
    public final void csinv(Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        select(INVERT, size, dst, first, second, cc);
        noteAlias("csinv", "cinv", "csetm", size, dst, first, second, cc);
    }

    /** Copies the first register if the condition holds, else the second negated. */
    public final void csneg(Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        select(INVERT | INCREMENT, size, dst, first, second, cc);
        noteAlias("csneg", "cneg", "cneg", size, dst, first, second, cc);
    }

    /** Sets a register to 1 if the condition holds, else to 0. */
    public final void cset(Size size, Gpr dst, Cc cc) {
        csinc(size, dst, Gpr.XZR, Gpr.XZR, cc.inverse());
    }

    /** Sets a register to -1 if the condition holds, else to 0. */
    public final void csetm(Size size, Gpr dst, Cc cc) {
        csinv(size, dst, Gpr.XZR, Gpr.XZR, cc.inverse());
    }

    /** Copies a register, plus 1 if the condition holds. */
    public final void cinc(Size size, Gpr dst, Gpr src, Cc cc) {
        csinc(size, dst, src, src, cc.inverse());
    }

    /** Copies a register, all bits inverted if the condition holds. */
    public final void cinv(Size size, Gpr dst, Gpr src, Cc cc) {
        csinv(size, dst, src, src, cc.inverse());
    }

    /** Copies a register, negated if the condition holds. */
    public final void cneg(Size size, Gpr dst, Gpr src, Cc cc) {
        csneg(size, dst, src, src, cc.inverse());
    }

    /** Compares registers if the condition holds, else sets the flags N, Z, C, V to 4 bits. */
    public final void ccmp(Size size, Gpr first, Gpr second, int nzcv, Cc cc) {
        compare(INVERT | zr(second) << 16, size, first, nzcv, cc);
        noteCompare("ccmp", size, first, second, nzcv, cc);
    }

    /** Compares with a constant of 0 to 31 if the condition holds, else sets the flags. */
    public final void ccmp(Size size, Gpr first, int second, int nzcv, Cc cc) {
        compare(INVERT | constant(second), size, first, nzcv, cc);
        noteCompare("ccmp", size, first, second, nzcv, cc);
    }

    /** Compares with the negative of a register if the condition holds, else sets the flags. */
    public final void ccmn(Size size, Gpr first, Gpr second, int nzcv, Cc cc) {
        compare(zr(second) << 16, size, first, nzcv, cc);
        noteCompare("ccmn", size, first, second, nzcv, cc);
    }

    /** Compares with a constant of 0 to -31, given positive, if the condition holds. */
    public final void ccmn(Size size, Gpr first, int second, int nzcv, Cc cc) {
        compare(constant(second), size, first, nzcv, cc);
        noteCompare("ccmn", size, first, second, nzcv, cc);
    }

    private void select(int op, Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        int registers = zr(second) << 16 | zr(first) << 5 | zr(dst);
        emit(0x1a800000 | size.sf() | op | cc.ordinal() << 12 | registers);
    }

    private static int constant(int value) {
        checkRange("constant to compare with", value, 0, 31);
        return value << 16 | 1 << 11;
    }

    private void compare(int operation, Size size, Gpr first, int nzcv, Cc cc) {
        checkRange("flags", nzcv, 0, 15);
        int condition = cc.ordinal() << 12;
        emit(0x3a400000 | size.sf() | operation | condition | zr(first) << 5 | nzcv);
    }

    private void noteSelect(String name, Size size, Gpr dst, Gpr first, Gpr second, Cc cc) {
        if (listing != null) {
            String to = Listing.gpr(size, dst);
            String from = Listing.gpr(size, first);
            String other = Listing.gpr(size, second);
            listing.instruction(start, name, to, from, other, Listing.lower(cc));
        }
    }

    /** Shows equal sources under the alias, and two zero registers under the name of the set. */
    private void noteAlias(
            String name,
            String alias,
            String set,
            Size size,
            Gpr dst,
            Gpr first,
            Gpr second,
            Cc cc) {
        if (listing == null) {
            return;
        }
        if (first != second || cc == Cc.AL) {
            noteSelect(name, size, dst, first, second, cc);
            return;
        }
        boolean sets = first == Gpr.XZR && !set.equals(alias);
        String inverse = Listing.lower(cc.inverse());
        String to = Listing.gpr(size, dst);
        if (sets) {
            listing.instruction(start, set, to, inverse);
        } else {
            listing.instruction(start, alias, to, Listing.gpr(size, first), inverse);
        }
    }

    private void noteCompare(String name, Size size, Gpr first, Gpr second, int nzcv, Cc cc) {
        if (listing != null) {
            noteCompare(name, size, first, Listing.gpr(size, second), nzcv, cc);
        }
    }

    private void noteCompare(String name, Size size, Gpr first, int second, int nzcv, Cc cc) {
        if (listing != null) {
            noteCompare(name, size, first, Listing.hex(second), nzcv, cc);
        }
    }

    private void noteCompare(String name, Size size, Gpr first, String second, int nzcv, Cc cc) {
        if (listing != null) {
            String from = Listing.gpr(size, first);
            listing.instruction(start, name, from, second, Listing.hex(nzcv), Listing.lower(cc));
        }
    }
}

package dev.justjit.asm.a64;

/**
 * Comparison and negation, which are additions and subtractions from or to the zero register, and
 * addition with carry. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28             21 20    16 15        10 9    5 4    0
 * |sf|op| S| 1 1 0 1 0 0 0 0 |   Rm   | 0 0 0 0 0 0 |  Rn  |  Rd  |  with carry
 * </pre>
 */
public abstract sealed class CompareInstructions extends AddSubInstructions
        permits LogicalInstructions {
    CompareInstructions(boolean withListing) {
        super(withListing);
    }

    /** Compares with a constant: 0 to 4095, or such a number times 4096. */
    public final void cmp(Size size, Gpr first, long second) {
        immediate(SUBS, size, Gpr.XZR, first, second);
    }

    /** Compares with a register. */
    public final void cmp(Size size, Gpr first, Gpr second) {
        shifted(SUBS, size, Gpr.XZR, first, second, Shift.LSL, 0);
    }

    /** Compares with a shifted register. */
    public final void cmp(Size size, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(SUBS, size, Gpr.XZR, first, second, shift, amount);
    }

    /** Compares with a register, first widened, then shifted left by 0 to 4. */
    public final void cmp(Size size, Gpr first, Gpr second, Extend extend, int amount) {
        extended(SUBS, size, Gpr.XZR, first, second, extend, amount);
    }

    /** Compares with the negative of a constant: 0 to 4095, or such a number times 4096. */
    public final void cmn(Size size, Gpr first, long second) {
        immediate(ADDS, size, Gpr.XZR, first, second);
    }

    /** Compares with the negative of a register. */
    public final void cmn(Size size, Gpr first, Gpr second) {
        shifted(ADDS, size, Gpr.XZR, first, second, Shift.LSL, 0);
    }

    /** Compares with the negative of a shifted register. */
    public final void cmn(Size size, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(ADDS, size, Gpr.XZR, first, second, shift, amount);
    }

    /** Compares with the negative of a register, first widened, then shifted left by 0 to 4. */
    public final void cmn(Size size, Gpr first, Gpr second, Extend extend, int amount) {
        extended(ADDS, size, Gpr.XZR, first, second, extend, amount);
    }

    /** Negates a register. */
    public final void neg(Size size, Gpr dst, Gpr src) {
        neg(size, dst, src, Shift.LSL, 0);
    }

    /** Negates a shifted register. */
    public final void neg(Size size, Gpr dst, Gpr src, Shift shift, int amount) {
        zr(dst);
        shifted(SUB, size, dst, Gpr.XZR, src, shift, amount);
    }

    /** Negates a register and sets the flags. */
    public final void negs(Size size, Gpr dst, Gpr src) {
        negs(size, dst, src, Shift.LSL, 0);
    }

    /** Negates a shifted register and sets the flags. */
    public final void negs(Size size, Gpr dst, Gpr src, Shift shift, int amount) {
        zr(dst);
        shifted(SUBS, size, dst, Gpr.XZR, src, shift, amount);
    }

    /** Adds with carry. */
    public final void adc(Size size, Gpr dst, Gpr first, Gpr second) {
        withCarry("adc", ADD, size, dst, first, second);
    }

    /** Adds with carry and sets the flags. */
    public final void adcs(Size size, Gpr dst, Gpr first, Gpr second) {
        withCarry("adcs", ADDS, size, dst, first, second);
    }

    /** Subtracts with borrow (the inverse of carry). */
    public final void sbc(Size size, Gpr dst, Gpr first, Gpr second) {
        withCarry("sbc", SUB, size, dst, first, second);
    }

    /** Subtracts with borrow (the inverse of carry) and sets the flags. */
    public final void sbcs(Size size, Gpr dst, Gpr first, Gpr second) {
        withCarry("sbcs", SUBS, size, dst, first, second);
    }

    /** Negates with borrow. */
    public final void ngc(Size size, Gpr dst, Gpr src) {
        sbc(size, dst, Gpr.XZR, src);
    }

    /** Negates with borrow and sets the flags. */
    public final void ngcs(Size size, Gpr dst, Gpr src) {
        sbcs(size, dst, Gpr.XZR, src);
    }

    private void withCarry(String name, int op, Size size, Gpr dst, Gpr first, Gpr second) {
        emit(0x1a000000 | size.sf() | op | zr(second) << 16 | zr(first) << 5 | zr(dst));
        if ((op & SUB) != 0 && first == Gpr.XZR) {
            note(op == SUB ? "ngc" : "ngcs", size, dst, second);
        } else {
            note(name, size, dst, first, second);
        }
    }
}

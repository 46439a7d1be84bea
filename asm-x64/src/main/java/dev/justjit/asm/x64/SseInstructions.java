package dev.justjit.asm.x64;

/**
 * Floating point in the low lane of vector registers. Part of {@link X64Assembler}.
 *
 * <p>Conversions throw {@link IllegalArgumentException} for integers of other than 32 or 64 bits.
 */
public abstract sealed class SseInstructions extends BranchInstructions permits X64Assembler {
    private static final int DOUBLE = 0xf2;
    private static final int SINGLE = 0xf3;
    private static final int PACKED = 0x66;

    SseInstructions(boolean withListing) {
        super(withListing);
    }

    /** Copies a whole vector register ({@code movapd}), which breaks no dependency chain. */
    public final void movsd(Xmm dst, Xmm src) {
        sse("movapd", PACKED, 0x0f28, dst, src);
    }

    /** Loads a double and clears the upper lane. */
    public final void movsd(Xmm dst, Address src) {
        sse("movsd", DOUBLE, 0x0f10, dst, Size.Q64, src);
    }

    /** Stores a double. */
    public final void movsd(Address dst, Xmm src) {
        store("movsd", DOUBLE, Size.Q64, dst, src);
    }

    /** Copies a whole vector register ({@code movaps}). */
    public final void movss(Xmm dst, Xmm src) {
        sse("movaps", 0, 0x0f28, dst, src);
    }

    /** Loads a float and clears the upper lanes. */
    public final void movss(Xmm dst, Address src) {
        sse("movss", SINGLE, 0x0f10, dst, Size.D32, src);
    }

    /** Stores a float. */
    public final void movss(Address dst, Xmm src) {
        store("movss", SINGLE, Size.D32, dst, src);
    }

    /** Copies 64 bits from an integer register and clears the upper lane. */
    public final void movq(Xmm dst, Gpr src) {
        fromGpr("movq", PACKED, REX_W, 0x0f6e, dst, Size.Q64, src);
    }

    /** Copies the low 64 bits to an integer register. */
    public final void movq(Gpr dst, Xmm src) {
        encode(PACKED, REX_W, 0x0f7e, src.ordinal(), dst.ordinal());
        noteToGpr("movq", Size.Q64, dst, src);
    }

    /** Copies 32 bits from an integer register and clears the upper lanes. */
    public final void movd(Xmm dst, Gpr src) {
        fromGpr("movd", PACKED, 0, 0x0f6e, dst, Size.D32, src);
    }

    /** Copies the low 32 bits to an integer register and clears its upper half. */
    public final void movd(Gpr dst, Xmm src) {
        encode(PACKED, 0, 0x0f7e, src.ordinal(), dst.ordinal());
        noteToGpr("movd", Size.D32, dst, src);
    }

    /** Adds doubles. */
    public final void addsd(Xmm dst, Xmm src) {
        sse("addsd", DOUBLE, 0x0f58, dst, src);
    }

    /** Adds doubles, the source being in memory. */
    public final void addsd(Xmm dst, Address src) {
        sse("addsd", DOUBLE, 0x0f58, dst, Size.Q64, src);
    }

    /** Subtracts doubles. */
    public final void subsd(Xmm dst, Xmm src) {
        sse("subsd", DOUBLE, 0x0f5c, dst, src);
    }

    /** Subtracts doubles, the source being in memory. */
    public final void subsd(Xmm dst, Address src) {
        sse("subsd", DOUBLE, 0x0f5c, dst, Size.Q64, src);
    }

    /** Multiplies doubles. */
    public final void mulsd(Xmm dst, Xmm src) {
        sse("mulsd", DOUBLE, 0x0f59, dst, src);
    }

    /** Multiplies doubles, the source being in memory. */
    public final void mulsd(Xmm dst, Address src) {
        sse("mulsd", DOUBLE, 0x0f59, dst, Size.Q64, src);
    }

    /** Divides doubles. */
    public final void divsd(Xmm dst, Xmm src) {
        sse("divsd", DOUBLE, 0x0f5e, dst, src);
    }

    /** Divides doubles, the source being in memory. */
    public final void divsd(Xmm dst, Address src) {
        sse("divsd", DOUBLE, 0x0f5e, dst, Size.Q64, src);
    }

    /** Square root of {@code src}. */
    public final void sqrtsd(Xmm dst, Xmm src) {
        sse("sqrtsd", DOUBLE, 0x0f51, dst, src);
    }

    /** Square root of {@code src}, the source being in memory. */
    public final void sqrtsd(Xmm dst, Address src) {
        sse("sqrtsd", DOUBLE, 0x0f51, dst, Size.Q64, src);
    }

    /** Smaller of two doubles; {@code src} if either is NaN or both are zero. */
    public final void minsd(Xmm dst, Xmm src) {
        sse("minsd", DOUBLE, 0x0f5d, dst, src);
    }

    /** Smaller of two doubles; {@code src} if either is NaN or both are zero, the source being in memory. */
    public final void minsd(Xmm dst, Address src) {
        sse("minsd", DOUBLE, 0x0f5d, dst, Size.Q64, src);
    }

    /** Larger of two doubles; {@code src} if either is NaN or both are zero. */
    public final void maxsd(Xmm dst, Xmm src) {
        sse("maxsd", DOUBLE, 0x0f5f, dst, src);
    }

    /** Larger of two doubles; {@code src} if either is NaN or both are zero, the source being in memory. */
    public final void maxsd(Xmm dst, Address src) {
        sse("maxsd", DOUBLE, 0x0f5f, dst, Size.Q64, src);
    }

    /** Compares doubles into the flags as unsigned; unordered sets parity. */
    public final void ucomisd(Xmm dst, Xmm src) {
        sse("ucomisd", PACKED, 0x0f2e, dst, src);
    }

    /** Compares doubles into the flags as unsigned; unordered sets parity, the source being in memory. */
    public final void ucomisd(Xmm dst, Address src) {
        sse("ucomisd", PACKED, 0x0f2e, dst, Size.Q64, src);
    }

    /** Like {@code ucomisd}, but quiet NaNs raise the invalid exception too. */
    public final void comisd(Xmm dst, Xmm src) {
        sse("comisd", PACKED, 0x0f2f, dst, src);
    }

    /** Like {@code ucomisd}, but quiet NaNs raise the invalid exception too, the source being in memory. */
    public final void comisd(Xmm dst, Address src) {
        sse("comisd", PACKED, 0x0f2f, dst, Size.Q64, src);
    }

    /** Converts a float to double. */
    public final void cvtss2sd(Xmm dst, Xmm src) {
        sse("cvtss2sd", SINGLE, 0x0f5a, dst, src);
    }

    /** Converts a float to double, the source being in memory. */
    public final void cvtss2sd(Xmm dst, Address src) {
        sse("cvtss2sd", SINGLE, 0x0f5a, dst, Size.D32, src);
    }

    /** Converts a double to float. */
    public final void cvtsd2ss(Xmm dst, Xmm src) {
        sse("cvtsd2ss", DOUBLE, 0x0f5a, dst, src);
    }

    /** Converts a double to float, the source being in memory. */
    public final void cvtsd2ss(Xmm dst, Address src) {
        sse("cvtsd2ss", DOUBLE, 0x0f5a, dst, Size.Q64, src);
    }

    /** Converts a signed integer of 32 or 64 bits to double; the upper lane is kept. */
    public final void cvtsi2sd(Size size, Xmm dst, Gpr src) {
        checkSize("cvtsi2sd", size, Size.D32);
        fromGpr("cvtsi2sd", DOUBLE, size.rex, 0x0f2a, dst, size, src);
    }

    /** Converts a signed integer of 32 or 64 bits in memory to double; the upper lane is kept. */
    public final void cvtsi2sd(Size size, Xmm dst, Address src) {
        checkSize("cvtsi2sd", size, Size.D32);
        encode(DOUBLE, size.rex, 0x0f2a, dst.ordinal(), src, 0);
        noteMemory("cvtsi2sd", dst, size, src);
    }

    /** Converts a double to an integer, towards zero; the lowest integer if it does not fit. */
    public final void cvttsd2si(Size size, Gpr dst, Xmm src) {
        toGpr("cvttsd2si", 0x0f2c, size, dst, src);
    }

    /** Converts a double to an integer in the current rounding mode, by default to nearest even. */
    public final void cvtsd2si(Size size, Gpr dst, Xmm src) {
        toGpr("cvtsd2si", 0x0f2d, size, dst, src);
    }

    /**
     * Rounds a double to an integral double (SSE4.1).
     *
     * @param mode 0 nearest even, 1 down, 2 up, 3 towards zero, 4 current mode; plus 8 to raise no
     *     precision exception
     * @throws IllegalArgumentException if the mode is not in 0 to 15
     */
    public final void roundsd(Xmm dst, Xmm src, int mode) {
        checkRange("rounding mode", mode, 0, 15);
        encode(PACKED, 0, 0x0f3a0b, dst.ordinal(), src.ordinal());
        emit(mode);
        if (listing != null) {
            String registers = Listing.xmm(dst.ordinal()) + "," + Listing.xmm(src.ordinal());
            listing.instruction(start, "roundsd", registers, Listing.hex(mode));
        }
    }

    /** Exclusive or of whole vector registers. */
    public final void xorpd(Xmm dst, Xmm src) {
        sse("xorpd", PACKED, 0x0f57, dst, src);
    }

    /** And of whole vector registers. */
    public final void andpd(Xmm dst, Xmm src) {
        sse("andpd", PACKED, 0x0f54, dst, src);
    }

    /** Or of whole vector registers. */
    public final void orpd(Xmm dst, Xmm src) {
        sse("orpd", PACKED, 0x0f56, dst, src);
    }

    /** {@code ~dst & src} of whole vector registers. */
    public final void andnpd(Xmm dst, Xmm src) {
        sse("andnpd", PACKED, 0x0f55, dst, src);
    }

    /** Exclusive or in the integer domain of whole vector registers. */
    public final void pxor(Xmm dst, Xmm src) {
        sse("pxor", PACKED, 0x0fef, dst, src);
    }

    /** Copies the signs of the two doubles of a vector register to bits 0 and 1. */
    public final void movmskpd(Gpr dst, Xmm src) {
        encode(PACKED, 0, 0x0f50, dst.ordinal(), src.ordinal());
        noteToGpr("movmskpd", Size.D32, dst, src);
    }

    private void sse(String mnemonic, int prefix, int opcode, Xmm dst, Xmm src) {
        encode(prefix, 0, opcode, dst.ordinal(), src.ordinal());
        if (listing != null) {
            String first = Listing.xmm(dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.xmm(src.ordinal()));
        }
    }

    private void sse(String mnemonic, int prefix, int opcode, Xmm dst, Size size, Address src) {
        encode(prefix, 0, opcode, dst.ordinal(), src, 0);
        noteMemory(mnemonic, dst, size, src);
    }

    private void store(String mnemonic, int prefix, Size size, Address dst, Xmm src) {
        encode(prefix, 0, 0x0f11, src.ordinal(), dst, 0);
        if (listing != null) {
            String first = Listing.memory(size, dst);
            listing.instruction(start, mnemonic, first, Listing.xmm(src.ordinal()));
        }
    }

    private void fromGpr(
            String mnemonic, int prefix, int rex, int opcode, Xmm dst, Size size, Gpr src) {
        encode(prefix, rex, opcode, dst.ordinal(), src.ordinal());
        if (listing != null) {
            String first = Listing.xmm(dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.gpr(size, src.ordinal()));
        }
    }

    private void toGpr(String mnemonic, int opcode, Size size, Gpr dst, Xmm src) {
        checkSize(mnemonic, size, Size.D32);
        encode(DOUBLE, size.rex, opcode, dst.ordinal(), src.ordinal());
        noteToGpr(mnemonic, size, dst, src);
    }

    private void noteToGpr(String mnemonic, Size size, Gpr dst, Xmm src) {
        if (listing != null) {
            String first = Listing.gpr(size, dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.xmm(src.ordinal()));
        }
    }

    private void noteMemory(String mnemonic, Xmm dst, Size size, Address src) {
        if (listing != null) {
            String first = Listing.xmm(dst.ordinal());
            listing.instruction(start, mnemonic, first, Listing.memory(size, src));
        }
    }
}

package dev.justjit.asm.x64;

/**
 * The eight basic integer operations and {@code test}. Part of {@link X64Assembler}.
 *
 * <p>A constant operand must fit the size, signed or unsigned; 64-bit operations extend it by sign.
 * Methods throw {@link IllegalArgumentException} when it does not fit.
 */
public abstract sealed class AluInstructions extends MoveInstructions
        permits ArithmeticInstructions {
    AluInstructions(boolean withListing) {
        super(withListing);
    }

    /** Computes {@code dst += src}. */
    public final void add(Size size, Gpr dst, Gpr src) {
        alu(AluOp.ADD, size, dst, src);
    }

    /** Computes {@code dst += src}. */
    public final void add(Size size, Gpr dst, Address src) {
        alu(AluOp.ADD, size, dst, src);
    }

    /** Computes {@code dst += src}. */
    public final void add(Size size, Address dst, Gpr src) {
        alu(AluOp.ADD, size, dst, src);
    }

    /** Computes {@code dst += src}, the source being a constant; see the class for its range. */
    public final void add(Size size, Gpr dst, int src) {
        alu(AluOp.ADD, size, dst, src);
    }

    /** Computes {@code dst += src}, the source being a constant; see the class for its range. */
    public final void add(Size size, Address dst, int src) {
        alu(AluOp.ADD, size, dst, src);
    }

    /** Computes {@code dst |= src}. */
    public final void or(Size size, Gpr dst, Gpr src) {
        alu(AluOp.OR, size, dst, src);
    }

    /** Computes {@code dst |= src}. */
    public final void or(Size size, Gpr dst, Address src) {
        alu(AluOp.OR, size, dst, src);
    }

    /** Computes {@code dst |= src}. */
    public final void or(Size size, Address dst, Gpr src) {
        alu(AluOp.OR, size, dst, src);
    }

    /** Computes {@code dst |= src}, the source being a constant; see the class for its range. */
    public final void or(Size size, Gpr dst, int src) {
        alu(AluOp.OR, size, dst, src);
    }

    /** Computes {@code dst |= src}, the source being a constant; see the class for its range. */
    public final void or(Size size, Address dst, int src) {
        alu(AluOp.OR, size, dst, src);
    }

    /** Computes {@code dst += src + carry}. */
    public final void adc(Size size, Gpr dst, Gpr src) {
        alu(AluOp.ADC, size, dst, src);
    }

    /** Computes {@code dst += src + carry}. */
    public final void adc(Size size, Gpr dst, Address src) {
        alu(AluOp.ADC, size, dst, src);
    }

    /** Computes {@code dst += src + carry}. */
    public final void adc(Size size, Address dst, Gpr src) {
        alu(AluOp.ADC, size, dst, src);
    }

    /** Computes {@code dst += src + carry}, the source being a constant; see the class for its range. */
    public final void adc(Size size, Gpr dst, int src) {
        alu(AluOp.ADC, size, dst, src);
    }

    /** Computes {@code dst += src + carry}, the source being a constant; see the class for its range. */
    public final void adc(Size size, Address dst, int src) {
        alu(AluOp.ADC, size, dst, src);
    }

    /** Computes {@code dst -= src + carry}. */
    public final void sbb(Size size, Gpr dst, Gpr src) {
        alu(AluOp.SBB, size, dst, src);
    }

    /** Computes {@code dst -= src + carry}. */
    public final void sbb(Size size, Gpr dst, Address src) {
        alu(AluOp.SBB, size, dst, src);
    }

    /** Computes {@code dst -= src + carry}. */
    public final void sbb(Size size, Address dst, Gpr src) {
        alu(AluOp.SBB, size, dst, src);
    }

    /** Computes {@code dst -= src + carry}, the source being a constant; see the class for its range. */
    public final void sbb(Size size, Gpr dst, int src) {
        alu(AluOp.SBB, size, dst, src);
    }

    /** Computes {@code dst -= src + carry}, the source being a constant; see the class for its range. */
    public final void sbb(Size size, Address dst, int src) {
        alu(AluOp.SBB, size, dst, src);
    }

    /** Computes {@code dst &= src}. */
    public final void and(Size size, Gpr dst, Gpr src) {
        alu(AluOp.AND, size, dst, src);
    }

    /** Computes {@code dst &= src}. */
    public final void and(Size size, Gpr dst, Address src) {
        alu(AluOp.AND, size, dst, src);
    }

    /** Computes {@code dst &= src}. */
    public final void and(Size size, Address dst, Gpr src) {
        alu(AluOp.AND, size, dst, src);
    }

    /** Computes {@code dst &= src}, the source being a constant; see the class for its range. */
    public final void and(Size size, Gpr dst, int src) {
        alu(AluOp.AND, size, dst, src);
    }

    /** Computes {@code dst &= src}, the source being a constant; see the class for its range. */
    public final void and(Size size, Address dst, int src) {
        alu(AluOp.AND, size, dst, src);
    }

    /** Computes {@code dst -= src}. */
    public final void sub(Size size, Gpr dst, Gpr src) {
        alu(AluOp.SUB, size, dst, src);
    }

    /** Computes {@code dst -= src}. */
    public final void sub(Size size, Gpr dst, Address src) {
        alu(AluOp.SUB, size, dst, src);
    }

    /** Computes {@code dst -= src}. */
    public final void sub(Size size, Address dst, Gpr src) {
        alu(AluOp.SUB, size, dst, src);
    }

    /** Computes {@code dst -= src}, the source being a constant; see the class for its range. */
    public final void sub(Size size, Gpr dst, int src) {
        alu(AluOp.SUB, size, dst, src);
    }

    /** Computes {@code dst -= src}, the source being a constant; see the class for its range. */
    public final void sub(Size size, Address dst, int src) {
        alu(AluOp.SUB, size, dst, src);
    }

    /** Computes {@code dst ^= src}. */
    public final void xor(Size size, Gpr dst, Gpr src) {
        alu(AluOp.XOR, size, dst, src);
    }

    /** Computes {@code dst ^= src}. */
    public final void xor(Size size, Gpr dst, Address src) {
        alu(AluOp.XOR, size, dst, src);
    }

    /** Computes {@code dst ^= src}. */
    public final void xor(Size size, Address dst, Gpr src) {
        alu(AluOp.XOR, size, dst, src);
    }

    /** Computes {@code dst ^= src}, the source being a constant; see the class for its range. */
    public final void xor(Size size, Gpr dst, int src) {
        alu(AluOp.XOR, size, dst, src);
    }

    /** Computes {@code dst ^= src}, the source being a constant; see the class for its range. */
    public final void xor(Size size, Address dst, int src) {
        alu(AluOp.XOR, size, dst, src);
    }

    /** Sets the flags of {@code dst - src}. */
    public final void cmp(Size size, Gpr dst, Gpr src) {
        alu(AluOp.CMP, size, dst, src);
    }

    /** Sets the flags of {@code dst - src}. */
    public final void cmp(Size size, Gpr dst, Address src) {
        alu(AluOp.CMP, size, dst, src);
    }

    /** Sets the flags of {@code dst - src}. */
    public final void cmp(Size size, Address dst, Gpr src) {
        alu(AluOp.CMP, size, dst, src);
    }

    /** Sets the flags of {@code dst - src}, the source being a constant; see the class for its range. */
    public final void cmp(Size size, Gpr dst, int src) {
        alu(AluOp.CMP, size, dst, src);
    }

    /** Sets the flags of {@code dst - src}, the source being a constant; see the class for its range. */
    public final void cmp(Size size, Address dst, int src) {
        alu(AluOp.CMP, size, dst, src);
    }

    /**
     * Sets the flags of the difference of 32 bits, {@code dst - src}. The last 4 bytes of the instruction, which
     * are the source, are zero: whoever places the code puts it there.
     *
     * @param name of the source, for the listing
     */
    public final void cmpOutside(Address dst, String name) {
        int opcode = aluImmediateOpcode(Size.D32, false);
        encode(Size.D32.prefix, Size.D32.rex, opcode, AluOp.CMP.ordinal(), dst, Integer.BYTES);
        emit4(0);
        if (listing != null) {
            listing.instruction(start, AluOp.CMP.mnemonic, Listing.memory(Size.D32, dst), name);
        }
    }

    /** Sets the flags of {@code first & second}. */
    public final void test(Size size, Gpr first, Gpr second) {
        int opcode = 0x84 | size.opcodeBit();
        int rex = rex(size, first, second);
        encode(size.prefix, rex, opcode, second.ordinal(), first.ordinal());
        note("test", size, first, size, second);
    }

    /**
     * Sets the flags of {@code first & immediate}.
     *
     * @throws IllegalArgumentException if the constant does not fit the size, signed or unsigned
     */
    public final void test(Size size, Gpr first, int immediate) {
        int value = fit(size, immediate);
        if (first == Gpr.RAX) {
            encodeInOpcode(size.prefix, size.rex, 0xa8 | size.opcodeBit(), 0);
        } else {
            int opcode = 0xf6 | size.opcodeBit();
            encode(size.prefix, rex(size, first), opcode, 0, first.ordinal());
        }
        emitImmediate(size, value);
        note("test", size, first, value);
    }

    /**
     * Sets the flags of {@code [first] & immediate}.
     *
     * @throws IllegalArgumentException if the constant does not fit the size, signed or unsigned
     */
    public final void test(Size size, Address first, int immediate) {
        int value = fit(size, immediate);
        encode(size.prefix, size.rex, 0xf6 | size.opcodeBit(), 0, first, size.immediateBytes());
        emitImmediate(size, value);
        note("test", size, first, value);
    }

    private void alu(AluOp op, Size size, Gpr dst, Gpr src) {
        int opcode = op.ordinal() << 3 | size.opcodeBit();
        encode(size.prefix, rex(size, dst, src), opcode, src.ordinal(), dst.ordinal());
        note(op.mnemonic, size, dst, size, src);
    }

    private void alu(AluOp op, Size size, Gpr dst, Address src) {
        int opcode = op.ordinal() << 3 | 2 | size.opcodeBit();
        encode(size.prefix, rex(size, dst), opcode, dst.ordinal(), src, 0);
        note(op.mnemonic, size, dst, size, src);
    }

    private void alu(AluOp op, Size size, Address dst, Gpr src) {
        int opcode = op.ordinal() << 3 | size.opcodeBit();
        encode(size.prefix, rex(size, src), opcode, src.ordinal(), dst, 0);
        note(op.mnemonic, size, dst, src);
    }

    private void alu(AluOp op, Size size, Gpr dst, int immediate) {
        int value = fit(size, immediate);
        boolean isByte = value == (byte) value;
        if (dst == Gpr.RAX && (size == Size.B8 || !isByte)) {
            int opcode = op.ordinal() << 3 | 4 | size.opcodeBit();
            encodeInOpcode(size.prefix, size.rex, opcode, 0);
        } else {
            int opcode = aluImmediateOpcode(size, isByte);
            encode(size.prefix, rex(size, dst), opcode, op.ordinal(), dst.ordinal());
        }
        emitImmediate(isByte ? Size.B8 : size, value);
        note(op.mnemonic, size, dst, value);
    }

    private void alu(AluOp op, Size size, Address dst, int immediate) {
        int value = fit(size, immediate);
        boolean isByte = value == (byte) value;
        int opcode = aluImmediateOpcode(size, isByte);
        int trailing = isByte ? 1 : size.immediateBytes();
        encode(size.prefix, size.rex, opcode, op.ordinal(), dst, trailing);
        emitImmediate(isByte ? Size.B8 : size, value);
        note(op.mnemonic, size, dst, value);
    }

    private static int aluImmediateOpcode(Size size, boolean isByte) {
        return size == Size.B8 ? 0x80 : isByte ? 0x83 : 0x81;
    }
}

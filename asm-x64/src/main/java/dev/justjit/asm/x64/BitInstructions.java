package dev.justjit.asm.x64;

/**
 * Shifts, bit tests and counts, conditional sets and moves. Part of {@link X64Assembler}.
 *
 * <p>A constant shift distance or bit number must be less than the width of the operand; methods
 * throw {@link IllegalArgumentException} when it is not, or when an instruction has no form of the
 * given size (only shifts have one of 8 bits).
 */
public abstract sealed class BitInstructions extends ArithmeticInstructions
        permits BranchInstructions {
    BitInstructions(boolean withListing) {
        super(withListing);
    }

    /** Shifts left by a constant. */
    public final void shl(Size size, Gpr dst, int count) {
        shift("shl", 4, size, dst, count);
    }

    /** Shifts left by cl, of which the processor uses the low 5 bits (64-bit operands: 6). */
    public final void shlCl(Size size, Gpr dst) {
        shiftCl("shl", 4, size, dst);
    }

    /** Shifts right, filling with zeros by a constant. */
    public final void shr(Size size, Gpr dst, int count) {
        shift("shr", 5, size, dst, count);
    }

    /** Shifts right, filling with zeros by cl, of which the processor uses the low 5 bits (64-bit operands: 6). */
    public final void shrCl(Size size, Gpr dst) {
        shiftCl("shr", 5, size, dst);
    }

    /** Shifts right, filling with the sign by a constant. */
    public final void sar(Size size, Gpr dst, int count) {
        shift("sar", 7, size, dst, count);
    }

    /** Shifts right, filling with the sign by cl, of which the processor uses the low 5 bits (64-bit operands: 6). */
    public final void sarCl(Size size, Gpr dst) {
        shiftCl("sar", 7, size, dst);
    }

    /** Rotates left by a constant. */
    public final void rol(Size size, Gpr dst, int count) {
        shift("rol", 0, size, dst, count);
    }

    /** Rotates left by cl, of which the processor uses the low 5 bits (64-bit operands: 6). */
    public final void rolCl(Size size, Gpr dst) {
        shiftCl("rol", 0, size, dst);
    }

    /** Rotates right by a constant. */
    public final void ror(Size size, Gpr dst, int count) {
        shift("ror", 1, size, dst, count);
    }

    /** Rotates right by cl, of which the processor uses the low 5 bits (64-bit operands: 6). */
    public final void rorCl(Size size, Gpr dst) {
        shiftCl("ror", 1, size, dst);
    }

    /** Copies a bit into the carry flag. */
    public final void bt(Size size, Gpr dst, int bit) {
        bitTest("bt", 4, size, dst, bit);
    }

    /** Copies a bit into the carry flag, then sets it. */
    public final void bts(Size size, Gpr dst, int bit) {
        bitTest("bts", 5, size, dst, bit);
    }

    /** Copies a bit into the carry flag, then clears it. */
    public final void btr(Size size, Gpr dst, int bit) {
        bitTest("btr", 6, size, dst, bit);
    }

    /** Number of the lowest set bit; {@code dst} is undefined if there is none. */
    public final void bsf(Size size, Gpr dst, Gpr src) {
        count("bsf", 0, 0x0fbc, size, dst, src);
    }

    /** Number of the highest set bit; {@code dst} is undefined if there is none. */
    public final void bsr(Size size, Gpr dst, Gpr src) {
        count("bsr", 0, 0x0fbd, size, dst, src);
    }

    /** Number of set bits. */
    public final void popcnt(Size size, Gpr dst, Gpr src) {
        count("popcnt", 0xf3, 0x0fb8, size, dst, src);
    }

    /** Number of zero bits below the lowest set bit (BMI1). */
    public final void tzcnt(Size size, Gpr dst, Gpr src) {
        count("tzcnt", 0xf3, 0x0fbc, size, dst, src);
    }

    /** Number of zero bits above the highest set bit (LZCNT). */
    public final void lzcnt(Size size, Gpr dst, Gpr src) {
        count("lzcnt", 0xf3, 0x0fbd, size, dst, src);
    }

    /** Sets the low 8 bits of a register to 1 if the condition holds, else to 0. */
    public final void setcc(Cc cc, Gpr dst) {
        encode(0, rex(Size.B8, dst), 0x0f90 | cc.ordinal(), 0, dst.ordinal());
        note(conditional("set", cc), Size.B8, dst);
    }

    /** Copies a register if the condition holds; 32 bits clear the upper half either way. */
    public final void cmovcc(Cc cc, Size size, Gpr dst, Gpr src) {
        checkSize("cmovcc", size, Size.W16);
        encode(size.prefix, size.rex, 0x0f40 | cc.ordinal(), dst.ordinal(), src.ordinal());
        note(conditional("cmov", cc), size, dst, size, src);
    }

    /** Loads if the condition holds; memory is read either way. */
    public final void cmovcc(Cc cc, Size size, Gpr dst, Address src) {
        checkSize("cmovcc", size, Size.W16);
        encode(size.prefix, size.rex, 0x0f40 | cc.ordinal(), dst.ordinal(), src, 0);
        note(conditional("cmov", cc), size, dst, size, src);
    }

    private void shift(String mnemonic, int digit, Size size, Gpr dst, int count) {
        checkRange("shift distance", count, 0, size.bits() - 1);
        int opcode = (count == 1 ? 0xd0 : 0xc0) | size.opcodeBit();
        encode(size.prefix, rex(size, dst), opcode, digit, dst.ordinal());
        if (count != 1) {
            emit(count);
        }
        if (listing != null) {
            String text = count == 1 ? "1" : Listing.hex(count);
            listing.instruction(start, mnemonic, Listing.gpr(size, dst.ordinal()), text);
        }
    }

    private void shiftCl(String mnemonic, int digit, Size size, Gpr dst) {
        int opcode = 0xd2 | size.opcodeBit();
        encode(size.prefix, rex(size, dst), opcode, digit, dst.ordinal());
        note(mnemonic, size, dst, Size.B8, Gpr.RCX);
    }

    private void bitTest(String mnemonic, int digit, Size size, Gpr dst, int bit) {
        checkSize(mnemonic, size, Size.W16);
        checkRange("bit number", bit, 0, size.bits() - 1);
        encode(size.prefix, size.rex, 0x0fba, digit, dst.ordinal());
        emit(bit);
        note(mnemonic, size, dst, bit);
    }

    private void count(String mnemonic, int prefix, int opcode, Size size, Gpr dst, Gpr src) {
        checkSize(mnemonic, size, Size.W16);
        encode(size.prefix << 8 | prefix, size.rex, opcode, dst.ordinal(), src.ordinal());
        note(mnemonic, size, dst, size, src);
    }
}

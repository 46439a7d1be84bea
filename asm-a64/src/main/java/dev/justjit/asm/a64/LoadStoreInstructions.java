package dev.justjit.asm.a64;

/**
 * Loads and stores of one register. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29   27 26 25 24 23 22 21                  10 9    5 4    0
 * | size| 1 1 1 | V| 0  1| opc |        imm12         |  Rn  |  Rt  |  scaled offset
 * | size| 1 1 1 | V| 0  0| opc | 0|    imm9     | 0 0 |  Rn  |  Rt  |  unscaled offset
 * | size| 1 1 1 | V| 0  0| opc | 0|    imm9     | 0 1 |  Rn  |  Rt  |  post-index
 * | size| 1 1 1 | V| 0  0| opc | 0|    imm9     | 1 1 |  Rn  |  Rt  |  pre-index
 * | size| 1 1 1 | V| 0  0| opc | 1| Rm | option|S| 1 0|  Rn  |  Rt  |  index register
 * | opc | 0 1 1 | V| 0  0|             imm19             |  Rt  |     literal
 * </pre>
 *
 * <p>An operation below is the bits 31, 30 (log of the size), 26 (V), 23 and 22 (opc). A constant
 * offset takes the scaled form where it can, else the unscaled one, which the listing calls {@code
 * ldur} and so on.
 */
public abstract sealed class LoadStoreInstructions extends Encoding permits PairInstructions {
    private static final int SINGLE = 0x38000000;
    private static final int SCALED = 1 << 24;
    private static final int VECTOR = 1 << 26;
    private static final int LOAD = 1 << 22;
    private static final int SIGNED_TO_X = 2 << 22;
    private static final int SIGNED_TO_W = 3 << 22;

    /** The mark of an operation without a literal form. */
    private static final int NO_LITERAL = 0;

    LoadStoreInstructions(boolean withListing) {
        super(withListing);
    }

    /** Loads 32 or 64 bits; 32 bits clear the upper half. */
    public final void ldr(Size size, Gpr dst, Address src) {
        int literal = size == Size.X ? 0x58000000 : 0x18000000;
        transfer("ldr", 2 + size.ordinal(), LOAD, literal, zr(dst), src);
        note("ldr", size, dst, src);
    }

    /** Stores 32 or 64 bits. */
    public final void str(Size size, Gpr src, Address dst) {
        transfer("str", 2 + size.ordinal(), 0, NO_LITERAL, zr(src), dst);
        note("str", size, src, dst);
    }

    /** Loads a byte, zero-extended. */
    public final void ldrb(Gpr dst, Address src) {
        transfer("ldrb", 0, LOAD, NO_LITERAL, zr(dst), src);
        note("ldrb", Size.W, dst, src);
    }

    /** Loads 16 bits, zero-extended. */
    public final void ldrh(Gpr dst, Address src) {
        transfer("ldrh", 1, LOAD, NO_LITERAL, zr(dst), src);
        note("ldrh", Size.W, dst, src);
    }

    /** Loads a byte, sign-extended to the width. */
    public final void ldrsb(Size size, Gpr dst, Address src) {
        int opc = size == Size.X ? SIGNED_TO_X : SIGNED_TO_W;
        transfer("ldrsb", 0, opc, NO_LITERAL, zr(dst), src);
        note("ldrsb", size, dst, src);
    }

    /** Loads 16 bits, sign-extended to the width. */
    public final void ldrsh(Size size, Gpr dst, Address src) {
        int opc = size == Size.X ? SIGNED_TO_X : SIGNED_TO_W;
        transfer("ldrsh", 1, opc, NO_LITERAL, zr(dst), src);
        note("ldrsh", size, dst, src);
    }

    /** Loads 32 bits, sign-extended to 64. */
    public final void ldrsw(Gpr dst, Address src) {
        transfer("ldrsw", 2, SIGNED_TO_X, 0x98000000, zr(dst), src);
        note("ldrsw", Size.X, dst, src);
    }

    /** Stores the lowest byte. */
    public final void strb(Gpr src, Address dst) {
        transfer("strb", 0, 0, NO_LITERAL, zr(src), dst);
        note("strb", Size.W, src, dst);
    }

    /** Stores the lowest 16 bits. */
    public final void strh(Gpr src, Address dst) {
        transfer("strh", 1, 0, NO_LITERAL, zr(src), dst);
        note("strh", Size.W, src, dst);
    }

    /** Loads a double. */
    public final void ldr(Fpr dst, Address src) {
        transfer("ldr", 3, VECTOR | LOAD, 0x5c000000, dst.ordinal(), src);
        note("ldr", dst, src);
    }

    /** Stores a double. */
    public final void str(Fpr src, Address dst) {
        transfer("str", 3, VECTOR, NO_LITERAL, src.ordinal(), dst);
        note("str", src, dst);
    }

    /** Loads a float. */
    public final void ldr(Spr dst, Address src) {
        transfer("ldr", 2, VECTOR | LOAD, 0x1c000000, dst.ordinal(), src);
        note("ldr", dst, src);
    }

    /** Stores a float. */
    public final void str(Spr src, Address dst) {
        transfer("str", 2, VECTOR, NO_LITERAL, src.ordinal(), dst);
        note("str", src, dst);
    }

    private void transfer(
            String mnemonic, int sizeLog, int operation, int literal, int reg, Address address) {
        Label label = address.label;
        if (label != null) {
            if (literal == NO_LITERAL) {
                throw new IllegalArgumentException(mnemonic + " cannot reach label " + label);
            }
            emit(literal | reg, Fixup.IMM19, label);
            return;
        }
        int base = sp(address.base);
        int word = SINGLE | sizeLog << 30 | operation | base << 5 | reg;
        if (address.writesBack() && base == reg && base != 31 && (operation & VECTOR) == 0) {
            throw new IllegalArgumentException(
                    mnemonic + " cannot transfer the register it writes back: " + address);
        }
        emit(word | addressBits(mnemonic, sizeLog, address));
    }

    private static int addressBits(String mnemonic, int sizeLog, Address address) {
        Gpr index = address.index;
        int offset = address.offset;
        if (index != null) {
            if (address.amount != 0 && address.amount != sizeLog) {
                throw new IllegalArgumentException(
                        mnemonic + " cannot shift its index by " + address.amount);
            }
            int scaled = address.amount == 0 ? 0 : 1 << 12;
            return 1 << 21 | zr(index) << 16 | address.extend.ordinal() << 13 | scaled | 2 << 10;
        }
        if (address.mode == Address.Mode.OFFSET && isScaled(sizeLog, offset)) {
            return SCALED | offset >> sizeLog << 10;
        }
        if (offset < -256 || offset > 255) {
            throw new IllegalArgumentException(mnemonic + " cannot encode the offset " + offset);
        }
        int mode = address.mode == Address.Mode.PRE ? 3 : address.writesBack() ? 1 : 0;
        return (offset & 0x1ff) << 12 | mode << 10;
    }

    private static boolean isScaled(int sizeLog, int offset) {
        return (offset & (1 << sizeLog) - 1) == 0 && offset >= 0 && offset >> sizeLog < 4096;
    }

    private void note(String mnemonic, Size size, Gpr reg, Address address) {
        if (listing != null) {
            int sizeLog = mnemonic.endsWith("b") ? 0 : mnemonic.endsWith("h") ? 1 : 2;
            boolean plain = mnemonic.length() == 3;
            String name = shownName(mnemonic, plain ? 2 + size.ordinal() : sizeLog, address);
            listing.instruction(start, name, Listing.gpr(size, reg), Listing.memory(address));
        }
    }

    private void note(String mnemonic, Fpr reg, Address address) {
        if (listing != null) {
            String name = shownName(mnemonic, 3, address);
            listing.instruction(start, name, Listing.fpr(reg), Listing.memory(address));
        }
    }

    private void note(String mnemonic, Spr reg, Address address) {
        if (listing != null) {
            String name = shownName(mnemonic, 2, address);
            listing.instruction(start, name, Listing.spr(reg), Listing.memory(address));
        }
    }

    private static String shownName(String mnemonic, int sizeLog, Address address) {
        boolean offset = address.mode == Address.Mode.OFFSET;
        boolean scaled = isScaled(sizeLog, address.offset);
        return offset && !scaled ? mnemonic.replaceFirst("^(ld|st)", "$1u") : mnemonic;
    }
}

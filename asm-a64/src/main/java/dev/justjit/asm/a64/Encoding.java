package dev.justjit.asm.a64;

/** What the encoding families share: fields and range checks. Part of {@link A64Assembler}. */
public abstract sealed class Encoding extends CodeBuffer permits LoadStoreInstructions {
    Encoding(boolean withListing) {
        super(withListing);
    }

    /** The number of a register where 31 is the zero register. */
    static int zr(Gpr reg) {
        if (reg == Gpr.SP) {
            throw new IllegalArgumentException("SP cannot be used in this operand");
        }
        return reg.number();
    }

    /** The number of a register where 31 is the stack pointer. */
    static int sp(Gpr reg) {
        if (reg == Gpr.XZR) {
            throw new IllegalArgumentException("XZR cannot be used in this operand");
        }
        return reg.number();
    }

    static void checkRange(String what, long value, long low, long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    what + " must be in " + low + " to " + high + ": " + value);
        }
    }

    /** The bits of an operand of the given width, which may be given signed or unsigned. */
    static long truncate(String what, Size size, long value) {
        if (size == Size.X) {
            return value;
        }
        if (value != (int) value && value >>> 32 != 0) {
            throw new IllegalArgumentException(what + " must fit 32 bits: " + value);
        }
        return value & 0xffffffffL;
    }

    /** Two registers of one width, the zero register at 31. */
    final void note(String mnemonic, Size size, Gpr first, Gpr second) {
        if (listing != null) {
            listing.instruction(
                    start, mnemonic, Listing.gpr(size, first), Listing.gpr(size, second));
        }
    }

    /** Three registers of one width. */
    final void note(String mnemonic, Size size, Gpr first, Gpr second, Gpr third) {
        if (listing != null) {
            listing.instruction(
                    start,
                    mnemonic,
                    Listing.gpr(size, first),
                    Listing.gpr(size, second),
                    Listing.gpr(size, third));
        }
    }

    /** A mnemonic with its condition; without a listing just the stem, as nobody reads it. */
    final String conditional(String stem, Cc cc) {
        return listing == null ? stem : stem.concat(Listing.lower(cc));
    }
}

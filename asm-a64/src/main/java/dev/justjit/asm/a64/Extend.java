package dev.justjit.asm.a64;

/** How the last register of an instruction is widened, in the order of its hardware number. */
public enum Extend {
    /** Unsigned byte. */
    UXTB,
    /** Unsigned 16 bits. */
    UXTH,
    /** Unsigned 32 bits. */
    UXTW,
    /** All 64 bits; in addresses and beside the stack pointer written {@code lsl}. */
    UXTX,
    /** Signed byte. */
    SXTB,
    /** Signed 16 bits. */
    SXTH,
    /** Signed 32 bits. */
    SXTW,
    /** All 64 bits. */
    SXTX;

    /** The width of the register that is widened. */
    Size source() {
        return (ordinal() & 3) == 3 ? Size.X : Size.W;
    }
}

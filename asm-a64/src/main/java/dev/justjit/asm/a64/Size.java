package dev.justjit.asm.a64;

/** The width of an integer operation, named like the registers of that width. */
public enum Size {
    /** 32 bits; writing a 32-bit register clears its upper half. */
    W,
    /** 64 bits. */
    X;

    /**
     * The width in bits.
     *
     * @return 32 or 64
     */
    public int bits() {
        return 32 << ordinal();
    }

    /** The bit 31 of most instructions. */
    int sf() {
        return ordinal() << 31;
    }
}

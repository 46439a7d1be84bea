package dev.justjit.asm.a64;

/** A system register that programs may read. */
public enum SystemRegister {
    /**
     * Cache type: bits 3 to 0 and 19 to 16 are the logarithms of the smallest instruction and data
     * cache line, in words of 4 bytes.
     */
    CTR_EL0(0x0b0020);

    /** The fields op0, op1, CRn, CRm and op2. */
    final int field;

    SystemRegister(int field) {
        this.field = field;
    }
}

package dev.justjit.asm.a64;

/** What is done to the cache line of an address. */
public enum CacheOperation {
    /** Data written to the line is brought to where instructions are fetched from. */
    CVAU(0x0b7b20),
    /** Instructions fetched from the line are forgotten, by all processors. */
    IVAU(0x0b7520);

    /** The fields op1, CRn, CRm and op2. */
    final int field;

    CacheOperation(int field) {
        this.field = field;
    }
}

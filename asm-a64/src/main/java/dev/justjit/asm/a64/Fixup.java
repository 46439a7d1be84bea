package dev.justjit.asm.a64;

/**
 * The fields in which instructions keep the distance to a label.
 *
 * <pre>
 *  31    26 25                                                  0
 * |  op    |                       imm26                         |  b, bl: in words
 *  31            24 23                             5 4          0
 * |  op            |              imm19             |     r      |  b.cond, cbz, ldr: in words
 *  31               19 18                          5 4          0
 * |  op               |           imm14             |     r      |  tbz: in words
 *  31 30 29      24 23                             5 4          0
 * |op|lo2|  op     |              high 19           |     r      |  adr: in bytes, adrp: in pages
 *  31                                                           0
 * |                            distance                           |  data: in bytes
 * </pre>
 */
enum Fixup {
    /** Unconditional branches: 128 MiB either way. */
    IMM26(26, 0, 2),
    /** Conditional branches and literal loads: 1 MiB either way. */
    IMM19(19, 5, 2),
    /** Bit tests: 32 KiB either way. */
    IMM14(14, 5, 2),
    /** {@code adr}: 1 MiB either way. */
    ADR(21, 5, 0),
    /** {@code adrp}: 4 GiB either way, counted between pages of 4 KiB. */
    ADRP(21, 5, 12),
    /** A word of data: 2 GiB either way, counted from itself. */
    WORD(32, 0, 0);

    private static final Fixup[] ALL = values();

    private final int bits;
    private final int lowest;
    private final int unitLog;

    Fixup(int bits, int lowest, int unitLog) {
        this.bits = bits;
        this.lowest = lowest;
        this.unitLog = unitLog;
    }

    static Fixup of(int ordinal) {
        return ALL[ordinal];
    }

    /** The distance in bytes that the field must express. */
    long distance(long from, long to) {
        return this == ADRP ? (to & -4096) - (from & -4096) : to - from;
    }

    /** Whether a distance is a whole number of the field's units. */
    boolean isAligned(long distance) {
        return distance >> unitLog << unitLog == distance;
    }

    /** Whether the field can express a distance in bytes. */
    boolean reaches(long distance) {
        long units = distance >> unitLog;
        long limit = 1L << (bits - 1);
        return isAligned(distance) && units >= -limit && units < limit;
    }

    /** The instruction with the distance, which {@link #reaches}, added to its empty field. */
    int put(int word, long distance) {
        int value = (int) (distance >> unitLog & (1L << bits) - 1);
        if (bits == 21) {
            return word | (value & 3) << 29 | value >> 2 << lowest;
        }
        return word | value << lowest;
    }
}

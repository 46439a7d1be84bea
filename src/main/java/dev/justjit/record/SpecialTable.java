package dev.justjit.record;

/**
 * Layout of the process-wide table of what classes have under special names: entries that are found by the
 * version of the class, then constants. Guarded by the GIL.
 *
 * <p>Functions in entries are borrowed: a class keeps what it has under a name as long as it has its
 * version, and no version is given twice.
 */
public final class SpecialTable {
    /** Entries, a power of 2. Two classes whose versions collide take turns. */
    public static final int ENTRIES = 1024;

    /** Of an entry: version of the class, and above its 32 bits the number of the {@link SpecialMethod}. */
    public static final int KEY = 0;

    /** Of an entry: the Python function, {@link #ABSENT}, {@link #DEFAULT}, or {@link #OTHER}. */
    public static final int FUNCTION = 8;

    /** Bytes of an entry. */
    public static final int ENTRY_BYTES = 16;

    /** There is another object under the name. */
    public static final int OTHER = 0;

    /** There is nothing under the name. */
    public static final int ABSENT = 1;

    /** There is what the class {@code object} has. */
    public static final int DEFAULT = 2;

    /** Behind the entries: the names, interned, by number. */
    public static final int NAMES = ENTRIES * ENTRY_BYTES;

    /** Then by number of the operator or comparison: its text, with a NUL, in 8 bytes. */
    public static final int COMPARISON_TEXTS = NAMES + 8 * SpecialMethod.values().length;

    /** Offset of the names of operators, for messages. */
    public static final int OPERATOR_TEXTS = COMPARISON_TEXTS + 8 * 6;

    /** Then by number of the operator: where C types have its function among their number methods. */
    public static final int NUMBER_SLOTS = OPERATOR_TEXTS + 8 * 26;

    /**
     * Then, for each instruction that has called a special method, the classes of the operands that it met last: buckets of
     * entries, found by where the instruction is.
     */
    public static final int OPERANDS = NUMBER_SLOTS + 8 * 13;

    /** Buckets, a power of 2. */
    public static final int BUCKETS = 512;

    /** Entries of a bucket, the newest first. */
    public static final int BUCKET_ENTRIES = 4;

    /** Of an entry: address of the instruction in the live bytecode; 1 more if the method is that of the right operand. */
    public static final int INSTRUCTION = 0;

    /** Of an entry: version of the class whose method it is, then that of the other operand's class, or 0; 32 bits each. */
    public static final int VERSIONS = 8;

    /**
     * In place of the other operand's version: the instruction has called a Python function, of whose code the first one is
     * the version. No class has this one.
     */
    public static final int CALLED = -1;

    /** Bytes of an entry for a pair of operands. */
    public static final int OPERANDS_BYTES = 16;

    /** Bytes of the table. */
    public static final int BYTES = OPERANDS + BUCKETS * BUCKET_ENTRIES * OPERANDS_BYTES;

    private SpecialTable() {}
}

package dev.justjit.abi.layout;

/** An iterator over a dict. C type {@code dictiterobject}, from {@code Objects/dictobject.c}. */
public final class DictIter {
    /** {@code di_dict}: the dict, or NULL at the end. */
    public static final int DICT = 16;

    /** {@code di_used}: the length that the dict has to have, 64 bits. */
    public static final int USED = 24;

    /** {@code di_pos}: the next entry, 64 bits. */
    public static final int POSITION = 32;

    /** {@code di_result}: the last pair of key and value, to be used again if nobody else has it. */
    public static final int RESULT = 40;

    /** {@code len}: items that are still to come, 64 bits. */
    public static final int LENGTH = 48;

    private DictIter() {}
}

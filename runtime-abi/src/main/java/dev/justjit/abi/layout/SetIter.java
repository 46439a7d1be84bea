package dev.justjit.abi.layout;

/** An iterator over a set. C type {@code setiterobject}, from {@code Objects/setobject.c}. */
public final class SetIter {
    /** {@code si_set}: the set, or NULL at the end. */
    public static final int SET = 16;

    /** {@code si_used}: the length that the set has to have, 64 bits. */
    public static final int USED = 24;

    /** {@code si_pos}: the next slot, 64 bits. */
    public static final int POSITION = 32;

    /** {@code len}: items that are still to come, 64 bits. */
    public static final int LENGTH = 40;

    private SetIter() {}
}

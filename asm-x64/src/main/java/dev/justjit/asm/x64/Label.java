package dev.justjit.asm.x64;

import java.util.Arrays;

/**
 * A place in the code of one assembler. A label may be used before and after it is bound; it is
 * bound exactly once. Not safe for use by several threads.
 */
public final class Label {
    private static final int UNBOUND = -1;
    private static final int[] NO_USES = {};

    /** The assembler that made this label and alone may use it. */
    final CodeBuffer owner;

    /** Number shown in listings and messages, from 1. */
    final int number;

    /** Whether all jumps to it are short. */
    final boolean near;

    private int position = UNBOUND;
    private int[] uses = NO_USES;
    private int useCount;

    Label(CodeBuffer owner, int number, boolean near) {
        this.owner = owner;
        this.number = number;
        this.near = near;
    }

    /**
     * The offset from the start of the code, in bytes, to which this label is bound.
     *
     * @return the offset
     * @throws IllegalStateException if the label is not bound yet
     */
    public int position() {
        if (position == UNBOUND) {
            throw new IllegalStateException("label " + this + " is not bound");
        }
        return position;
    }

    /**
     * Whether the label has been bound.
     *
     * @return true once {@code bind} has been called
     */
    public boolean isBound() {
        return position != UNBOUND;
    }

    @Override
    public String toString() {
        return "L" + number;
    }

    void setPosition(int value) {
        position = value;
    }

    /** Whether code waits for this label to be bound. */
    boolean hasUses() {
        return useCount != 0;
    }

    int useCount() {
        return useCount;
    }

    /** Where the displacement of a use lies. */
    int useAt(int i) {
        return uses[i] >>> 1;
    }

    /** Whether the displacement of a use has 8 bits rather than 32. */
    boolean isShortUse(int i) {
        return (uses[i] & 1) != 0;
    }

    void addUse(int at, boolean isShort) {
        if (useCount == uses.length) {
            uses = Arrays.copyOf(uses, useCount == 0 ? 4 : useCount * 2);
        }
        uses[useCount++] = at << 1 | (isShort ? 1 : 0);
    }

    void dropUses() {
        useCount = 0;
    }
}

package dev.justjit.compile;

import java.util.Arrays;

/** The compile-time picture of the value stack. Emits nothing. */
public final class VirtualStack {
    private Value[] values;
    private int depth;

    /** So many of the last homes are taken by values that are not on the stack. */
    private int reserved;

    VirtualStack(int capacity) {
        values = new Value[Math.max(capacity, 1)];
    }

    /** How many entries there are. */
    public int depth() {
        return depth;
    }

    /** The entry {@code fromTop} places below the top; 0 is the top. */
    public Value peek(int fromTop) {
        return values[depth - 1 - fromTop];
    }

    /** The entry at an absolute position; 0 is the bottom. */
    public Value at(int position) {
        return values[position];
    }

    void set(int position, Value value) {
        values[position] = value;
    }

    Value pop() {
        return values[--depth];
    }

    void push(Value value) {
        values[depth++] = value;
    }

    /** All entries, for cold code. */
    Value[] snapshot() {
        return Arrays.copyOf(values, depth);
    }

    void restore(Value[] snapshot) {
        depth = snapshot.length;
        System.arraycopy(snapshot, 0, values, 0, depth);
    }

    /** Every entry an owned object of unknown type in its slot: the state at block borders. */
    void resetCanonical(int newDepth) {
        depth = newDepth;
        for (int i = 0; i < newDepth; i++) {
            values[i] = Value.slot(i, KnownType.UNKNOWN);
        }
    }

    /** Whether every entry is in its slot. */
    boolean isCanonical() {
        for (int i = 0; i < depth; i++) {
            if (!values[i].is(Value.Kind.SLOT)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the stack is as a snapshot says. */
    boolean isAsIn(Value[] snapshot) {
        return Arrays.equals(values, 0, depth, snapshot, 0, snapshot.length);
    }

    /** The last {@code words} homes belong to others. */
    void reserve(int words) {
        reserved = words;
    }

    int reserved() {
        return reserved;
    }

    /** Whether some entry lives in {@code home}. */
    boolean usesHome(int home) {
        for (int i = 0; i < depth; i++) {
            if (values[i].isUnboxed() && values[i].index() == home) {
                return true;
            }
        }
        return false;
    }
}

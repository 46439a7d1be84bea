package dev.justjit.compile;

/**
 * One entry of the virtual stack: where the value is and what is known of it.
 *
 * @param kind where it is
 * @param index position of a {@code SLOT}, number of a {@code LOCAL} or {@code CONST}, home of an
 *     {@code INT} or {@code DOUBLE}
 * @param type exact type, if known
 */
public record Value(Kind kind, int index, KnownType type) {
    /** Where a value is. */
    public enum Kind {
        /** An owned object in its own stack slot of the interpreter frame. */
        SLOT,
        /** The object that the local holds; borrowed, so the local must not change under it. */
        LOCAL,
        /** An element of {@code co_consts}; borrowed from the code object. */
        CONST,
        /** The NULL that some opcodes push. */
        NULL,
        /** An unboxed 64-bit int in a home. */
        INT,
        /** An unboxed double in a home. */
        DOUBLE
    }

    /** Those of a record are made by the JVM at their first use, which takes it 20 ms. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Value value
                && kind == value.kind
                && index == value.index
                && type == value.type;
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + index;
    }

    static Value slot(int position, KnownType type) {
        return new Value(Kind.SLOT, position, type);
    }

    /** Whether it is of this kind. */
    public boolean is(Kind expected) {
        return kind == expected;
    }

    /** Whether it is a number without an object. */
    public boolean isUnboxed() {
        return kind == Kind.INT || kind == Kind.DOUBLE;
    }

    /** Whether the stack holds a reference of its own. */
    public boolean isOwned() {
        return kind == Kind.SLOT;
    }
}

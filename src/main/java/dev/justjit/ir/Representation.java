package dev.justjit.ir;

/** What a value is in a machine. */
public enum Representation {
    /** Nothing: the node is there for its effects. */
    NONE,
    /** A pointer to an object, or NULL. */
    OBJECT,
    /** A signed integer of 64 bits. */
    INT64,
    /** A floating point number of 64 bits. */
    DOUBLE,
    /** A truth value. */
    BOOL,
    /** An object that is not made: only the graph knows it, and exits make it of the node's inputs. */
    VIRTUAL;

    /** Whether the value is a Python object or stands for one. */
    public boolean isObject() {
        return this == OBJECT || this == VIRTUAL;
    }
}

package dev.justjit.ir;

/**
 * What is known of the class of an object. All but the last two and {@code NEVER} are exact: no subclass is meant, and
 * the class of such an object does not change while it lives; of an {@code INSTANCE} that holds until Python runs.
 */
public enum Kind {
    /** No value at all: the type of what cannot be reached. */
    NEVER,
    /** The NULL of an unbound local. */
    NULL,
    NONE,
    BOOL,
    INT,
    FLOAT,
    STR,
    LIST,
    TUPLE,
    DICT,
    SET,
    RANGE,
    LIST_ITERATOR,
    TUPLE_ITERATOR,
    RANGE_ITERATOR,
    CELL,
    /** A Python function; its version may be known. */
    FUNCTION,
    METHOD,
    /** An instance of the class with a known version. */
    INSTANCE,
    /** Some object. */
    OBJECT,
    /** Some object, or NULL. */
    UNKNOWN
}

package dev.justjit.compile;

import dev.justjit.bytecode.Constant;

/** What is known of a value's exact type. */
public enum KnownType {
    UNKNOWN,
    INT,
    FLOAT,
    BOOL,
    NONE,
    STR,
    LIST,
    TUPLE,
    DICT;

    /** Whether releasing such an object runs no Python code. */
    public boolean diesQuietly() {
        return this == INT || this == FLOAT || this == BOOL || this == NONE || this == STR;
    }

    /** Whether all objects of the type are immortal. */
    public boolean isImmortal() {
        return this == BOOL || this == NONE;
    }

    static KnownType of(Constant constant) {
        return switch (constant.kind()) {
            case NONE -> NONE;
            case BOOL -> BOOL;
            case INT, BIG_INT -> INT;
            case FLOAT -> FLOAT;
            case STR -> STR;
            case TUPLE -> TUPLE;
            case CODE, OTHER -> UNKNOWN;
        };
    }
}

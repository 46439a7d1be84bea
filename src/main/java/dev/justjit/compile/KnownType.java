package dev.justjit.compile;

import dev.justjit.abi.Global;
import dev.justjit.bytecode.Constant;

/** What is known of a value's exact type. */
public enum KnownType {
    /** Anything; as a type object: {@code object}. */
    UNKNOWN(Global.PYBASEOBJECT_TYPE),
    INT(Global.PYLONG_TYPE),
    FLOAT(Global.PYFLOAT_TYPE),
    BOOL(Global.PYBOOL_TYPE),
    NONE(Global.PYNONE_TYPE),
    STR(Global.PYUNICODE_TYPE),
    LIST(Global.PYLIST_TYPE),
    TUPLE(Global.PYTUPLE_TYPE),
    DICT(Global.PYDICT_TYPE);

    private final Global type;

    KnownType(Global type) {
        this.type = type;
    }

    /** The type object. */
    public Global type() {
        return type;
    }

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

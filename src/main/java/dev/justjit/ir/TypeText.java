package dev.justjit.ir;

import java.util.Locale;

/** Types as listings show them. */
final class TypeText {
    private TypeText() {}

    static String of(Type type) {
        return switch (type.representation()) {
            case NONE -> "none";
            case OBJECT -> object(type);
            case INT64 -> "int64" + range(type);
            case DOUBLE -> "double";
            case BOOL -> "flag";
            case VIRTUAL -> "virtual " + object(type);
        };
    }

    private static String object(Type type) {
        String name = type.kind().name().toLowerCase(Locale.ROOT);
        return switch (type.kind()) {
            case INT -> name + range(type);
            case INSTANCE -> name + " of " + type.version();
            case UNKNOWN ->
                    type.boundKind() == Kind.OBJECT
                            ? name
                            : type.boundKind().name().toLowerCase(Locale.ROOT) + " or null";
            case FUNCTION -> type.version() == 0 ? name : name + " " + type.version();
            case TUPLE -> type.length() < 0 ? name : name + " of " + type.length();
            case NEVER,
                    NULL,
                    NONE,
                    BOOL,
                    FLOAT,
                    STR,
                    LIST,
                    DICT,
                    SET,
                    RANGE,
                    LIST_ITERATOR,
                    TUPLE_ITERATOR,
                    RANGE_ITERATOR,
                    CELL,
                    METHOD,
                    OBJECT ->
                    name;
        };
    }

    private static String range(Type type) {
        boolean below = type.low() == Long.MIN_VALUE;
        boolean above = type.high() == Long.MAX_VALUE;
        if (below && above) {
            return "";
        }
        return " " + (below ? "" : type.low()) + ".." + (above ? "" : type.high());
    }
}

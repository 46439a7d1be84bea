package dev.justjit.ir;

import dev.justjit.abi.layout.PyLong;

/** The type of a node's value by its operation and the types of its inputs. */
public final class Typing {
    private Typing() {}

    /** The type, which may be less or more exact than the one that the node has. What is virtual stays so. */
    public static Type of(Node node) {
        Type type = computed(node);
        boolean virtual = node.type().representation() == Representation.VIRTUAL;
        return virtual ? type.virtual() : type;
    }

    private static Type computed(Node node) {
        return switch (node.op()) {
            case CONST, PARAMETER, GENERIC, RESULT -> node.type();
            case FREE_CELL, MAKE_CELL -> Type.of(Kind.CELL);

            case GUARD_TYPE -> proved(node, Type.of((Kind) detail(node)));
            case GUARD_BOUND -> bound(node.input(0).type());
            case GUARD_CLASS -> Type.instance(node.index());
            case GUARD_VALUES, GUARD_CLASS_KEYS, GUARD_NO_DICT -> node.input(0).type();
            case GUARD_CODE, GUARD_GLOBALS, GUARD_BUILTINS, GUARD_FUNCTION_KEYS, GUARD_DEFAULTS ->
                    node.input(0).type();
            case GUARD_IS_CLASS, GUARD_MODULE, GUARD_IS -> bound(node.input(0).type());
            case GUARD_KEYS, GUARD_DEPTH, GUARD_TRUE, SAFEPOINT, WATCH, RAISE -> Type.NONE;

            case UNBOX_INT -> int64(node.input(0).type());
            case BOX_INT, BOX_INT_OR ->
                    Type.ofInt(node.input(0).type().low(), node.input(0).type().high());
            case BOX_FLOAT, BOX_FLOAT_OR -> Type.of(Kind.FLOAT);
            case BOX_INT_IF -> Type.orNull(Kind.INT);
            case BOX_FLOAT_IF -> Type.orNull(Kind.FLOAT);
            case BOX_BOOL -> Type.of(Kind.BOOL);
            case INT_ADD,
                    INT_SUBTRACT,
                    INT_MULTIPLY,
                    INT_FLOOR_DIVIDE,
                    INT_REMAINDER,
                    INT_AND,
                    INT_OR,
                    INT_XOR,
                    INT_LSHIFT,
                    INT_RSHIFT ->
                    Ranges.of(node.op(), node.input(0).type(), node.input(1).type());
            case INT_NEGATE, INT_INVERT ->
                    Ranges.of(node.op(), node.input(0).type(), node.input(0).type());
            case UNBOX_FLOAT,
                    INT_TO_FLOAT,
                    INT_TRUE_DIVIDE,
                    FLOAT_ADD,
                    FLOAT_SUBTRACT,
                    FLOAT_MULTIPLY,
                    FLOAT_DIVIDE,
                    FLOAT_FLOOR_DIVIDE,
                    FLOAT_REMAINDER,
                    FLOAT_NEGATE,
                    FLOAT_SQUARE_ROOT,
                    SELECT_FLOAT,
                    FLOAT_ABSOLUTE ->
                    Type.DOUBLE;
            case FLOAT_TO_INT -> Type.INT64;
            case SELECT_INT, SELECT -> node.input(1).type().join(node.input(2).type());
            case ADDRESS_OF -> Type.int64(0, Long.MAX_VALUE);
            case CHARACTER_CODE -> Type.int64(0, LAST_ASCII);
            case INT_OF -> Type.of(Kind.INT);
            case FLOAT_OF -> Type.of(Kind.FLOAT);
            case UNBOX_BOOL,
                    INT_COMPARE,
                    FLOAT_COMPARE,
                    NOT,
                    IS,
                    STR_EQUAL,
                    CONTAINS,
                    IS_INSTANCE,
                    COMPARE,
                    HAS_CLASS,
                    EQUAL,
                    TRUTH_OF,
                    HAS_NEXT ->
                    Type.FLAG;

            case LIST_LENGTH, TUPLE_LENGTH, STR_LENGTH, LENGTH_OF -> Ranges.length();
            case STR_ITEM, CHARACTER, TEXT_OF, FORMAT, FORMAT_OF, JOIN -> Type.of(Kind.STR);
            case SLICE -> sliced(node.input(0).type().kind());
            case COMPUTE -> computed(node.input(0).type(), node.input(1).type(), detail(node));
            case NEW_DICT -> Type.of(Kind.DICT);
            case NEW_SET -> Type.of(Kind.SET);
            case CALL_METHOD, CHANGE_LIST, CHANGE_TABLE -> ((KnownMethod) detail(node)).result();
            case CHECK_INDEX -> index(node.input(0).type(), node.input(1).type());
            case LIST_ITEM,
                    TUPLE_ITEM,
                    DICT_ITEM,
                    DICT_GET,
                    ITEM_OF,
                    CLASS_OF,
                    BOUND_FUNCTION,
                    BOUND_SELF,
                    LOAD_DEFAULT,
                    NEXT_ITEM,
                    CALL_FUNCTION,
                    CAUGHT ->
                    Type.OBJECT;
            case CAUGHT_AT -> Type.of(Kind.INT);
            case LOAD_VALUE,
                    LOAD_SLOT,
                    LOAD_MODULE_VALUE,
                    LOAD_GLOBAL,
                    LOAD_FUNCTION_GLOBAL,
                    LOAD_BUILTIN,
                    LOAD_CELL ->
                    Type.UNKNOWN;
            case LOAD_INIT, NEXT_OR_END -> Type.UNKNOWN;
            case NEW_INSTANCE -> Type.instance(node.index());
            case LOAD_LOCAL -> node.detail() == null ? Type.UNKNOWN : Type.OBJECT;
            case NEW_TUPLE -> Type.tuple(node.inputs().size());
            case NEW_LIST -> Type.of(Kind.LIST);
            case NEW_RANGE -> Type.of(Kind.RANGE);
            case ITERATE -> iterator(node.input(0).type().kind());
            case RANGE_ITERATOR -> Type.of(Kind.RANGE_ITERATOR);
            case NEXT_INT -> next(node.input(0));

            case STORE_LIST_ITEM,
                    STORE_DICT_ITEM,
                    SET_ADD,
                    LIST_APPEND,
                    END_ITERATOR,
                    STORE_VALUE,
                    STORE_SLOT,
                    STORE_CELL,
                    PUT_VALUE,
                    PUT_SLOT,
                    STORE_LOCAL,
                    RETAIN,
                    RELEASE,
                    RELEASE_QUIETLY,
                    JUMP,
                    BRANCH,
                    RETURN,
                    LEAVE ->
                    Type.NONE;
        };
    }

    /** Whether an operation that may leave does not for inputs of these types. */
    public static boolean isTotal(Node node) {
        return switch (node.op().signature().repeats() ? 0 : node.inputs().size()) {
            case 1 ->
                    switch (node.op()) {
                        case UNBOX_INT ->
                                node.input(0).is(Op.BOX_INT)
                                        || node.input(0).is(Op.BOX_INT_OR)
                                        || node.input(0).type().fits();
                        case RELEASE_QUIETLY -> node.input(0).type().diesQuietly();
                        case BOX_INT -> isCached(node.input(0).type());
                        default ->
                                Ranges.isTotal(
                                        node.op(), node.input(0).type(), node.input(0).type());
                    };
            case 2 -> Ranges.isTotal(node.op(), node.input(0).type(), node.input(1).type());
            default -> false;
        };
    }

    /** CPython has the objects of small ints. */
    static boolean isCached(Type type) {
        return type.low() >= PyLong.SMALL_MIN && type.high() <= PyLong.SMALL_MAX;
    }

    private static final int LAST_ASCII = 127;

    private static Object detail(Node node) {
        Object detail = node.detail();
        if (detail == null) {
            throw new IllegalStateException(node + " has no detail");
        }
        return detail;
    }

    private static Type sliced(Kind container) {
        return switch (container) {
            case LIST, STR, TUPLE -> Type.of(container);
            default -> Type.OBJECT;
        };
    }

    private static Type computed(Type left, Type right, Object operator) {
        if (left.is(Kind.FLOAT)
                || right.is(Kind.FLOAT)
                || operator == dev.justjit.abi.BinaryOperator.TRUE_DIVIDE) {
            return Type.of(Kind.FLOAT);
        }
        return left.is(Kind.INT) && right.is(Kind.INT) ? Type.of(Kind.INT) : Type.OBJECT;
    }

    private static Type proved(Node node, Type type) {
        return node.input(0).type().is(type.kind()) ? node.input(0).type() : type;
    }

    private static Type bound(Type type) {
        return type.isBound() ? type : Type.of(type.boundKind());
    }

    private static Type int64(Type type) {
        return type.is(Kind.INT) ? Type.int64(type.low(), type.high()) : Type.INT64;
    }

    private static Type index(Type index, Type length) {
        long low = Math.max(0, index.low());
        long high = Math.min(index.high(), length.high() - 1);
        return low <= high ? Type.int64(low, high) : Type.int64(low, low);
    }

    /** The kind of iterator over a sequence. */
    private static Type iterator(Kind kind) {
        return switch (kind) {
            case LIST -> Type.of(Kind.LIST_ITERATOR);
            case TUPLE -> Type.of(Kind.TUPLE_ITERATOR);
            case RANGE -> Type.of(Kind.RANGE_ITERATOR);
            default -> Type.OBJECT;
        };
    }

    /** What a range that goes up holds, where its bounds are known. */
    private static Type next(Node iterator) {
        if (iterator.is(Op.ITERATE) && iterator.input(0).is(Op.NEW_RANGE)) {
            Node range = iterator.input(0);
            long last = range.input(1).type().high();
            if (range.input(2).type().low() > 0 && last != Long.MIN_VALUE) {
                long low = range.input(0).type().low();
                return Type.int64(low, Math.max(low, last - 1));
            }
        }
        return Type.INT64;
    }
}

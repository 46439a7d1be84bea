package dev.justjit.ir;

import dev.justjit.abi.ComparisonOperator;
import org.jspecify.annotations.Nullable;

/** Values that need no operation, because they are known or are there already. Looks at no memory. */
public final class Folding {
    private final Constants constants;

    /** Results are among these constants. */
    public Folding(Constants constants) {
        this.constants = constants;
    }

    /**
     * The value that a node stands for, or null. A node without a value that is its own first input does nothing.
     */
    public @Nullable Node of(Node node) {
        return switch (node.op()) {
            case GUARD_TYPE -> input(node, node.input(0).type().is((Kind) detail(node)));
            case GUARD_BOUND -> input(node, node.input(0).type().isBound());
            case GUARD_TRUE -> input(node, isConstant(node.input(0)) && bits(node.input(0)) == 1);
            case GUARD_IS -> input(node, isLiteral(node.input(0), detail(node)));
            case UNBOX_INT -> unbox(node, Op.BOX_INT, Op.BOX_INT_OR, Literal.Kind.INT);
            case UNBOX_FLOAT -> unbox(node, Op.BOX_FLOAT, Op.BOX_FLOAT_OR, Literal.Kind.FLOAT);
            case UNBOX_BOOL -> unbox(node, Op.BOX_BOOL, Op.BOX_BOOL, Literal.Kind.BOOL);
            case BOX_BOOL -> boxBool(node.input(0));
            case INT_TO_FLOAT ->
                    isConstant(node.input(0)) ? constants.raw((double) bits(node.input(0))) : null;
            case INT_ADD, INT_SUBTRACT, INT_OR, INT_XOR, INT_LSHIFT, INT_RSHIFT -> ints(node, 0);
            case INT_MULTIPLY, INT_FLOOR_DIVIDE -> ints(node, 1);
            case INT_AND -> ints(node, -1);
            case INT_REMAINDER -> ints(node);
            case INT_NEGATE, INT_INVERT -> ofOneInt(node);
            case INT_TRUE_DIVIDE -> trueDivide(node);
            case INT_COMPARE -> compareInts(node);
            case FLOAT_ADD,
                    FLOAT_SUBTRACT,
                    FLOAT_MULTIPLY,
                    FLOAT_DIVIDE,
                    FLOAT_FLOOR_DIVIDE,
                    FLOAT_REMAINDER ->
                    floats(node, node.input(0), node.input(1));
            case FLOAT_NEGATE, FLOAT_ABSOLUTE -> floats(node, node.input(0), node.input(0));
            case FLOAT_COMPARE -> compareFloats(node);
            case NOT -> not(node.input(0));
            case SELECT_INT, SELECT_FLOAT, SELECT -> selected(node);
            case IS -> same(node.input(0), node.input(1));
            case STR_EQUAL -> node.input(0) == node.input(1) ? constants.raw(true) : null;
            case RELEASE_QUIETLY -> input(node, isUncounted(node.input(0)));
            case TUPLE_LENGTH -> tupleLength(node.input(0).type());
            case CHECK_INDEX ->
                    input(
                            node,
                            node.input(0).type().low() >= 0
                                    && node.input(0).type().high() < node.input(1).type().low());
            case TUPLE_ITEM -> tupleItem(node.input(0), node.input(1));
            case CONST,
                    PARAMETER,
                    FREE_CELL,
                    RESULT,
                    GUARD_CLASS,
                    HAS_CLASS,
                    GUARD_VALUES,
                    GUARD_CLASS_KEYS,
                    GUARD_NO_DICT,
                    GUARD_IS_CLASS,
                    GUARD_MODULE,
                    GUARD_KEYS,
                    GUARD_CODE,
                    GUARD_GLOBALS,
                    GUARD_BUILTINS,
                    GUARD_FUNCTION_KEYS,
                    GUARD_DEFAULTS,
                    GUARD_DEPTH,
                    LOAD_DEFAULT,
                    BOUND_FUNCTION,
                    BOUND_SELF,
                    LOAD_INIT,
                    NEW_INSTANCE,
                    PUT_VALUE,
                    PUT_SLOT,
                    BOX_INT,
                    BOX_FLOAT,
                    BOX_INT_IF,
                    BOX_FLOAT_IF,
                    BOX_INT_OR,
                    BOX_FLOAT_OR,
                    LIST_LENGTH,
                    STR_LENGTH,
                    LIST_ITEM,
                    STORE_LIST_ITEM,
                    STR_ITEM,
                    DICT_ITEM,
                    DICT_GET,
                    SET_ADD,
                    FORMAT,
                    ITEM_OF,
                    INT_OF,
                    FLOAT_OF,
                    FLOAT_TO_INT,
                    FLOAT_SQUARE_ROOT,
                    CHARACTER_CODE,
                    CHARACTER,
                    ADDRESS_OF,
                    TEXT_OF,
                    JOIN,
                    SLICE,
                    COMPUTE,
                    COMPARE,
                    EQUAL,
                    TRUTH_OF,
                    NEW_DICT,
                    NEW_SET,
                    CALL_METHOD,
                    CHANGE_LIST,
                    CHANGE_TABLE,
                    STORE_DICT_ITEM,
                    CONTAINS,
                    LENGTH_OF,
                    CLASS_OF,
                    IS_INSTANCE,
                    LIST_APPEND,
                    NEW_TUPLE,
                    NEW_LIST,
                    NEW_RANGE,
                    ITERATE,
                    RANGE_ITERATOR,
                    HAS_NEXT,
                    NEXT_ITEM,
                    NEXT_OR_END,
                    FORMAT_OF,
                    NEXT_INT,
                    END_ITERATOR,
                    LOAD_VALUE,
                    STORE_VALUE,
                    LOAD_SLOT,
                    STORE_SLOT,
                    LOAD_MODULE_VALUE,
                    LOAD_GLOBAL,
                    LOAD_FUNCTION_GLOBAL,
                    LOAD_BUILTIN,
                    MAKE_CELL,
                    LOAD_CELL,
                    STORE_CELL,
                    STORE_LOCAL,
                    LOAD_LOCAL,
                    RETAIN,
                    RELEASE,
                    CALL_FUNCTION,
                    GENERIC,
                    RAISE,
                    SAFEPOINT,
                    WATCH,
                    CAUGHT,
                    CAUGHT_AT,
                    JUMP,
                    BRANCH,
                    RETURN,
                    LEAVE ->
                    null;
        };
    }

    private static @Nullable Node selected(Node node) {
        Node flag = node.input(0);
        if (node.input(1) == node.input(2)) {
            return node.input(1);
        }
        return isConstant(flag) ? node.input(flag.literal().bits() != 0 ? 1 : 2) : null;
    }

    private static boolean isUncounted(Node object) {
        return switch (object.type().kind()) {
            case NULL, NONE, BOOL -> true;
            case INT -> isConstant(object) && Typing.isCached(object.type());
            default -> false;
        };
    }

    private static Object detail(Node node) {
        return java.util.Objects.requireNonNull(node.detail());
    }

    private static @Nullable Node input(Node node, boolean known) {
        return known ? node.input(0) : null;
    }

    private static boolean isConstant(Node node) {
        return node.is(Op.CONST);
    }

    private static boolean isLiteral(Node node, Object literal) {
        return node.is(Op.CONST) && literal.equals(node.detail());
    }

    private static long bits(Node node) {
        return node.literal().bits();
    }

    private @Nullable Node unbox(Node node, Op box, Op other, Literal.Kind kind) {
        Node object = node.input(0);
        if (object.is(box) || object.is(other)) {
            return object.input(0);
        }
        if (isConstant(object) && object.literal().kind() == kind) {
            return switch (node.op().result()) {
                case INT64 -> constants.raw(bits(object));
                case DOUBLE -> constants.raw(object.literal().doubleValue());
                case BOOL -> constants.raw(bits(object) == 1);
                case NONE, SAME, CONSTANT, OWNED, OWNED_OR_RAISED, BORROWED -> null;
            };
        }
        return null;
    }

    private @Nullable Node boxBool(Node flag) {
        if (isConstant(flag)) {
            return constants.object(Literal.ofBool(bits(flag) == 1));
        }
        return flag.is(Op.UNBOX_BOOL) ? flag.input(0) : null;
    }

    private @Nullable Node ints(Node node) {
        Node a = node.input(0);
        Node b = node.input(1);
        if (isConstant(a) && isConstant(b)) {
            try {
                return constants.raw(Numbers.ofInts(node.op(), bits(a), bits(b)));
            } catch (ArithmeticException leaves) {
                return null;
            }
        }
        return null;
    }

    /** With a right operand that changes nothing. */
    private @Nullable Node ints(Node node, long neutral) {
        Node right = node.input(1);
        return isConstant(right) && bits(right) == neutral ? node.input(0) : ints(node);
    }

    private @Nullable Node ofOneInt(Node node) {
        Node a = node.input(0);
        if (isConstant(a)) {
            try {
                return constants.raw(Numbers.ofInts(node.op(), bits(a), 0));
            } catch (ArithmeticException leaves) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Node trueDivide(Node node) {
        if (isConstant(node.input(0)) && isConstant(node.input(1))) {
            try {
                return constants.raw(Numbers.trueDivide(bits(node.input(0)), bits(node.input(1))));
            } catch (ArithmeticException leaves) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Node floats(Node node, Node a, Node b) {
        if (isConstant(a) && isConstant(b)) {
            try {
                double left = a.literal().doubleValue();
                double right = b.literal().doubleValue();
                return constants.raw(Numbers.ofFloats(node.op(), left, right));
            } catch (ArithmeticException leaves) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Node compareInts(Node node) {
        ComparisonOperator operator = (ComparisonOperator) detail(node);
        Node a = node.input(0);
        Node b = node.input(1);
        if (a == b) {
            return constants.raw((operator.acceptanceMask() & ComparisonOperator.IS_EQUAL) != 0);
        }
        Boolean known = Ranges.compare(operator, a.type(), b.type());
        return known == null ? null : constants.raw((boolean) known);
    }

    private @Nullable Node compareFloats(Node node) {
        Node a = node.input(0);
        Node b = node.input(1);
        if (isConstant(a) && isConstant(b)) {
            ComparisonOperator operator = (ComparisonOperator) detail(node);
            return constants.raw(
                    holds(operator, a.literal().doubleValue(), b.literal().doubleValue()));
        }
        return null;
    }

    static boolean holds(ComparisonOperator operator, double a, double b) {
        int order = ComparisonOperator.UNORDERED;
        if (a < b) {
            order = ComparisonOperator.IS_LESS;
        } else if (a > b) {
            order = ComparisonOperator.IS_GREATER;
        } else if (a == b) {
            order = ComparisonOperator.IS_EQUAL;
        }
        return (operator.acceptanceMask() & order) != 0;
    }

    static boolean holds(ComparisonOperator operator, long a, long b) {
        int order =
                a < b
                        ? ComparisonOperator.IS_LESS
                        : a > b ? ComparisonOperator.IS_GREATER : ComparisonOperator.IS_EQUAL;
        return (operator.acceptanceMask() & order) != 0;
    }

    private @Nullable Node not(Node flag) {
        if (isConstant(flag)) {
            return constants.raw(bits(flag) == 0);
        }
        return flag.is(Op.NOT) ? flag.input(0) : null;
    }

    private @Nullable Node same(Node a, Node b) {
        if (a == b) {
            return constants.raw(true);
        }
        boolean exact = isExact(a.type().kind()) && isExact(b.type().kind());
        boolean apart = exact && a.type().kind() != b.type().kind();
        if (!apart && isConstant(a) && isConstant(b)) {
            apart = isSingleton(a.literal()) && isSingleton(b.literal());
        }
        return apart ? constants.raw(false) : null;
    }

    private static boolean isExact(Kind kind) {
        return kind.compareTo(Kind.NEVER) > 0 && kind.compareTo(Kind.OBJECT) < 0;
    }

    private static boolean isSingleton(Literal literal) {
        return switch (literal.kind()) {
            case NULL, NONE, BOOL -> true;
            case INT, FLOAT, STR, TUPLE, BIG_INT, OTHER, CACHED, BUILTIN -> false;
        };
    }

    private @Nullable Node tupleLength(Type tuple) {
        return tuple.length() < 0 ? null : constants.raw((long) tuple.length());
    }

    private static @Nullable Node tupleItem(Node tuple, Node index) {
        if (tuple.is(Op.NEW_TUPLE) && isConstant(index)) {
            long place = bits(index);
            return place >= 0 && place < tuple.inputs().size() ? tuple.input((int) place) : null;
        }
        return null;
    }
}

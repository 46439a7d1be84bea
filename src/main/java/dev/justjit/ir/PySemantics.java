package dev.justjit.ir;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.ir.PyValues.PyIterator;
import dev.justjit.ir.PyValues.PyList;
import dev.justjit.ir.PyValues.PyRange;
import dev.justjit.ir.PyValues.PyTuple;
import dev.justjit.ir.PyValues.Raised;
import dev.justjit.ir.PyValues.Single;
import dev.justjit.ir.PyValues.Str;
import dev.justjit.ir.PyValues.Unsupported;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What instructions do with numbers, lists, tuples and ranges of any value: ints of any size, floats, errors. */
public final class PySemantics {
    private static final int LONGEST_SHIFT = 4096;

    private PySemantics() {}

    /**
     * The result of an instruction that pops {@code operands} and pushes one value.
     *
     * @throws Raised as Python does
     * @throws Unsupported if it is not known here
     */
    public static Object apply(Opcode opcode, int oparg, Object... operands) {
        return switch (opcode) {
            case BINARY_OP -> binary(BinaryOperator.of(oparg).plain(), operands[0], operands[1]);
            case COMPARE_OP -> compare(ComparisonOperator.of(oparg), operands[0], operands[1]);
            case UNARY_NEGATIVE -> negative(operands[0]);
            case UNARY_INVERT -> invert(operands[0]);
            case TO_BOOL -> truth(operands[0]);
            case UNARY_NOT -> !truth(operands[0]);
            case BINARY_SUBSCR -> item(operands[0], operands[1]);
            case CONTAINS_OP -> PyTables.contains(operands[1], operands[0]) != ((oparg & 1) != 0);
            case BUILD_TUPLE -> new PyTuple(Arrays.asList(operands));
            case BUILD_LIST -> new PyList(Arrays.asList(operands));
            case GET_ITER -> iterate(operands[0]);
            case CALL -> call(operands);
            default -> throw new Unsupported(opcode + " " + oparg);
        };
    }

    static Object call(Object... operands) {
        if (operands[0] instanceof PyValues.Builtin builtin && operands[1] == Single.NULL) {
            Object[] arguments = Arrays.copyOfRange(operands, 2, operands.length);
            if (builtin.name().equals("len") && arguments.length == 1) {
                return PyValues.ofInt(PyTables.length(arguments[0]));
            }
            if (builtin.name().equals("range") && arguments.length == 1) {
                return new PyRange(0, index(arguments[0]), 1);
            }
        }
        throw new Unsupported("call of " + operands[0]);
    }

    private static long index(Object value) {
        if (value instanceof BigInteger number && PyValues.fits(number)) {
            return number.longValue();
        }
        throw value instanceof Double ? new Raised("TypeError") : new Unsupported("index " + value);
    }

    private static boolean isNumber(Object value) {
        return value instanceof BigInteger || value instanceof Double || value instanceof Boolean;
    }

    private static BigInteger integer(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? BigInteger.ONE : BigInteger.ZERO;
        }
        return (BigInteger) value;
    }

    /** An int as the nearest float, to even where two are as near. */
    private static double real(Object value) {
        if (value instanceof Double number) {
            return number;
        }
        double nearest = integer(value).doubleValue();
        if (Double.isInfinite(nearest)) {
            throw new Raised("OverflowError");
        }
        return nearest;
    }

    static Object binary(BinaryOperator operator, Object a, Object b) {
        if (!isNumber(a) || !isNumber(b)) {
            if (operator == BinaryOperator.ADD
                    && a instanceof PyList one
                    && b instanceof PyList two) {
                List<Object> all = new ArrayList<>(one.items);
                all.addAll(two.items);
                return new PyList(all);
            }
            if (a instanceof Single || b instanceof Single) {
                throw new Raised("TypeError");
            }
            throw new Unsupported(operator + " of " + PyValues.kind(a) + ", " + PyValues.kind(b));
        }
        if (a instanceof Boolean one && b instanceof Boolean two) {
            switch (operator) {
                case AND -> {
                    return one && two;
                }
                case OR -> {
                    return one || two;
                }
                case XOR -> {
                    return one ^ two;
                }
                default -> {} // they are ints
            }
        }
        boolean ints = !(a instanceof Double) && !(b instanceof Double);
        return ints ? ints(operator, integer(a), integer(b)) : floats(operator, real(a), real(b));
    }

    private static Object ints(BinaryOperator operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case ADD -> PyValues.ofInt(a.add(b));
            case SUBTRACT -> PyValues.ofInt(a.subtract(b));
            case MULTIPLY -> PyValues.ofInt(a.multiply(b));
            case FLOOR_DIVIDE -> PyValues.ofInt(floorDivide(a, b)[0]);
            case REMAINDER -> PyValues.ofInt(floorDivide(a, b)[1]);
            case AND -> PyValues.ofInt(a.and(b));
            case OR -> PyValues.ofInt(a.or(b));
            case XOR -> PyValues.ofInt(a.xor(b));
            case LSHIFT -> PyValues.ofInt(a.shiftLeft(distance(b)));
            case RSHIFT -> PyValues.ofInt(a.shiftRight(distance(b)));
            case TRUE_DIVIDE -> quotient(a, b);
            default -> throw new Unsupported(operator + " of ints");
        };
    }

    private static Object quotient(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw new Raised("ZeroDivisionError");
        }
        int exact = 53;
        if (a.bitLength() > exact || b.bitLength() > exact) {
            throw new Unsupported("quotient of large ints");
        }
        return a.doubleValue() / b.doubleValue();
    }

    private static BigInteger[] floorDivide(BigInteger a, BigInteger b) {
        if (b.signum() == 0) {
            throw new Raised("ZeroDivisionError");
        }
        BigInteger[] both = a.divideAndRemainder(b);
        if (both[1].signum() != 0 && both[1].signum() != b.signum()) {
            both[0] = both[0].subtract(BigInteger.ONE);
            both[1] = both[1].add(b);
        }
        return both;
    }

    private static int distance(BigInteger b) {
        if (b.signum() < 0) {
            throw new Raised("ValueError");
        }
        if (b.bitLength() > Integer.SIZE - 2 || b.intValue() > LONGEST_SHIFT) {
            throw new Unsupported("shift by " + b);
        }
        return b.intValue();
    }

    private static Object floats(BinaryOperator operator, double a, double b) {
        Op op =
                switch (operator) {
                    case ADD -> Op.FLOAT_ADD;
                    case SUBTRACT -> Op.FLOAT_SUBTRACT;
                    case MULTIPLY -> Op.FLOAT_MULTIPLY;
                    case TRUE_DIVIDE -> Op.FLOAT_DIVIDE;
                    case FLOOR_DIVIDE -> Op.FLOAT_FLOOR_DIVIDE;
                    case REMAINDER -> Op.FLOAT_REMAINDER;
                    case AND, OR, XOR, LSHIFT, RSHIFT -> throw new Raised("TypeError");
                    default -> throw new Unsupported(operator + " of floats");
                };
        try {
            return Numbers.ofFloats(op, a, b);
        } catch (ArithmeticException zero) {
            throw new Raised("ZeroDivisionError");
        }
    }

    static Object compare(ComparisonOperator operator, Object a, Object b) {
        if (a instanceof Str && b instanceof Str && equality(operator)) {
            return a.equals(b) == (operator == ComparisonOperator.EQUAL);
        }
        if (isNumber(a) && isNumber(b)) {
            return Folding.holds(operator, order(a, b), 0L) && !isUnordered(a, b)
                    || isUnordered(a, b) && operator == ComparisonOperator.NOT_EQUAL;
        }
        if (equality(operator) && (a instanceof Single || b instanceof Single)) {
            return (a == b) == (operator == ComparisonOperator.EQUAL);
        }
        if (a instanceof Single || b instanceof Single) {
            throw new Raised("TypeError");
        }
        throw new Unsupported(operator + " of " + PyValues.kind(a) + ", " + PyValues.kind(b));
    }

    private static boolean equality(ComparisonOperator operator) {
        return operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
    }

    private static boolean isUnordered(Object a, Object b) {
        return a instanceof Double one && one.isNaN() || b instanceof Double two && two.isNaN();
    }

    /** Exact: an int is not rounded. */
    private static long order(Object a, Object b) {
        if (a instanceof Double one && b instanceof Double two) {
            return one < two ? -1 : one > two ? 1 : 0;
        }
        if (a instanceof Double one) {
            return -exactOrder(integer(b), one);
        }
        return b instanceof Double two
                ? exactOrder(integer(a), two)
                : integer(a).compareTo(integer(b));
    }

    private static long exactOrder(BigInteger a, double b) {
        if (Double.isNaN(b) || Double.isInfinite(b)) {
            return b > 0 ? -1 : 1;
        }
        return new java.math.BigDecimal(a).compareTo(new java.math.BigDecimal(b));
    }

    private static Object negative(Object a) {
        if (a instanceof Double number) {
            return -number;
        }
        if (!isNumber(a)) {
            throw new Raised("TypeError");
        }
        return PyValues.ofInt(integer(a).negate());
    }

    private static Object invert(Object a) {
        if (!isNumber(a) || a instanceof Double) {
            throw new Raised("TypeError");
        }
        return PyValues.ofInt(integer(a).not());
    }

    static boolean truth(Object a) {
        return switch (PyValues.kind(a)) {
            case NONE -> false;
            case BOOL -> (Boolean) a;
            case INT -> integer(a).signum() != 0;
            case FLOAT -> (Double) a != 0;
            case LIST, TUPLE -> !PyValues.items(a).isEmpty();
            case STR, DICT -> PyTables.length(a) != 0;
            default -> throw new Unsupported("truth of " + PyValues.kind(a));
        };
    }

    /** The place of an element; negative ones count from the end. */
    static int place(Object container, Object key) {
        if (!(container instanceof PyList)
                        && !(container instanceof PyTuple)
                        && !(container instanceof Str)
                || !(key instanceof BigInteger || key instanceof Boolean)) {
            throw new Raised("TypeError");
        }
        BigInteger index = integer(key);
        int size = PyTables.length(container);
        BigInteger place = index.signum() < 0 ? index.add(BigInteger.valueOf(size)) : index;
        if (place.signum() < 0 || place.compareTo(BigInteger.valueOf(size)) >= 0) {
            throw new Raised("IndexError");
        }
        return place.intValue();
    }

    static Object item(Object container, Object key) {
        if (container instanceof PyTables.PyDict dict) {
            return PyTables.item(dict, key);
        }
        if (container instanceof Str text) {
            return PyTables.character(text, place(container, key));
        }
        return PyValues.items(
                        container instanceof PyTuple || container instanceof PyList
                                ? container
                                : raise())
                .get(place(container, key));
    }

    private static Object raise() {
        throw new Raised("TypeError");
    }

    static void store(Object value, Object container, Object key) {
        if (container instanceof PyTables.PyDict dict) {
            dict.put(key, value);
            return;
        }
        int place = place(container, key);
        if (!(container instanceof PyList list)) {
            throw new Raised("TypeError");
        }
        list.items.set(place, value);
    }

    static Object iterate(Object a) {
        if (a instanceof PyList || a instanceof PyTuple || a instanceof PyRange) {
            return new PyIterator(a);
        }
        if (a instanceof PyIterator) {
            return a;
        }
        throw new Raised("TypeError");
    }
}

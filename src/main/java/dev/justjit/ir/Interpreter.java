package dev.justjit.ir;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.ir.PyValues.PyCell;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs graphs in Java: what they mean, for tests of passes and of machine code. It knows numbers, lists, tuples, ranges and
 * control flow, and says so when something else comes up.
 */
public final class Interpreter {
    /** How a graph was left. */
    public sealed interface Outcome permits Returned, Left, Threw {}

    /** By a return. */
    public record Returned(Object value) implements Outcome {}

    /** For the interpreter of bytecode, which goes on in this frame. */
    public record Left(FrameState state, List<Object> locals, List<Object> stack)
            implements Outcome {}

    /** By an exception that the graph does not handle: the name of its class. */
    public record Threw(String type) implements Outcome {}

    /** Thrown by what leaves. */
    private static final class Leaving extends RuntimeException {
        private static final long serialVersionUID = 1;

        Leaving() {
            super(null, null, false, false);
        }
    }

    private final Graph graph;
    private final @Nullable Object[] values;
    private int steps;
    private int untilForced;
    private @Nullable String caught;

    private Interpreter(Graph graph, int steps, int untilForced) {
        this.graph = graph;
        this.steps = steps;
        this.untilForced = untilForced;
        values = new Object[graph.nodeLimit()];
    }

    /**
     * Runs a graph.
     *
     * @param arguments objects for the parameters of the entry
     * @param steps nodes at the most
     * @param untilForced how many nodes that can leave do not have to: the next one leaves in any case
     * @throws Unsupported if it does something that is not known here, or takes too many steps
     */
    public static Outcome run(Graph graph, List<Object> arguments, int steps, int untilForced) {
        Interpreter machine = new Interpreter(graph, steps, untilForced);
        for (int i = 0; i < arguments.size(); i++) {
            machine.values[graph.entry().parameter(i).id()] = arguments.get(i);
        }
        return machine.run();
    }

    private Outcome run() {
        @Nullable Node node = graph.entry().first();
        while (node != null) {
            if (--steps < 0) {
                throw new Unsupported("too many steps");
            }
            if (node.is(Op.RETURN)) {
                return new Returned(value(node.input(0)));
            }
            try {
                boolean made = node.type().representation() != Representation.VIRTUAL;
                if (made && node.before() != null && node.effects().leaves() != Leaves.NEVER) {
                    force();
                }
                Edge way = made ? execute(node) : null;
                node = way == null ? node.next() : follow(way);
            } catch (Leaving leaving) {
                return left(Objects.requireNonNull(node.before()));
            } catch (Raised raised) {
                caught = Objects.requireNonNull(raised.getMessage());
                Edge handler = node.handler();
                if (handler == null) {
                    return new Threw(caught);
                }
                node = follow(handler);
            }
        }
        throw new IllegalStateException("a block without an end");
    }

    private void force() {
        if (untilForced-- == 0) {
            throw new Leaving();
        }
    }

    private @Nullable Node follow(Edge way) {
        Object[] arguments = new Object[way.arguments().size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = value(way.arguments().get(i));
        }
        for (int i = 0; i < arguments.length; i++) {
            values[way.to().parameter(i).id()] = arguments[i];
        }
        return way.to().first();
    }

    /** Runs a node, and says where control goes if it ends its block. */
    private @Nullable Edge execute(Node node) {
        switch (node.op()) {
            case BRANCH -> {
                return node.target((Boolean) value(node.input(0)) ? 0 : 1);
            }
            case GENERIC -> {
                return generic(node);
            }
            default -> {
                values[node.id()] = compute(node);
                return node.targets() == 0 ? null : node.target(0);
            }
        }
    }

    private @Nullable Edge generic(Node node) {
        Instruction insn = node.instruction();
        Object[] operands = new Object[node.inputs().size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = value(node.input(i));
        }
        switch (insn.opcode()) {
            case FOR_ITER -> {
                boolean more = operands[0] instanceof PyIterator next && next.hasNext();
                if (more) {
                    values[node.id()] = ((PyIterator) operands[0]).next();
                } else {
                    end(operands[0]);
                }
                return node.target(more ? 0 : 1);
            }
            case STORE_SUBSCR -> PySemantics.store(operands[0], operands[1], operands[2]);
            case LIST_APPEND -> ((PyList) operands[0]).items.add(operands[operands.length - 1]);
            default -> values[node.id()] = PySemantics.apply(insn.opcode(), insn.oparg(), operands);
        }
        return node.targets() == 0 ? null : node.target(0);
    }

    private static void end(Object iterator) {
        if (!(iterator instanceof PyIterator ended)) {
            throw new Unsupported("iteration over " + iterator);
        }
        if (!(ended.source instanceof PyRange)) {
            ended.source = null;
        }
    }

    private Object value(Node node) {
        if (node.is(Op.CONST)) {
            return constant(node);
        }
        if (node.type().representation() == Representation.VIRTUAL) {
            return compute(node);
        }
        Object value = values[node.id()];
        if (value == null) {
            throw new IllegalStateException(node + " has no value");
        }
        return value;
    }

    private Object constant(Node node) {
        Object known = values[node.id()];
        if (known == null) {
            known = literal(node.literal(), node.type().representation());
            values[node.id()] = known;
        }
        return known;
    }

    private static Object literal(Literal literal, Representation representation) {
        boolean raw = !representation.isObject();
        return switch (literal.kind()) {
            case NULL -> Single.NULL;
            case NONE -> Single.NONE;
            case BOOL -> literal.bits() != 0;
            case INT -> raw ? (Object) literal.bits() : PyValues.constant(literal.bits());
            case FLOAT -> PyValues.constant(literal.doubleValue());
            case STR -> new Str(literal.text());
            case BUILTIN -> new PyValues.Builtin(literal.text());
            case TUPLE, BIG_INT, OTHER, CACHED -> throw new Unsupported(literal.toString());
        };
    }

    /** The frame of an exit: virtual objects are made, each once. */
    private Left left(FrameState state) {
        Map<Integer, Object> made = new TreeMap<>();
        List<Object> locals = new ArrayList<>();
        List<Object> stack = new ArrayList<>();
        for (int i = 0; i < state.values().size(); i++) {
            Node node = state.values().get(i);
            Object object = made.computeIfAbsent(node.id(), each -> object(node));
            (i < state.locals() ? locals : stack).add(object);
        }
        return new Left(state, locals, stack);
    }

    private Object object(Node node) {
        Object value = value(node);
        return node.type().representation() == Representation.INT64
                ? PyValues.ofInt((Long) value)
                : value;
    }

    private long number(Node node, int input) {
        return (Long) value(node.input(input));
    }

    private double real(Node node, int input) {
        return (Double) value(node.input(input));
    }

    private boolean flag(Node node, int input) {
        return (Boolean) value(node.input(input));
    }

    private Object object(Node node, int input) {
        return value(node.input(input));
    }

    private List<Object> inputs(Node node) {
        List<Object> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(value(node.input(i)));
        }
        return inputs;
    }

    private static Object proved(boolean holds, Object value) {
        if (!holds) {
            throw new Leaving();
        }
        return value;
    }

    private Object compute(Node node) {
        if (Numbers.areInts(node.op())) {
            long second = node.inputs().size() > 1 ? number(node, 1) : 0;
            return leavingIfUndefined(() -> Numbers.ofInts(node.op(), number(node, 0), second));
        }
        if (Numbers.areFloats(node.op())) {
            double second = node.inputs().size() > 1 ? real(node, 1) : 0;
            return leavingIfUndefined(() -> Numbers.ofFloats(node.op(), real(node, 0), second));
        }
        return switch (node.op()) {
            case CONST -> constant(node);
            case GUARD_TYPE ->
                    proved(PyValues.kind(object(node, 0)) == node.detail(), object(node, 0));
            case GUARD_BOUND -> proved(object(node, 0) != Single.NULL, object(node, 0));
            case GUARD_TRUE -> proved(flag(node, 0), Single.NULL);
            case GUARD_IS ->
                    proved(
                            object(node, 0)
                                    .equals(literal((Literal) detail(node), Representation.OBJECT)),
                            object(node, 0));
            case GUARD_KEYS, SAFEPOINT, WATCH, JUMP -> Single.NULL;
            case LOAD_BUILTIN -> new PyValues.Builtin((String) detail(node));
            case UNBOX_INT -> unboxed((BigInteger) object(node, 0));
            case UNBOX_FLOAT, UNBOX_BOOL, BOX_FLOAT, BOX_BOOL -> newObject(object(node, 0));
            case BOX_INT -> PyValues.ofInt(number(node, 0));
            case INT_TO_FLOAT -> (double) number(node, 0);
            case INT_TRUE_DIVIDE ->
                    leavingIfUndefined(() -> Numbers.trueDivide(number(node, 0), number(node, 1)));
            case INT_COMPARE ->
                    Folding.holds(
                            (ComparisonOperator) detail(node), number(node, 0), number(node, 1));
            case FLOAT_COMPARE ->
                    Folding.holds((ComparisonOperator) detail(node), real(node, 0), real(node, 1));
            case NOT -> !flag(node, 0);
            case IS -> isSame(object(node, 0), object(node, 1));
            case LIST_LENGTH, TUPLE_LENGTH -> (long) PyValues.items(object(node, 0)).size();
            case CHECK_INDEX ->
                    proved(
                            number(node, 0) >= 0 && number(node, 0) < number(node, 1),
                            number(node, 0));
            case LIST_ITEM, TUPLE_ITEM ->
                    PyValues.items(object(node, 0)).get((int) number(node, 1));
            case STORE_LIST_ITEM ->
                    PyValues.items(object(node, 0)).set((int) number(node, 1), object(node, 2));
            case LIST_APPEND -> PyValues.items(object(node, 0)).add(object(node, 1));
            case NEW_TUPLE -> new PyTuple(inputs(node));
            case NEW_LIST -> new PyList(inputs(node));
            case NEW_RANGE -> new PyRange(number(node, 0), number(node, 1), number(node, 2));
            case ITERATE -> PySemantics.iterate(object(node, 0));
            case HAS_NEXT -> ((PyIterator) object(node, 0)).hasNext();
            case NEXT_ITEM -> ((PyIterator) object(node, 0)).next();
            case NEXT_INT -> ((BigInteger) ((PyIterator) object(node, 0)).next()).longValueExact();
            case END_ITERATOR -> {
                end(object(node, 0));
                yield Single.NULL;
            }
            case MAKE_CELL -> new PyCell(object(node, 0));
            case LOAD_CELL -> ((PyCell) object(node, 0)).content;
            case STORE_CELL -> {
                ((PyCell) object(node, 0)).content = object(node, 1);
                yield Single.NULL;
            }
            case LEAVE -> throw new Leaving();
            case CAUGHT -> new Str(Objects.requireNonNull(caught));
            case PARAMETER,
                    FREE_CELL,
                    RESULT,
                    GUARD_CLASS,
                    GUARD_VALUES,
                    GUARD_CLASS_KEYS,
                    GUARD_NO_DICT,
                    GUARD_IS_CLASS,
                    GUARD_MODULE,
                    GUARD_FUNCTION,
                    STR_LENGTH,
                    LOAD_VALUE,
                    STORE_VALUE,
                    LOAD_SLOT,
                    STORE_SLOT,
                    LOAD_MODULE_VALUE,
                    LOAD_GLOBAL,
                    CALL_FUNCTION,
                    GENERIC,
                    RAISE,
                    BRANCH,
                    RETURN ->
                    throw new Unsupported(node.toString());
            case INT_ADD,
                    INT_SUBTRACT,
                    INT_MULTIPLY,
                    INT_FLOOR_DIVIDE,
                    INT_REMAINDER,
                    INT_AND,
                    INT_OR,
                    INT_XOR,
                    INT_LSHIFT,
                    INT_RSHIFT,
                    INT_NEGATE,
                    INT_INVERT,
                    FLOAT_ADD,
                    FLOAT_SUBTRACT,
                    FLOAT_MULTIPLY,
                    FLOAT_DIVIDE,
                    FLOAT_FLOOR_DIVIDE,
                    FLOAT_REMAINDER,
                    FLOAT_NEGATE ->
                    throw new IllegalStateException("see Numbers");
        };
    }

    private static Object detail(Node node) {
        return Objects.requireNonNull(node.detail());
    }

    private static Object newObject(Object value) {
        return value instanceof Double number ? PyValues.newFloat(number) : value;
    }

    private static boolean isSame(Object one, Object other) {
        return one instanceof Boolean || one instanceof Single ? one.equals(other) : one == other;
    }

    private static Object unboxed(BigInteger value) {
        return proved(PyValues.fits(value), value.longValue());
    }

    private static Object leavingIfUndefined(java.util.function.Supplier<Object> operation) {
        try {
            return operation.get();
        } catch (ArithmeticException undefined) {
            throw new Leaving();
        }
    }
}

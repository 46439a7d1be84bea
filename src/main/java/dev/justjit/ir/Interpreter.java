package dev.justjit.ir;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.ir.PyValues.PyCell;
import dev.justjit.ir.PyValues.PyFunction;
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
import java.util.Objects;
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

    /** For the interpreter of bytecode, which goes on in this frame; then in that of its caller, if it was inlined. */
    public record Left(
            FrameState state, List<Object> locals, List<Object> stack, @Nullable Left caller)
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
    private final InterpretedFrame frame;
    private final Counts counts;
    private @Nullable String caught;

    private Interpreter(Graph graph, InterpretedFrame frame, int steps, int untilForced) {
        this.graph = graph;
        this.steps = steps;
        this.untilForced = untilForced;
        this.frame = frame;
        counts = frame.counts();
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
        InterpretedFrame frame = new InterpretedFrame(graph.code().locals().size(), arguments);
        Interpreter machine = new Interpreter(graph, frame, steps, untilForced);
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
                Object result = value(node.input(0));
                frame.end(List.of(result));
                return new Returned(result);
            }
            try {
                boolean made = node.type().representation() != Representation.VIRTUAL;
                if (made && node.before() != null && node.effects().leaves() != Leaves.NEVER) {
                    force();
                }
                Edge way = made ? execute(node) : null;
                node = way == null ? node.next() : follow(way);
            } catch (Leaving leaving) {
                FrameState state = Objects.requireNonNull(node.before());
                return frame.leave(state, this::value, this::compute);
            } catch (Raised raised) {
                FrameState before = node.before();
                if (before != null && before.parent() != null) {
                    return frame.leave(before, this::value, this::compute); // raises there again
                }
                caught = Objects.requireNonNull(raised.getMessage());
                Edge handler = node.handler();
                unwind(node, handler == null ? 0 : handler.depth());
                if (handler == null) {
                    frame.end(List.of());
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
        Object[] operands = new Object[node.inputs().size()];
        for (int i = 0; i < operands.length; i++) {
            operands[i] = value(node.input(i));
        }
        Object[] result = new Object[1];
        boolean jumps = frame.generic(node.instruction(), operands, result);
        values[node.id()] = result[0];
        releaseStolen(node);
        return node.targets() == 0 ? null : node.target(jumps ? 1 : 0);
    }

    private void releaseStolen(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            if (node.steals(i)) {
                counts.release(value(node.input(i)));
            }
        }
    }

    /** An instruction raised: what it took from the stack goes, and what the handler does not find there. */
    private void unwind(Node node, int depth) {
        FrameState state = Objects.requireNonNull(node.before());
        int stolen = 0;
        for (int i = 0; i < node.inputs().size(); i++) {
            stolen += node.steals(i) ? 1 : 0;
        }
        releaseStolen(node);
        for (int i = state.depth() - stolen - 1; i >= depth; i--) {
            counts.release(value(state.stack(i)));
        }
    }

    private Object value(Node node) {
        if (node.is(Op.CONST)) {
            return constant(node);
        }
        Object value = values[node.id()];
        if (value == null) {
            throw new IllegalStateException(node + " has no value");
        }
        if (node.type().representation() == Representation.OBJECT) {
            counts.checkAlive(value);
        }
        return value;
    }

    private Object constant(Node node) {
        Object known = values[node.id()];
        if (known == null) {
            known = PyValues.of(node.literal(), node.type().representation());
            if (node.type().representation().isObject()) {
                frame.constant(known);
            }
            values[node.id()] = known;
        }
        return known;
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

    private static Object proved(@Nullable Object value) {
        if (value == null) {
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
            case GUARD_CODE ->
                    proved(
                            object(node, 0) instanceof PyFunction function
                                    && function.code() == node.index(),
                            object(node, 0));
            case GUARD_IS ->
                    proved(
                            object(node, 0)
                                    .equals(
                                            PyValues.of(
                                                    (Literal) detail(node), Representation.OBJECT)),
                            object(node, 0));
            case GUARD_KEYS, GUARD_DEPTH, SAFEPOINT, WATCH, JUMP -> Single.NULL;
            case LOAD_GLOBAL -> global((String) detail(node));
            case LOAD_BUILTIN -> new PyValues.Builtin((String) detail(node));
            case UNBOX_INT -> unboxed((BigInteger) object(node, 0));
            case UNBOX_FLOAT, UNBOX_BOOL, BOX_BOOL -> object(node, 0);
            case BOX_FLOAT -> counts.adopt(PyValues.newFloat(real(node, 0)));
            case BOX_INT -> counts.adopt(PyValues.ofInt(number(node, 0)));
            case BOX_INT_IF, BOX_FLOAT_IF, BOX_INT_OR, BOX_FLOAT_OR -> boxed(node);
            case INT_TO_FLOAT -> (double) number(node, 0);
            case INT_TRUE_DIVIDE ->
                    leavingIfUndefined(() -> Numbers.trueDivide(number(node, 0), number(node, 1)));
            case INT_COMPARE ->
                    Folding.holds(
                            (ComparisonOperator) detail(node), number(node, 0), number(node, 1));
            case FLOAT_COMPARE ->
                    Folding.holds((ComparisonOperator) detail(node), real(node, 0), real(node, 1));
            case NOT -> !flag(node, 0);
            case SELECT_INT -> number(node, flag(node, 0) ? 1 : 2);
            case SELECT_FLOAT -> real(node, flag(node, 0) ? 1 : 2);
            case SELECT -> object(node, flag(node, 0) ? 1 : 2);
            case FLOAT_SQUARE_ROOT -> proved(!(real(node, 0) < 0), Math.sqrt(real(node, 0)));
            case IS -> PyValues.isSame(object(node, 0), object(node, 1));
            case CHECK_INDEX ->
                    proved(
                            number(node, 0) >= 0 && number(node, 0) < number(node, 1),
                            number(node, 0));
            case NEW_TUPLE -> counts.adopt(new PyTuple(inputs(node)));
            case NEW_LIST -> counts.adopt(new PyList(inputs(node)));
            case NEW_RANGE ->
                    counts.adopt(new PyRange(number(node, 0), number(node, 1), number(node, 2)));
            case ITERATE -> counts.hold(PySemantics.iterate(object(node, 0)));
            case RANGE_ITERATOR ->
                    counts.hold(
                            new PyIterator(
                                    new PyRange(
                                            number(node, 0), number(node, 1), number(node, 2))));
            case HAS_NEXT -> ((PyIterator) object(node, 0)).hasNext();
            case NEXT_OR_END -> {
                PyIterator iterator = (PyIterator) object(node, 0);
                yield iterator.hasNext() ? counts.hold(iterator.next()) : Single.NULL;
            }
            case NEXT_ITEM -> counts.hold(((PyIterator) object(node, 0)).next());
            case NEXT_INT -> ((BigInteger) ((PyIterator) object(node, 0)).next()).longValueExact();
            case END_ITERATOR -> {
                frame.end(object(node, 0));
                yield Single.NULL;
            }
            case MAKE_CELL -> counts.adopt(new PyCell(object(node, 0)));
            case LOAD_CELL -> ((PyCell) object(node, 0)).content;
            case STORE_CELL -> {
                PyCell cell = (PyCell) object(node, 0);
                Object old = cell.content;
                cell.content = object(node, 1);
                counts.release(old);
                yield Single.NULL;
            }
            case LEAVE -> throw new Leaving();
            case CAUGHT -> counts.adopt(new Str(Objects.requireNonNull(caught)));
            case STORE_LOCAL -> {
                frame.store(node.index(), object(node, 0), node.detail() == Replaced.STALE);
                yield Single.NULL;
            }
            case LOAD_LOCAL -> frame.local(node.index());
            case RETAIN -> {
                counts.retain(object(node, 0));
                yield Single.NULL;
            }
            case RELEASE -> {
                counts.release(object(node, 0));
                yield Single.NULL;
            }
            case RELEASE_QUIETLY -> {
                proved(!counts.endsLoudly(object(node, 0)), Single.NULL);
                counts.release(object(node, 0));
                yield Single.NULL;
            }
            default -> proved(PyTables.compute(node, inputs(node), counts));
        };
    }

    /** A function of the name, whose code the graph has. */
    private Object global(String name) {
        for (Code code : graph.codes()) {
            if (code.number() > 0 && code.name().equals(name)) {
                return new PyFunction(name, code.number());
            }
        }
        throw new Unsupported(name);
    }

    /** The object that is kept beside a number, or one that is made of it, if there is one. */
    private Object boxed(Node node) {
        Object kept = object(node, node.inputs().size() - 1);
        boolean maybe = node.is(Op.BOX_INT_IF) || node.is(Op.BOX_FLOAT_IF);
        if (kept != Single.NULL || maybe && !flag(node, 1)) {
            counts.retain(kept);
            return kept;
        }
        boolean isInt = node.is(Op.BOX_INT_IF) || node.is(Op.BOX_INT_OR);
        return counts.adopt(
                isInt ? PyValues.ofInt(number(node, 0)) : PyValues.newFloat(real(node, 0)));
    }

    private static Object detail(Node node) {
        return Objects.requireNonNull(node.detail());
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

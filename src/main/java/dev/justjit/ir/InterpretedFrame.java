package dev.justjit.ir;

import dev.justjit.ir.PyValues.PyIterator;
import dev.justjit.ir.PyValues.PyList;
import dev.justjit.ir.PyValues.PyRange;
import dev.justjit.ir.PyValues.Single;
import dev.justjit.ir.PyValues.Unsupported;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The frame that a graph runs in: the slots of its locals, references to objects, and whole instructions. */
final class InterpretedFrame {
    private final Counts counts = new Counts();
    private final Object[] slots;

    /** What the caller and the code hold. */
    private final List<Object> outside = new ArrayList<>();

    InterpretedFrame(int locals, List<Object> arguments) {
        slots = new Object[locals];
        Arrays.fill(slots, Single.NULL);
        for (int i = 0; i < arguments.size(); i++) {
            slots[i] = arguments.get(i);
            counts.hold(slots[i]);
            outside.add(counts.hold(slots[i]));
        }
    }

    Counts counts() {
        return counts;
    }

    /** A constant, which the code keeps alive. */
    Object constant(Object object) {
        outside.add(counts.hold(object));
        return object;
    }

    Object local(int index) {
        return slots[index];
    }

    void store(int index, Object object, boolean stale) {
        Object old = slots[index];
        slots[index] = object;
        if (stale) {
            checkStale(old);
            counts.release(old);
        }
    }

    private static void checkStale(Object old) {
        switch (PyValues.kind(old)) {
            case NULL, NONE, BOOL, INT, FLOAT -> {} // nobody notices its end
            default -> throw new IllegalStateException("stale, but loud: " + old);
        }
    }

    /** The frame ends; nothing is left but what the caller gets. */
    void end(List<Object> results) {
        for (int i = 0; i < slots.length; i++) {
            store(i, Single.NULL);
        }
        check(results);
    }

    private void store(int index, Object object) {
        Object old = slots[index];
        slots[index] = object;
        counts.release(old);
    }

    private void check(List<Object> more) {
        List<Object> roots = new ArrayList<>(outside);
        roots.addAll(more);
        counts.check(roots);
    }

    /**
     * The interpreter of bytecode takes over: objects that nobody made are made, each once. Then the slots, the stack and
     * what is outside hold all that there is.
     *
     * @param value gives the value of a node
     * @param make makes the value of one that is virtual
     */
    Interpreter.Left leave(
            FrameState state, Function<Node, Object> value, Function<Node, Object> make) {
        Map<Node, Object> made = new HashMap<>();
        List<Object> all = new ArrayList<>();
        List<Object> rest = new ArrayList<>(kept(state, make, made));
        Interpreter.Left left =
                frame(state, node -> object(node, value, make, made), value, all, rest);
        rest.forEach(counts::release);
        all.addAll(Arrays.asList(slots));
        check(all);
        return left;
    }

    /** Objects beside numbers, which slots may lose before they are asked for; each with a reference more. */
    private static List<Object> kept(
            @Nullable FrameState state, Function<Node, Object> make, Map<Node, Object> made) {
        List<Object> kept = new ArrayList<>();
        for (FrameState each = state; each != null; each = each.parent()) {
            for (int i = 0; i < each.locals() + each.depth(); i++) {
                Node node = each.values().get(i);
                boolean virtual = node.type().representation() == Representation.VIRTUAL;
                boolean or = node.is(Op.BOX_INT_OR) || node.is(Op.BOX_FLOAT_OR);
                boolean maybe = node.is(Op.BOX_INT_IF) || node.is(Op.BOX_FLOAT_IF);
                if (virtual && (or || maybe) && !made.containsKey(node)) {
                    made.put(node, make.apply(node));
                    kept.add(made.get(node));
                }
            }
        }
        return kept;
    }

    /**
     * The frame that a state says, and those of its callers.
     *
     * @param object gives a value's object with a reference, made if need be
     * @param all gets what the frames hold but for the slots
     * @param rest gets what is still to be let go of
     */
    private Interpreter.Left frame(
            FrameState state,
            Function<Node, Object> object,
            Function<Node, Object> value,
            List<Object> all,
            List<Object> rest) {
        FrameState parent = state.parent();
        Interpreter.Left caller = null;
        if (parent == null) {
            fillSlots(state, object, value);
        } else {
            List<Object> function = new ArrayList<>();
            caller = frame(parent, object, value, all, function);
            all.addAll(function);
        }
        List<Object> locals = new ArrayList<>(parent == null ? List.of(slots) : List.of());
        List<Object> stack = new ArrayList<>();
        for (int i = locals.size(); i < state.values().size(); i++) {
            Node node = state.values().get(i);
            Object there = state.isOwned(i) ? value.apply(node) : object.apply(node);
            (i < state.locals() ? locals : i < state.locals() + state.depth() ? stack : rest)
                    .add(there);
        }
        all.addAll(stack);
        all.addAll(parent == null ? List.of() : locals);
        return new Interpreter.Left(state, locals, stack, caller);
    }

    private void fillSlots(
            FrameState state, Function<Node, Object> object, Function<Node, Object> value) {
        for (int i = 0; i < state.locals(); i++) {
            Node node = state.local(i);
            if (!state.isInSlot(i)) {
                store(i, object.apply(node), true);
            } else if (!PyValues.isSame(slots[i], value.apply(node))) {
                throw new IllegalStateException("local " + i + " is not " + node);
            }
        }
    }

    /** An object that an exit mentions, with a reference. */
    private Object object(
            Node node,
            Function<Node, Object> value,
            Function<Node, Object> make,
            Map<Node, Object> made) {
        boolean there = node.type().representation() != Representation.VIRTUAL;
        Object known = there ? value.apply(node) : made.get(node);
        if (known != null) {
            counts.retain(known);
            return known;
        }
        Object object = make.apply(node);
        made.put(node, object);
        return object;
    }

    /** Runs a whole instruction; its result comes with a reference. Says whether a jump goes to its second target. */
    boolean generic(Instruction insn, Object[] operands, Object[] result) {
        switch (insn.opcode()) {
            case FOR_ITER -> {
                boolean more = operands[0] instanceof PyIterator next && next.hasNext();
                if (more) {
                    result[0] = counts.hold(((PyIterator) operands[0]).next());
                } else {
                    end(operands[0]);
                }
                return !more;
            }
            case STORE_SUBSCR -> {
                if (operands[1] instanceof PyTables.PyDict dict) {
                    PyTables.store(dict, operands[2], counts.hold(operands[0]), counts);
                    return false;
                }
                List<Object> before =
                        operands[1] instanceof PyList list ? List.copyOf(list.items) : List.of();
                PySemantics.store(operands[0], operands[1], operands[2]);
                int place = PySemantics.place(operands[1], operands[2]);
                counts.hold(operands[0]);
                counts.release(before.get(place));
            }
            case LIST_APPEND -> {
                Object item = operands[operands.length - 1];
                ((PyList) operands[0]).items.add(counts.hold(item));
            }
            default ->
                    result[0] =
                            counts.hold(PySemantics.apply(insn.opcode(), insn.oparg(), operands));
        }
        return false;
    }

    /** An iterator is at its end, and is let go of. */
    void end(Object iterator) {
        if (!(iterator instanceof PyIterator ended)) {
            throw new Unsupported("iteration over " + iterator);
        }
        Object source = ended.source;
        if (source != null && !(source instanceof PyRange)) {
            ended.source = null;
            counts.release(source);
        }
        counts.release(iterator);
    }
}

package dev.justjit.lower;

import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Node;
import dev.justjit.ir.Order;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values in registers over nodes at which these lose their contents: they are brought to words before, unless slots have
 * them, and back behind. At such a node and on its ways memory has all values: {@code held} lists the words in use behind
 * the slots.
 */
final class CallerSaves {
    private final Function function;
    private final Access access;
    private final Map<Node, List<LiveRange>> kept = new HashMap<>();

    CallerSaves(Function function, Access access) {
        this.function = function;
        this.access = access;
    }

    /** Whether registers lose their contents at the node. */
    static boolean loses(Node node) {
        return States.isWhole(node) || Clobbers.calls(node);
    }

    /**
     * Those that words have to keep.
     *
     * @param behind what slots hold behind the node, if it does not end its block
     */
    private List<LiveRange> kept(Node node, @Nullable Node[] behind) {
        List<LiveRange> known = kept.get(node);
        if (known != null) {
            return known;
        }
        List<LiveRange> found = new ArrayList<>();
        for (LiveRange range : function.ranges().lostAt(node)) {
            if (!isServed(node, behind, range)) {
                if (range.home == null) {
                    throw new NotCompiled("no slot has a value that one had");
                }
                found.add(range);
            }
        }
        kept.put(node, found);
        return found;
    }

    /** Whether a slot has the value wherever control goes. */
    private boolean isServed(Node node, @Nullable Node[] behind, LiveRange range) {
        if (node != node.block().end()) {
            return SlotFlow.find(behind, range.value) >= 0;
        }
        for (int way = 0; way < Order.successors(node.block()); way++) {
            Edge edge = Order.successor(node.block(), way);
            @Nullable Node[] held = function.slots().along(edge);
            if (held != null
                    && SlotFlow.find(held, range.value) < 0
                    && (function.ranges().isIn(range, edge.to()) || isArgument(range, edge))) {
                return false;
            }
        }
        return true;
    }

    private boolean isArgument(LiveRange range, Edge edge) {
        for (int i = 0; i < edge.arguments().size(); i++) {
            if (States.origin(edge.arguments().get(i)) == range.value
                    && function.placeIn(edge.to(), edge.to().parameter(i)) != null) {
                return true;
            }
        }
        return false;
    }

    /** Brings registers to words, before the node, behind which slots hold {@code behind}. */
    void save(Node node, @Nullable Node[] behind) {
        for (LiveRange range : kept(node, behind)) {
            access.move(home(range), location(range));
        }
    }

    /** What memory holds at the node and behind it: the slots, and the words that keep values. */
    @Nullable Node[] memory(Node node, @Nullable Node[] held) {
        int slots = function.slots().size();
        @Nullable Node[] memory = Arrays.copyOf(held, slots + function.words());
        for (LiveRange range : kept(node, held)) {
            memory[slots + home(range).index()] = range.value;
        }
        return memory;
    }

    /** Brings values back to registers, behind the node. */
    void restore(Node node, @Nullable Node[] memory) {
        for (LiveRange range : function.ranges().lostAt(node)) {
            access.move(location(range), function.location(range.value, memory));
        }
    }

    /** Brings them back on a way out of the block that the node ends. */
    void restore(Edge edge, @Nullable Node[] memory, ParallelMoves moves) {
        if (loses(edge.from())) {
            for (LiveRange range : function.ranges().lostAt(edge.from())) {
                if (function.ranges().isIn(range, edge.to())) {
                    moves.add(location(range), function.location(range.value, memory));
                }
            }
        }
    }

    private static Location location(LiveRange range) {
        return known(range.location);
    }

    private static Location home(LiveRange range) {
        return known(range.home);
    }

    private static Location known(@Nullable Location location) {
        if (location == null) {
            throw new IllegalStateException("a value has no place");
        }
        return location;
    }
}

package dev.justjit.opt;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Order;
import dev.justjit.ir.Representation;
import java.util.ArrayDeque;

/**
 * What a graph is expected to gain over templates, where that cannot be timed: operations on numbers without objects, and
 * reads that need no reference, against whole instructions, before which the frame has to be complete.
 */
public final class Gain {
    /** A pass through a loop for each pass through what is around it. */
    private static final int PASSES = 8;

    private static final int DEEPEST = 3;

    /** An operation whose result has no object: templates make one, or put it into an old one. */
    private static final int NUMBER = 3;

    private static final int LOAD = 1;
    private static final int WHOLE = -3;

    private final Order order;
    private final int[] depths;

    private Gain(Order order) {
        this.order = order;
        depths = new int[order.size()];
    }

    /** The gain of one execution, in units of about a nanosecond; of a graph that is entered at a loop, of one pass. */
    public static long of(Graph graph) {
        Gain gain = new Gain(new Order(graph));
        gain.findLoops();
        long sum = 0;
        for (Block block : gain.order.blocks()) {
            long weight = 1;
            for (int i = 0; i < Math.min(DEEPEST, gain.depths[block.number()]); i++) {
                weight *= PASSES;
            }
            for (Node node = block.first(); node != null; node = node.next()) {
                sum += weight * of(node);
            }
        }
        return sum;
    }

    private static int of(Node node) {
        return switch (node.op()) {
            case GENERIC, CALL_FUNCTION -> WHOLE;
            case LOAD_VALUE, LOAD_SLOT, LIST_ITEM, TUPLE_ITEM, LOAD_CELL -> LOAD;
            case CONST, PARAMETER, RESULT -> 0;
            default -> isNumber(node) ? NUMBER : 0;
        };
    }

    /** Whether it computes with numbers without objects. */
    private static boolean isNumber(Node node) {
        Representation result = node.type().representation();
        boolean number = result == Representation.INT64 || result == Representation.DOUBLE;
        return number && !node.inputs().isEmpty() && takesNumbers(node);
    }

    private static boolean takesNumbers(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Representation input = node.input(i).type().representation();
            if (input == Representation.OBJECT || input == Representation.VIRTUAL) {
                return false;
            }
        }
        return true;
    }

    /** Counts for each block the jumps back that it is between. */
    private void findLoops() {
        for (Block block : order.blocks()) {
            for (Edge edge : block.predecessors()) {
                int from = edge.from().block().number();
                if (from >= block.number()) {
                    count(block, from);
                }
            }
        }
    }

    /** The blocks from which control comes to the end of a loop without passing its header. */
    private void count(Block header, int end) {
        boolean[] seen = new boolean[order.size()];
        ArrayDeque<Integer> work = new ArrayDeque<>();
        seen[header.number()] = true;
        depths[header.number()]++;
        work.push(end);
        while (!work.isEmpty()) {
            int number = work.pop();
            if (!seen[number]) {
                seen[number] = true;
                depths[number]++;
                for (Edge edge : order.at(number).predecessors()) {
                    int from = edge.from().block().number();
                    if (from >= 0) {
                        work.push(from);
                    }
                }
            }
        }
    }
}

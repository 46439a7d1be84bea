package dev.justjit.region.opt;

import dev.justjit.analysis.Loops;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VRegs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Copies the bodies of small innermost loops. What does not change in a loop is then computed in its
 * first iteration only ({@link Redundancy} takes it out of the others), and only one of several iterations
 * has a safepoint: what is pending waits for at most {@link #MOST_COPIES} short iterations.
 *
 * <p>Copies share their operations and ways out: a virtual register has one place everywhere, so the code of a way out
 * serves all of them.
 */
public final class Unroller {
    private static final int MOST_COPIES = 4;

    /** Loops with more operations are not copied, nor those that call functions. */
    private static final int MOST_OPS = 60;

    /** With more ways through it a loop has one iteration only: its branches are foreseen worse in copies. */
    private static final int MOST_BLOCKS = 4;

    /** Operations after copying, the first iteration aside. */
    private static final int OPS_TOGETHER = 32;

    private final List<Block> blocks;
    private final IntFunction<Loops.@Nullable Loop> loops;
    private final VRegs regs;

    private Unroller(List<Block> blocks, IntFunction<Loops.@Nullable Loop> loops, VRegs regs) {
        this.blocks = new ArrayList<>(blocks);
        this.loops = loops;
        this.regs = regs;
    }

    /**
     * The blocks with copies; the first one stays the first one.
     *
     * @param loops the loop of the bytecode that starts at a unit, or null
     */
    public static List<Block> unroll(
            List<Block> blocks, IntFunction<Loops.@Nullable Loop> loops, VRegs regs) {
        Unroller unroller = new Unroller(blocks, loops, regs);
        for (Map.Entry<Block, Set<Block>> loop : unroller.innermostLoops().entrySet()) {
            unroller.copy(loop.getKey(), loop.getValue());
        }
        return unroller.blocks;
    }

    // ---- finding loops ----

    /**
     * Bodies of loops that contain no others, by the versions of their headers. Which blocks belong
     * to a loop is known from the bytecode: the first block of an outer loop's later iterations is often
     * reached only from the inner loop, so that in the graph of blocks both have one header.
     */
    private Map<Block, Set<Block>> innermostLoops() {
        List<Block> ordered = Order.of(blocks);
        Map<Block, List<Block>> predecessors = new HashMap<>();
        for (Block block : ordered) {
            for (Block successor : successors(block)) {
                predecessors.computeIfAbsent(successor, key -> new ArrayList<>()).add(block);
            }
        }
        Map<Block, Set<Block>> innermost = new LinkedHashMap<>();
        for (Block header : ordered) {
            Loops.Loop loop = loops.apply(header.unit);
            if (loop != null) {
                Set<Block> body = reached(header, loop, Unroller::successors);
                body.retainAll(reached(header, loop, b -> predecessors.getOrDefault(b, List.of())));
                if (body.contains(header) && !holdsLoop(header, body)) {
                    innermost.put(header, body);
                }
            }
        }
        return innermost;
    }

    private static List<Block> successors(Block block) {
        List<Block> successors = new ArrayList<>();
        if (block.taken != null) {
            successors.add(block.taken);
        }
        if (block.next != null) {
            successors.add(block.next);
        }
        return successors;
    }

    /** Blocks of the loop that are reached from the header; it is one of them if it is in a cycle. */
    private static Set<Block> reached(
            Block header, Loops.Loop loop, Function<Block, List<Block>> step) {
        Set<Block> reached = new LinkedHashSet<>();
        Deque<Block> work = new ArrayDeque<>(step.apply(header));
        while (!work.isEmpty()) {
            Block block = work.pop();
            if (loop.contains(block.unit) && reached.add(block) && block != header) {
                work.addAll(step.apply(block));
            }
        }
        return reached;
    }

    /** Whether there are cycles that do not pass the header. */
    private static boolean holdsLoop(Block header, Set<Block> body) {
        for (Block block : body) {
            for (Block successor : successors(block)) {
                boolean isBack = successor.start <= block.start;
                if (isBack && successor != header && body.contains(successor)) {
                    return true;
                }
            }
        }
        return false;
    }

    // ---- copying ----

    private void copy(Block header, Set<Block> body) {
        int ops = body.stream().mapToInt(block -> block.ops.size()).sum();
        if (ops > MOST_OPS || body.stream().anyMatch(Block::callsFunction)) {
            return;
        }
        boolean peel = new Invariants(body, regs).prepare();
        int copies = 1;
        if (body.size() <= MOST_BLOCKS) {
            copies = Math.max(1, Math.min(MOST_COPIES, OPS_TOGETHER / Math.max(1, ops)));
        }
        if (peel) {
            copies++; // the blocks themselves become the first iteration
        } else if (copies == 1) {
            return;
        }
        List<Map<Block, Block>> iterations = new ArrayList<>();
        for (int i = 1; i < copies; i++) {
            Map<Block, Block> iteration = new LinkedHashMap<>();
            body.forEach(block -> iteration.put(block, copy(block)));
            iterations.add(iteration);
        }
        connect(header, body, iterations, peel);
    }

    private Block copy(Block block) {
        Block copy = new Block(blocks.size(), block.unit);
        copy.ops.addAll(block.ops);
        copy.condition = block.condition;
        copy.taken = block.taken;
        copy.next = block.next;
        blocks.add(copy);
        return copy;
    }

    /** Each iteration leads to the one after it, the last one to the second if there is a first one alone. */
    private static void connect(
            Block header, Set<Block> body, List<Map<Block, Block>> iterations, boolean peel) {
        for (int i = 0; i < iterations.size(); i++) {
            boolean isLast = i == iterations.size() - 1;
            int following = isLast ? 0 : i + 1;
            Block back =
                    isLast && !peel
                            ? header
                            : Objects.requireNonNull(iterations.get(following).get(header));
            Map<Block, Block> iteration = iterations.get(i);
            for (Block copy : iteration.values()) {
                copy.taken = target(copy.taken, header, back, iteration);
                copy.next = target(copy.next, header, back, iteration);
                if (!isLast) {
                    copy.ops.removeIf(op -> op.kind == Op.Kind.SAFEPOINT);
                }
            }
        }
        Block second = Objects.requireNonNull(iterations.get(0).get(header));
        for (Block block : body) {
            block.taken = block.taken == header ? second : block.taken;
            block.next = block.next == header ? second : block.next;
            if (!peel) {
                block.ops.removeIf(op -> op.kind == Op.Kind.SAFEPOINT);
            }
        }
    }

    private static @Nullable Block target(
            @Nullable Block to, Block header, Block back, Map<Block, Block> iteration) {
        return to == header ? back : to == null ? null : iteration.getOrDefault(to, to);
    }
}

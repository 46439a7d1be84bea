package dev.justjit.region;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Walks the bytecode of a loop from its header and makes blocks of operations: one version of each
 * block for every state of types that reaches it. States differ between the first iteration and the
 * others, so what a local holds before it is first assigned, and which locals are still the objects of the frame,
 * is always known.
 */
final class RegionBuilder {
    /** Versions of one block; more ways to it leave the region. */
    private static final int MAX_VERSIONS = 8;

    private static final int MAX_BLOCKS = 400;

    final Flow flow;
    final Loops.Loop loop;
    final Inputs inputs;
    final VRegs regs = new VRegs();
    final Slots slots;
    final EntryPlan entry;

    /** Why ways out of the loop's body were not followed, by unit. */
    final Map<Integer, String> obstacles = new HashMap<>();

    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Block> versions = new HashMap<>();
    private final Map<Integer, Integer> versionsOfUnit = new HashMap<>();
    private final ArrayDeque<Walker> work = new ArrayDeque<>();
    private boolean closed;

    RegionBuilder(Flow flow, Loops.Loop loop, Inputs inputs) {
        this.flow = flow;
        this.loop = loop;
        this.inputs = inputs;
        slots = new Slots(flow, loop);
        entry = new EntryPlan(this);
    }

    /**
     * Builds all blocks; the first one is where the region starts.
     *
     * @throws NotNumeric if no iteration can be done inside
     */
    List<Block> build() {
        entry.requireNames();
        Val[] locals = entry.locals();
        List<Val> stack = entry.stack();
        Block first = version(loop.header(), locals, stack);
        while (!work.isEmpty()) {
            work.pop().walk();
        }
        if (first.onlyLeaves() || !closed) {
            throw new NotNumeric(
                    obstacles.isEmpty()
                            ? "no iteration stays in machine registers"
                            : obstacles.values().iterator().next());
        }
        return blocks;
    }

    /** The block that starts at the unit in the given state; made when there is none yet. */
    Block version(int unit, Val[] locals, List<Val> stack) {
        if (unit == loop.header() && !blocks.isEmpty()) {
            closed = true;
        }
        if (!loop.contains(unit)) {
            return leave(new Checkpoint(unit, locals.clone(), stack.toArray(new Val[0])), unit);
        }
        String key = key(unit, locals, stack);
        Block known = versions.get(key);
        if (known != null) {
            return known;
        }
        int count = versionsOfUnit.merge(unit, 1, Integer::sum);
        if (count > MAX_VERSIONS || blocks.size() > MAX_BLOCKS) {
            obstacles.put(unit, "its types change too often");
            return leave(new Checkpoint(unit, locals.clone(), stack.toArray(new Val[0])), unit);
        }
        Block block = newBlock(unit);
        versions.put(key, block);
        work.push(new Walker(this, block, flow.indexOf(unit), locals.clone(), stack));
        return block;
    }

    /** A block of its own goes on at the unit; guards there go back to the checkpoint. */
    void continueIn(Block block, int unit, Val[] locals, List<Val> stack, Checkpoint checkpoint) {
        Walker walker = new Walker(this, block, flow.indexOf(unit), locals.clone(), stack);
        walker.checkpoint = checkpoint;
        work.push(walker);
    }

    Block newBlock(int unit) {
        Block block = new Block(blocks.size(), unit);
        blocks.add(block);
        return block;
    }

    /** The ordinary way out of the loop. */
    private Block leave(Checkpoint to, int unit) {
        Block block = newBlock(unit);
        block.exit = new Exit(to, "the loop ends", unit, true);
        return block;
    }

    private static String key(int unit, Val[] locals, List<Val> stack) {
        StringBuilder key = new StringBuilder().append(unit);
        List<Val.Identity> seen = new ArrayList<>();
        for (Val local : locals) {
            add(key.append('|'), local, seen);
        }
        for (Val entry : stack) {
            add(key.append('/'), entry, seen);
        }
        return key.toString();
    }

    private static void add(StringBuilder key, Val value, List<Val.Identity> seen) {
        key.append(value.shape().key());
        if (value.iterator() != null) {
            key.append(value.iterator().step() == null ? value.iterator().stepValue() : "?");
            key.append(value.identity().slot);
        } else if (value.identity().slot >= 0) {
            key.append('@').append(value.identity().slot);
        } else if (value.reg() == null) {
            key.append('#').append(value.constant()).append('=').append(value.bits());
        } else if (value.identity().pointer != null) {
            key.append('*').append(value.identity().pointer.name);
        } else if (!value.is(Shape.Kind.BOOL)) {
            int leader = seen.indexOf(value.identity());
            if (leader < 0) {
                leader = seen.size();
                seen.add(value.identity());
            }
            key.append('=').append(leader);
        }
    }
}

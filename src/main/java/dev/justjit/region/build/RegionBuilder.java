package dev.justjit.region.build;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Checkpoint;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import dev.justjit.region.ir.Slots;
import dev.justjit.region.ir.VReg;
import dev.justjit.region.ir.VRegs;
import dev.justjit.region.ir.Val;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks the bytecode of a loop from its header and makes blocks of operations: one version of each
 * block for every state of types that reaches it. States differ between the first iteration and the
 * others, so what a local holds before it is first assigned, and which locals are still the objects of the frame,
 * is always known.
 */
public final class RegionBuilder {
    /** Versions of one block; more ways to it leave the region. */
    private static final int MAX_VERSIONS = 8;

    private static final int MAX_BLOCKS = 400;

    /** The bytecode. */
    public final Flow flow;

    /** The loop that is built; of a function, all of it. */
    public final Loops.Loop loop;

    /** What the frame and the namespaces hold. */
    public final Inputs inputs;

    /** All virtual registers. */
    public final VRegs regs = new VRegs();

    /** The slots of the frame. */
    public final Slots slots;

    /** What is needed where it is entered. */
    public final EntryPlan entry;

    /** The region with the functions that it calls. */
    public final RegionCallees callees;

    /** The function this is, or null for the region itself. */
    public final @Nullable Callee callee;

    /** Of a function: where its arguments are. */
    public final List<VReg> parameters = new ArrayList<>();

    /** Why ways out of the loop's body were not followed, by unit. */
    public final Map<Integer, String> obstacles = new HashMap<>();

    private final List<Block> blocks = new ArrayList<>();
    private final Map<String, Block> versions = new HashMap<>();
    private final Map<Integer, Integer> versionsOfUnit = new HashMap<>();
    private final ArrayDeque<BlockBuilder> work = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Shape returned;

    /** Of a loop: the region itself. */
    public RegionBuilder(Flow flow, Loops.Loop loop, Inputs inputs) {
        this.flow = flow;
        this.loop = loop;
        this.inputs = inputs;
        callee = null;
        slots = new Slots(flow, loop);
        entry = new EntryPlan(this);
        callees = new RegionCallees(entry, inputs);
    }

    /**
     * No loop, and nothing to build: what stands for the region where a function is not called by one. Its entry
     * is for what functions use of the globals.
     *
     * @param inputs of the function: no frame
     */
    public RegionBuilder(Flow flow, Inputs inputs) {
        this(flow, wholeOf(flow), inputs);
    }

    private static Loops.Loop wholeOf(Flow flow) {
        int last = flow.insns().get(flow.insns().size() - 1).start();
        return new Loops.Loop(0, last, false, true);
    }

    /** A function that the region calls: all of its code, from its start. */
    RegionBuilder(Callee callee, RegionCallees callees) {
        this.callee = callee;
        this.callees = callees;
        flow = callee.source.flow();
        loop = new Loops.Loop(0, flow.image().units(), false, true);
        slots = new Slots(flow);
        inputs = callee.source.inputs();
        entry = callees.entry;
    }

    /**
     * Builds all blocks; the first one is where the region starts.
     *
     * @throws NotNumeric if no iteration can be done inside
     */
    public List<Block> build() {
        if (callee != null) {
            buildFunction(callee);
            return blocks;
        }
        entry.requireNames();
        Block first = version(loop.header(), entry.locals(), entry.stack());
        while (!work.isEmpty()) {
            work.pop().walk();
        }
        boolean worth = loop.body() ? !callees.all().isEmpty() : closed;
        if (first.onlyLeaves() || !worth) {
            throw new NotNumeric(
                    obstacles.isEmpty()
                            ? "no iteration stays in machine registers"
                            : obstacles.values().iterator().next());
        }
        return blocks;
    }

    private void buildFunction(Callee function) {
        Val[] locals = new Val[flow.image().localsPlus()];
        for (int i = 0; i < locals.length; i++) {
            boolean isParameter = i < function.parameters.size();
            locals[i] = Val.known(Shape.UNBOUND, 0);
            if (isParameter) {
                Shape shape = function.parameters.get(i);
                VReg reg = regs.ofLocal(i, shape);
                parameters.add(reg);
                locals[i] = Val.reg(shape, reg);
            }
        }
        version(0, locals, List.of());
        while (!work.isEmpty()) {
            work.pop().walk();
        }
    }

    /** All blocks, the entry first. */
    public List<Block> blocks() {
        return blocks;
    }

    /** Shape of what the function returns, or null if it never does. */
    @Nullable Shape returned() {
        return returned;
    }

    /**
     * The function returns a value of the shape.
     *
     * @throws NotNumeric if it returns another one elsewhere
     */
    void returns(Shape shape) {
        if (returned != null && !returned.equals(shape)) {
            throw new NotNumeric("the function returns values of different types");
        }
        returned = shape;
    }

    /** The block that starts at the unit in the given state; made when there is none yet. */
    Block version(int unit, Val[] locals, List<Val> stack) {
        if (unit == loop.header() && !blocks.isEmpty()) {
            closed = true;
        }
        if (!loop.contains(unit)) {
            return leave(state(unit, locals, stack), unit);
        }
        String key = key(unit, locals, stack);
        Block known = versions.get(key);
        if (known != null) {
            return known;
        }
        int count = versionsOfUnit.merge(unit, 1, Integer::sum);
        if (count > MAX_VERSIONS || blocks.size() > MAX_BLOCKS) {
            obstacles.put(unit, "its types change too often");
            return leave(state(unit, locals, stack), unit);
        }
        Block block = newBlock(unit);
        versions.put(key, block);
        work.push(new BlockBuilder(this, block, flow.indexOf(unit), locals.clone(), stack));
        return block;
    }

    /** A block of its own goes on at the unit; guards there go back to the checkpoint. */
    void continueIn(Block block, int unit, Val[] locals, List<Val> stack, Checkpoint checkpoint) {
        BlockBuilder walker =
                new BlockBuilder(this, block, flow.indexOf(unit), locals.clone(), stack);
        walker.checkpoint = checkpoint;
        work.push(walker);
    }

    Block newBlock(int unit) {
        Block block = new Block(blocks.size(), unit);
        blocks.add(block);
        return block;
    }

    private Checkpoint state(int unit, Val[] locals, List<Val> stack) {
        return callee != null
                ? Checkpoint.none(unit)
                : new Checkpoint(unit, locals.clone(), stack.toArray(new Val[0]));
    }

    /** The ordinary way out of the loop. */
    private Block leave(Checkpoint to, int unit) {
        Block block = newBlock(unit);
        block.exit = new Exit(to, Exit.LOOP_ENDS, unit, true);
        return block;
    }

    private String key(int unit, Val[] locals, List<Val> stack) {
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

    private void add(StringBuilder key, Val value, List<Val.Identity> seen) {
        key.append(value.shape().key());
        if (value.iterator() != null) {
            key.append(value.iterator().step() == null ? value.iterator().stepValue() : "?");
            key.append(value.identity().slot);
        } else if (callee != null && value.reg() != null) {
            key.append('.'); // without a frame no object is ever shown
        } else if (value.identity().slot >= 0) {
            key.append('@').append(value.identity().slot);
        } else if (value.reg() == null) {
            key.append('#').append(value.constant()).append('=').append(value.bits());
        } else if (value.identity().constant >= 0) {
            key.append('c').append(value.identity().constant);
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

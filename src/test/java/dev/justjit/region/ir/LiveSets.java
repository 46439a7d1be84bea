package dev.justjit.region.ir;

import dev.justjit.region.alloc.Allocator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which registers are live where, computed the slow way: what {@link Allocator} has to respect. */
public final class LiveSets {
    private final Map<Block, Set<VReg>> atStart = new HashMap<>();

    public LiveSets(List<Block> blocks) {
        for (Block block : blocks) {
            atStart.put(block, new HashSet<>());
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Block block : blocks) {
                changed |= atStart.get(block).addAll(before(block, 0));
            }
        }
    }

    /** The registers that are read from the operation on, before they are written. */
    public Set<VReg> before(Block block, int number) {
        Set<VReg> live = new HashSet<>();
        for (Block successor : new Block[] {block.next, block.taken}) {
            if (successor != null) {
                live.addAll(atStart.get(successor));
            }
        }
        if (block.exit != null) {
            live.addAll(block.exit.uses());
        }
        if (block.condition != null) {
            live.add(block.condition.left());
            if (block.condition.right() != null) {
                live.add(block.condition.right());
            }
        }
        for (int i = block.ops.size() - 1; i >= number; i--) {
            Op op = block.ops.get(i);
            live.remove(op.dst);
            live.addAll(Liveness.uses(op));
            if (op.exit != null) {
                live.addAll(op.exit.uses());
            }
        }
        return live;
    }
}

package dev.justjit.region.ir;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which registers are needed where: by a backward flow over the blocks. Removes what nobody needs. */
public final class Liveness {
    private final List<Block> blocks;
    private final List<VReg> regs;
    private final BitSet[] liveIn;
    private final BitSet[] liveOut;

    /** Of blocks that are numbered by their {@link Block#start}, and of all registers. */
    public Liveness(List<Block> blocks, List<VReg> regs) {
        this.blocks = blocks;
        this.regs = regs;
        liveIn = sets(blocks.size());
        liveOut = sets(blocks.size());
    }

    private static BitSet[] sets(int count) {
        BitSet[] sets = new BitSet[count];
        for (int i = 0; i < count; i++) {
            sets[i] = new BitSet();
        }
        return sets;
    }

    /** Computes it, and removes operations whose result nobody needs. */
    public void compute() {
        iterate();
        if (removeDead()) {
            iterate();
        }
    }

    /** By number: what is live where the block starts. */
    public BitSet in(int block) {
        return liveIn[block];
    }

    /** By number: what is live where the block ends. */
    public BitSet out(int block) {
        return liveOut[block];
    }

    private void iterate() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = blocks.size() - 1; i >= 0; i--) {
                Block block = blocks.get(i);
                BitSet live = new BitSet();
                addSuccessor(live, block.next);
                addSuccessor(live, block.taken);
                liveOut[i] = (BitSet) live.clone();
                for (VReg use : endUses(block)) {
                    live.set(use.id);
                }
                for (int j = block.ops.size() - 1; j >= 0; j--) {
                    before(block.ops.get(j), live);
                }
                if (!live.equals(liveIn[i])) {
                    liveIn[i] = live;
                    changed = true;
                }
            }
        }
    }

    /** Operations that only compute what nobody reads. */
    private boolean removeDead() {
        boolean removed = false;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            BitSet live = (BitSet) liveOut[i].clone();
            for (VReg use : endUses(block)) {
                live.set(use.id);
            }
            for (int j = block.ops.size() - 1; j >= 0; j--) {
                Op op = block.ops.get(j);
                if (op.onlyComputes() && op.dst != null && !live.get(op.dst.id)) {
                    block.ops.remove(j);
                    removed = true;
                } else {
                    before(op, live);
                }
            }
        }
        return removed;
    }

    private void addSuccessor(BitSet live, @Nullable Block successor) {
        if (successor != null) {
            live.or(liveIn[successor.start]);
        }
    }

    private static void before(Op op, BitSet live) {
        if (op.dst != null) {
            live.clear(op.dst.id);
        }
        for (VReg use : uses(op)) {
            live.set(use.id);
        }
        for (VReg use : exitUses(op.exit)) {
            live.set(use.id);
        }
    }

    /** The registers that an operation reads, but for those of its exit. */
    public static List<VReg> uses(Op op) {
        List<VReg> uses = new ArrayList<>();
        add(uses, op.a);
        add(uses, op.b);
        add(uses, op.c);
        add(uses, op.items);
        add(uses, op.length);
        uses.addAll(op.arguments);
        addCondition(uses, op.condition);
        return uses;
    }

    private static void add(List<VReg> uses, @Nullable VReg reg) {
        if (reg != null) {
            uses.add(reg);
        }
    }

    private static void addCondition(List<VReg> uses, @Nullable Condition condition) {
        if (condition != null) {
            uses.add(condition.left());
            add(uses, condition.right());
        }
    }

    /** The registers that an exit reads. */
    public static List<VReg> exitUses(@Nullable Exit exit) {
        return exit == null ? new ArrayList<>() : exit.uses();
    }

    /** The registers that the end of a block reads. */
    public static List<VReg> endUses(Block block) {
        List<VReg> uses = exitUses(block.exit);
        add(uses, block.returned);
        addCondition(uses, block.condition);
        return uses;
    }

    /** For operations that call: which registers hold something that is needed afterwards. */
    public Set<VReg> after(int blockNumber, int opNumber) {
        Block block = blocks.get(blockNumber);
        BitSet live = (BitSet) liveOut[blockNumber].clone();
        for (VReg use : endUses(block)) {
            live.set(use.id);
        }
        for (int j = block.ops.size() - 1; j > opNumber; j--) {
            before(block.ops.get(j), live);
        }
        Op op = block.ops.get(opNumber);
        for (VReg use : exitUses(op.exit)) {
            live.set(use.id);
        }
        Set<VReg> after = new LinkedHashSet<>();
        for (int id = live.nextSetBit(0); id >= 0; id = live.nextSetBit(id + 1)) {
            if (regs.get(id) != op.dst) {
                after.add(regs.get(id));
            }
        }
        for (VReg constant : regs) {
            if (constant.constant != null && constant.isLive()) {
                after.add(constant);
            }
        }
        return after;
    }
}

package dev.justjit.region.emit;

import dev.justjit.compile.CodeTally;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.region.alloc.Allocator;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Condition;
import dev.justjit.region.ir.Exit;
import dev.justjit.region.ir.Op;
import dev.justjit.region.opt.EarlyReturn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Machine code of the blocks of a region or of a function that it calls. */
final class BlockEmitter extends Operands {
    private final List<Block> blocks;
    private final Allocator allocator;
    private final Function<Exit, Label> exits;
    private final Consumer<Block> returns;
    private final OpEmitter ops;
    private final @Nullable CodeTally tally;

    /** Blocks that have no code of their own. */
    private final Set<Block> omitted = new HashSet<>();

    /**
     * @param exits where ways out are
     * @param returns emits the end of a block that returns
     */
    BlockEmitter(
            MacroAssembler m,
            SpillSlots words,
            List<Block> blocks,
            Allocator allocator,
            Function<Exit, Label> exits,
            Consumer<Block> returns,
            @Nullable CodeTally tally) {
        super(m);
        this.blocks = blocks;
        this.allocator = allocator;
        this.exits = exits;
        this.returns = returns;
        this.tally = tally;
        ops = new OpEmitter(m, words, exits);
    }

    /**
     * Emits all blocks and what is out of their way.
     *
     * @param early what stands for the first block, or null
     */
    void emit(@Nullable EarlyReturn early) {
        for (Block block : blocks) {
            block.label = m.newLabel();
        }
        if (early != null) {
            omit(early);
        }
        for (int i = 0; i < blocks.size(); i++) {
            emitBlock(i);
        }
        ops.emitCold();
    }

    private void omit(EarlyReturn early) {
        omitted.add(blocks.get(0));
        boolean isReached = false;
        for (Block block : blocks) {
            boolean leadsThere = block.next == early.block() || block.taken == early.block();
            isReached |= leadsThere && block != blocks.get(0);
        }
        if (!isReached) {
            omitted.add(early.block());
        }
        if (following(0) != early.rest()) {
            m.jump(labelOf(early.rest()));
        }
    }

    private void emitBlock(int number) {
        Block block = blocks.get(number);
        if (block.onlyLeaves() || omitted.contains(block)) {
            return;
        }
        if (m.keepsListing()) {
            m.comment("block " + block.id + " at " + block.unit + ", depth " + block.depth);
        }
        at(block.unit);
        m.bind(some(block.label));
        Block following = following(number);
        for (int i = 0; i < block.ops.size(); i++) {
            Op op = block.ops.get(i);
            m.comment(op.toString());
            at(op.unit);
            if (op.kind == Op.Kind.SAFEPOINT) {
                if (i == block.ops.size() - 1 && onlyJumpsBack(block, following)) {
                    jumpIfQuiet(some(block.next), some(op.exit));
                    return;
                }
                branchIfPending(true, exits.apply(some(op.exit)));
            } else {
                ops.emit(op, op.calls() ? allocator.liveAfter(number, i) : null);
            }
        }
        end(block, following);
    }

    private void at(int unit) {
        if (tally != null) {
            tally.at(unit);
        }
    }

    /** Whether all that is left to do is a jump. */
    private static boolean onlyJumpsBack(Block block, @Nullable Block following) {
        Block next = block.next;
        return block.taken == null
                && !block.returns
                && next != null
                && next != following
                && !isBareComparison(next);
    }

    private static boolean isBareComparison(Block block) {
        return block.ops.isEmpty() && block.condition != null;
    }

    /** A safepoint and the jump after it in one. */
    private void jumpIfQuiet(Block next, Exit exit) {
        branchIfPending(false, labelOf(next));
        m.jump(exits.apply(exit));
    }

    /** The block whose code comes next. */
    private @Nullable Block following(int number) {
        for (int i = number + 1; i < blocks.size(); i++) {
            if (!blocks.get(i).onlyLeaves() && !omitted.contains(blocks.get(i))) {
                return blocks.get(i);
            }
        }
        return null;
    }

    // ---- the ends of blocks ----

    private void end(Block block, @Nullable Block following) {
        if (block.returns) {
            returns.accept(block);
            return;
        }
        if (block.exit != null) {
            m.jump(exits.apply(block.exit));
            return;
        }
        Block next = some(block.next);
        Block taken = block.taken;
        Condition condition = block.condition;
        // a jump to a bare comparison: the comparison is made here again
        if (taken == null && next != following && isBareComparison(next)) {
            condition = next.condition;
            taken = next.taken;
            next = some(next.next);
        }
        if (condition != null && taken != null) {
            if (taken == following) {
                branch(condition.inverse(), next);
                return;
            }
            if (next != following && taken.onlyLeaves()) {
                branch(condition.inverse(), next);
                m.jump(labelOf(taken));
                return;
            }
            branch(condition, taken);
        }
        if (next != following) {
            m.jump(labelOf(next));
        }
    }

    private void branch(Condition condition, Block to) {
        ops.branch(condition, labelOf(to));
    }

    private Label labelOf(Block block) {
        return block.onlyLeaves() ? exits.apply(some(block.exit)) : some(block.label);
    }
}

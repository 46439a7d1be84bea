package dev.justjit.compile;

import dev.justjit.analysis.Flow;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where blocks of machine code start, and where regions hand frames back. */
final class BlockLabels {
    private final MacroAssembler m;
    private final Flow flow;

    /** By the index of the instruction; of those that start a block. */
    private final @Nullable Label[] blocks;

    /** The same; at a loop's header this is behind the look for a region. */
    private final @Nullable Label[] handBacks;

    BlockLabels(MacroAssembler m, Flow flow) {
        this.m = m;
        this.flow = flow;
        int count = flow.insns().size();
        blocks = new Label[count];
        handBacks = new Label[count];
        for (int i = 0; i < count; i++) {
            if (flow.isLeader(i)) {
                blocks[i] = m.newLabel();
            }
        }
    }

    /** The block of the instruction with an index starts here, and frames are handed back here. */
    void bind(int index) {
        m.bind(of(index));
        handBacks[index] = blocks[index];
    }

    /** Regions that hand the frame back at the instruction come here instead. */
    void bindHandBack(int index) {
        Label here = m.newLabel();
        handBacks[index] = here;
        m.bind(here);
    }

    /** The start of the block whose first instruction is at a unit. */
    Label at(int unit) {
        return of(flow.indexOf(unit));
    }

    private Label of(int index) {
        Label block = blocks[index];
        if (block == null) {
            throw new IllegalStateException(flow.insns().get(index) + " starts no block");
        }
        return block;
    }

    /** Offset of the code at which a frame that a region hands back goes on, by unit; -1 if none. */
    int[] handBackOffsets() {
        int[] offsets = new int[flow.image().units() + 1];
        Arrays.fill(offsets, -1);
        for (int i = 0; i < handBacks.length; i++) {
            Label here = handBacks[i];
            if (here != null) {
                offsets[flow.insns().get(i).start()] = m.positionOf(here);
            }
        }
        return offsets;
    }
}

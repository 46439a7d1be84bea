package dev.justjit.region;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled region.
 *
 * @param blob code; {@link RegionData} comes before the counters of its sites
 * @param report what is where, for {@code explain}
 */
public record Region(CodeBlob blob, RegionReport report) {

    /**
     * Compiles the loop for frames like the one that the inputs describe. Needs no running Python.
     *
     * @throws NotCompiled if the loop is not numeric, with the reason
     */
    public static Region compile(
            Flow flow, Loops.Loop loop, Inputs inputs, Target target, boolean listing) {
        RegionBuilder region = new RegionBuilder(flow, loop, inputs);
        List<Block> built;
        try {
            built = region.build();
        } catch (NotNumeric reason) {
            throw new NotCompiled(RegionReport.refusal(region, reason));
        }
        List<Block> blocks = Order.of(built);
        Allocator allocator = new Allocator(blocks, region.regs.all());
        int spilled = allocator.run();
        // the first emission counts the words that the second one reserves
        Emitted counted =
                emit(region, blocks, allocator, target, spilled, NativeFrame.MOST_RESERVED, false);
        if (counted.words > NativeFrame.MOST_RESERVED) {
            throw new NotCompiled("it has too many values at once");
        }
        Emitted done = emit(region, blocks, allocator, target, spilled, counted.words, listing);
        return new Region(done.blob, RegionReport.of(region, target));
    }

    private record Emitted(CodeBlob blob, int words) {}

    private static Emitted emit(
            RegionBuilder region,
            List<Block> blocks,
            Allocator allocator,
            Target target,
            int spilled,
            int reserved,
            boolean listing) {
        for (Block block : blocks) {
            if (block.exit != null) {
                block.exit.label = null;
            }
            for (Op op : block.ops) {
                if (op.exit != null) {
                    op.exit.label = null;
                }
            }
        }
        MacroAssembler m = target.assembler(listing, false);
        Words words = new Words(spilled);
        RegionEmitter emitter =
                new RegionEmitter(
                        m,
                        region,
                        blocks,
                        allocator,
                        words,
                        new RegionEmitter.GenericTail(region.loop.header()));
        Label entry = m.newLabel();
        m.align(16);
        emitter.emit(reserved, entry);
        MacroAssembler.MachineCode code = m.finish();
        CodeBlob blob =
                new CodeBlob(
                        region.flow.image().name(),
                        code.bytes(),
                        code.poolOffset(),
                        code.pool(),
                        m.positionOf(entry),
                        emitter.sites(),
                        new ArrayList<>(),
                        code.listing(),
                        List.of(),
                        new int[0]);
        return new Emitted(blob, words.count());
    }
}

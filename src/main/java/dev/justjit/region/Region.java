package dev.justjit.region;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Target;
import dev.justjit.record.RegionData;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.emit.CodeUnit;
import dev.justjit.region.emit.RegionEmitter;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        return compile(flow, loop, inputs, target, listing, null);
    }

    /**
     * The same; the tally is told where the machine code of each instruction is.
     *
     * @throws NotCompiled if the loop is not numeric, with the reason
     */
    public static Region compile(
            Flow flow,
            Loops.Loop loop,
            Inputs inputs,
            Target target,
            boolean listing,
            @Nullable CodeTally tally) {
        RegionBuilder region = new RegionBuilder(flow, loop, inputs);
        List<Block> built;
        try {
            built = region.build();
        } catch (NotNumeric reason) {
            throw new NotCompiled(RegionReport.refusal(region, reason));
        }
        List<CodeUnit> units = new ArrayList<>();
        units.add(new CodeUnit(region, built));
        units.addAll(CodeUnit.functionsOf(region.callees));
        RegionEmitter.Tail tail = new RegionEmitter.GenericTail(loop.header());
        CodeBlob blob;
        try {
            blob = emitTwice(units, tail, target, listing, false, tally);
        } catch (OutOfReach nearIsTooSmall) {
            blob = emitTwice(units, tail, target, listing, true, tally);
        }
        return new Region(blob, RegionReport.of(region, target));
    }

    /** The first emission counts the words that the second one reserves. */
    private static CodeBlob emitTwice(
            List<CodeUnit> units,
            RegionEmitter.Tail tail,
            Target target,
            boolean listing,
            boolean far,
            @Nullable CodeTally tally) {
        CodeUnit.expectMost(units);
        emit(units, tail, target.assembler(false, far), null);
        CodeUnit.checkSizes(units);
        return emit(units, tail, target.assembler(listing, far), tally);
    }

    private static CodeBlob emit(
            List<CodeUnit> units,
            RegionEmitter.Tail tail,
            MacroAssembler m,
            @Nullable CodeTally tally) {
        CodeUnit main = units.get(0);
        if (tally != null) {
            tally.begin(m);
        }
        CodeUnit.prepare(units, m);
        SpillSlots words = main.words();
        RegionEmitter emitter =
                new RegionEmitter(m, main.builder, main.blocks, main.allocator, words, tail, tally);
        emitter.callers(CodeUnit.callers(units.subList(1, units.size())));
        Label entry = m.newLabel();
        m.align(16);
        emitter.emit(main.reserved, entry);
        main.reserved = Math.max(1, words.count());
        for (int i = 1; i < units.size(); i++) {
            units.get(i).emitFunction(m, tally);
        }
        MacroAssembler.MachineCode code = m.finish();
        return new CodeBlob(
                main.builder.flow.image().name(),
                code.bytes(),
                code.poolOffset(),
                code.pool(),
                code.relocations(),
                m.positionOf(entry),
                emitter.sites(),
                List.of(),
                new ArrayList<>(),
                code.listing(),
                List.of(),
                new int[0],
                new int[0],
                new int[0],
                null);
    }
}

package dev.justjit.region;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
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
        List<Unit> units = new ArrayList<>();
        units.add(new Unit(region, built));
        for (Program.Callee callee : region.program.callees()) {
            RegionBuilder builder = callee.builder;
            if (builder != null) {
                units.add(new Unit(builder, builder.blocks()));
            }
        }
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
            List<Unit> units,
            RegionEmitter.Tail tail,
            Target target,
            boolean listing,
            boolean far,
            @Nullable CodeTally tally) {
        for (Unit unit : units) {
            unit.reserved = NativeFrame.MOST_RESERVED;
        }
        emit(units, tail, target.assembler(false, far), null);
        for (Unit unit : units) {
            if (unit.reserved > NativeFrame.MOST_RESERVED) {
                throw new NotCompiled("it has too many values at once");
            }
        }
        return emit(units, tail, target.assembler(listing, far), tally);
    }

    /** The region itself, or a function of it. */
    private static final class Unit {
        final RegionBuilder builder;
        final List<Block> blocks;
        final Allocator allocator;
        final int spilled;
        int reserved = NativeFrame.MOST_RESERVED;

        Unit(RegionBuilder builder, List<Block> built) {
            this.builder = builder;
            blocks = Order.of(Unroller.unroll(built, builder.flow.loops()::at, builder.regs));
            Redundancy.remove(blocks);
            allocator = new Allocator(blocks, builder.regs.all(), builder.parameters, homes());
            spilled = allocator.run();
        }

        Words words() {
            return new Words(homes(), spilled);
        }

        private IntFunction<Mem> homes() {
            return builder.callee == null ? Words.OF_REGION : Words.OF_FUNCTION;
        }

        /** Of a function. */
        FunctionFrame frame() {
            return new FunctionFrame(
                    reserved, allocator.uses(Reg.SAVED0), allocator.uses(Reg.SAVED1));
        }

        void forgetLabels() {
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
        }
    }

    private static CodeBlob emit(
            List<Unit> units,
            RegionEmitter.Tail tail,
            MacroAssembler m,
            @Nullable CodeTally tally) {
        Unit main = units.get(0);
        if (tally != null) {
            tally.begin(m);
        }
        for (Unit unit : units) {
            unit.forgetLabels();
            if (unit.builder.callee != null) {
                unit.builder.callee.label = m.newLabel();
            }
        }
        Words words = main.words();
        RegionEmitter emitter =
                new RegionEmitter(m, main.builder, main.blocks, main.allocator, words, tail, tally);
        emitter.callers(
                units.stream()
                        .skip(1)
                        .filter(unit -> unit.blocks.stream().anyMatch(Block::callsFunction))
                        .map(Unit::frame)
                        .toList());
        Label entry = m.newLabel();
        m.align(16);
        emitter.emit(main.reserved, entry);
        main.reserved = Math.max(1, words.count());
        for (int i = 1; i < units.size(); i++) {
            emitFunction(m, units.get(i), tally);
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
                new int[0]);
    }

    private static void emitFunction(MacroAssembler m, Unit unit, @Nullable CodeTally tally) {
        if (tally != null) {
            tally.part(unit.builder.flow.image().name());
        }
        Words words = unit.words();
        Label entry = Objects.requireNonNull(Objects.requireNonNull(unit.builder.callee).label);
        new FunctionEmitter(m, unit.builder, words, unit.frame(), tally)
                .emit(entry, unit.blocks, unit.allocator);
        unit.reserved = words.count();
    }
}

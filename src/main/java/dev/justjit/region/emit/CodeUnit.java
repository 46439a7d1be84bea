package dev.justjit.region.emit;

import dev.justjit.compile.CodeTally;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.region.alloc.Allocator;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.build.RegionCallees;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Op;
import dev.justjit.region.opt.Order;
import dev.justjit.region.opt.Redundancy;
import dev.justjit.region.opt.Unroller;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A region itself, or a function that is called with registers: its blocks in order, with places for its values. */
public final class CodeUnit {
    /** What it was built by. */
    public final RegionBuilder builder;

    /** Its blocks, in the order of their code. */
    public final List<Block> blocks;

    /** Which registers its values have. */
    public final Allocator allocator;

    final int spilled;

    /** Native words that its frame has; known when its code has been planned. */
    public int reserved = NativeFrame.MOST_RESERVED;

    /** Improves the blocks, and gives their values places. */
    public CodeUnit(RegionBuilder builder, List<Block> built) {
        this.builder = builder;
        blocks = Order.of(Unroller.unroll(built, builder.flow.loops()::at, builder.regs));
        Redundancy.remove(blocks);
        allocator = new Allocator(blocks, builder.regs.all(), builder.parameters, homes());
        spilled = allocator.run();
    }

    /** Its native words. */
    public SpillSlots words() {
        return new SpillSlots(homes(), spilled);
    }

    private IntFunction<Mem> homes() {
        return builder.callee == null ? SpillSlots.OF_REGION : SpillSlots.OF_FUNCTION;
    }

    /** Of a function. */
    FunctionFrame frame() {
        return new FunctionFrame(reserved, allocator.uses(Reg.SAVED0), allocator.uses(Reg.SAVED1));
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

    /** All functions that a region calls. */
    public static List<CodeUnit> functionsOf(RegionCallees callees) {
        List<CodeUnit> functions = new ArrayList<>();
        for (Callee callee : callees.all()) {
            RegionBuilder builder = callees.builder(callee);
            if (builder != null) {
                functions.add(new CodeUnit(builder, builder.blocks()));
            }
        }
        return functions;
    }

    /** The frames of those that call others. */
    public static List<FunctionFrame> callers(List<CodeUnit> functions) {
        return functions.stream()
                .filter(unit -> unit.blocks.stream().anyMatch(Block::callsFunction))
                .map(CodeUnit::frame)
                .toList();
    }

    /** Before the first emission, which counts the words that the second one reserves. */
    public static void expectMost(List<CodeUnit> units) {
        for (CodeUnit unit : units) {
            unit.reserved = NativeFrame.MOST_RESERVED;
        }
    }

    /**
     * After the first emission.
     *
     * @throws NotCompiled if one needs too many words
     */
    public static void checkSizes(List<CodeUnit> units) {
        for (CodeUnit unit : units) {
            if (unit.reserved > NativeFrame.MOST_RESERVED) {
                throw new NotCompiled("it has too many values at once");
            }
        }
    }

    /** Before each emission. */
    public static void prepare(List<CodeUnit> units, MacroAssembler m) {
        for (CodeUnit unit : units) {
            unit.forgetLabels();
            if (unit.builder.callee != null) {
                unit.builder.callee.label = m.newLabel();
            }
        }
    }

    /** Of a function. */
    public void emitFunction(MacroAssembler m, @Nullable CodeTally tally) {
        if (tally != null) {
            tally.part(builder.flow.image().name());
        }
        SpillSlots words = words();
        new FunctionEmitter(m, builder, words, frame(), tally)
                .emit(
                        Objects.requireNonNull(Objects.requireNonNull(builder.callee).label),
                        blocks,
                        allocator);
        reserved = words.count();
    }
}

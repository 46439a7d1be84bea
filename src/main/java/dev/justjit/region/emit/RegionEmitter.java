package dev.justjit.region.emit;

import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.LoopWords;
import dev.justjit.record.RegionData;
import dev.justjit.region.alloc.Allocator;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Exit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machine code of a region: entry, blocks, ways out. */
public final class RegionEmitter extends Operands {
    private final RegionBuilder region;
    private final List<Block> blocks;
    private final Allocator allocator;
    private final SpillSlots words;
    private final List<Exit> exits = new ArrayList<>();
    private final List<CodeBlob.Site> sites = new ArrayList<>();
    private final Tail tail;
    private final @Nullable CodeTally tally;
    private final boolean calls;
    private List<FunctionFrame> callers = List.of();
    private int reserved;

    /** Of blocks in order, whose values have places. */
    public RegionEmitter(
            MacroAssembler m,
            RegionBuilder region,
            List<Block> blocks,
            Allocator allocator,
            SpillSlots words,
            Tail tail,
            @Nullable CodeTally tally) {
        super(m);
        this.region = region;
        this.blocks = blocks;
        this.allocator = allocator;
        this.words = words;
        this.tail = tail;
        this.tally = tally;
        calls = blocks.stream().anyMatch(Block::callsFunction);
    }

    /** The frames of the functions called with registers that call others. */
    public void callers(List<FunctionFrame> frames) {
        callers = frames;
    }

    /** The counters of the ways out. */
    public List<CodeBlob.Site> sites() {
        return sites;
    }

    /**
     * Emits all of it.
     *
     * @param reservedWords native words, as counted by an emission before
     */
    public void emit(int reservedWords, Label entry) {
        reserved = reservedWords;
        Label fail = m.newLabel();
        m.comment("region entry");
        m.bind(entry);
        at(region.loop.header());
        m.reserveWords(reserved);
        if (calls) {
            CallDepth.limit(m, callers, fail);
        }
        EntryEmitter.emit(m, words, region.entry, region, allocator.liveAtEntry(), fail);
        inCalls(1);
        m.load(Reg.RET, Symbol.blobData(RegionData.ENTERED));
        m.addMem(Width.W64, Mem.at(Reg.RET, 0), 1);
        new BlockEmitter(
                        m,
                        words,
                        blocks,
                        allocator,
                        this::labelOf,
                        block -> {
                            throw new IllegalStateException("a region returns");
                        },
                        tally)
                .emit(null);
        for (int i = 0; i < exits.size(); i++) {
            emitExit(exits.get(i));
        }
        m.comment("entry fails");
        m.bind(fail);
        m.releaseWords(reserved);
        tail.entryFailed(m);
    }

    private void at(int unit) {
        if (tally != null) {
            tally.at(unit);
        }
    }

    private void inCalls(int flag) {
        if (calls) {
            m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.IN_CALLS), flag);
        }
    }

    private Label labelOf(Exit exit) {
        if (exit.label == null) {
            exit.label = m.newLabel();
            exits.add(exit);
        }
        return exit.label;
    }

    // ---- ways out ----

    private void emitExit(Exit exit) {
        if (m.keepsListing()) {
            m.comment(
                    "exit of " + exit.unit + " to " + exit.checkpoint.unit() + ": " + exit.reason);
        }
        at(exit.unit);
        m.bind(some(exit.label));
        inCalls(0);
        ExitEmitter.emit(m, words, region.slots, exit);
        int counter = RegionData.BYTES + Long.BYTES * sites.size();
        sites.add(
                new CodeBlob.Site(
                        exit.unit,
                        region.flow
                                .insns()
                                .get(region.flow.indexOf(startOf(exit.unit)))
                                .opcode()
                                .name(),
                        exit.reason));
        m.load(Reg.ARG1, Symbol.blobData(counter));
        m.addMem(Width.W64, Mem.at(Reg.ARG1, 0), 1);
        m.releaseWords(reserved);
        tail.leave(m, exit);
    }

    private int startOf(int unit) {
        int start = unit;
        while (region.flow.indexOf(start) < 0) {
            start--;
        }
        return start;
    }

    /** What comes after the frame is canonical. */
    public interface Tail {
        /** The words are released; the frame goes on at the exit's checkpoint. */
        void leave(MacroAssembler m, Exit exit);

        /** Nothing has been changed. */
        void entryFailed(MacroAssembler m);
    }

    /** Back into the generic code of the same function. */
    public static final class GenericTail implements Tail {
        private final int header;

        /** The header of the loop, as the unit of its first instruction. */
        public GenericTail(int header) {
            this.header = header;
        }

        @Override
        public void leave(MacroAssembler m, Exit exit) {
            count(m, exit);
            m.jump(Symbol.resume(exit.checkpoint.unit()));
        }

        /** Decides when the loop's header is looked at again. {@code ARG0} = the loop's words. */
        static void count(MacroAssembler m, Exit exit) {
            m.load(Reg.ARG0, Symbol.loop(0));
            if (exit.ordinary) {
                m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.BACKOFF), 1);
            } else {
                Label most = m.newLabel();
                m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, LoopWords.BACKOFF));
                m.store(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Reg.RET);
                m.branch(Cond.GE, Width.W64, Reg.RET, LoopWords.MOST_BACKOFF, most);
                m.shiftLeft(Reg.RET, Reg.RET, 1);
                m.store(Width.W64, Mem.at(Reg.ARG0, LoopWords.BACKOFF), Reg.RET);
                m.bind(most);
            }
        }

        @Override
        public void entryFailed(MacroAssembler m) {
            tryNext(m);
            m.call(Stub.LOOP_IS_HOT.symbol());
            m.jump(Symbol.resume(header));
        }

        /** On to the region for other types; if there is none, {@code ARG0} = the loop's words. */
        static void tryNext(MacroAssembler m) {
            Label none = m.newLabel();
            m.load(Reg.RET, Symbol.blobData(RegionData.NEXT));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
            m.jumpRegister(Reg.RET);
            m.bind(none);
            m.load(Reg.ARG0, Symbol.loop(0));
        }
    }
}

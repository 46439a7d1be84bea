package dev.justjit.compile;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Target;
import dev.justjit.masm.Width;
import dev.justjit.record.TrialData;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of a function that time its calls on two sides in turns: with the header of {@link Prologue}, so that
 * everybody who has an entry of the function can be led there.
 */
public final class TrialCode {
    /** {@code CLOCK_MONOTONIC}. */
    private static final int CLOCK = 1;

    private static final long SECOND = 1_000_000_000;

    private static final Mem FIRST = Mem.nativeWord(0);
    private static final Mem SECOND_ARGUMENT = Mem.nativeWord(1);
    private static final Mem SECONDS = Mem.nativeWord(2);

    private final MacroAssembler m;

    private TrialCode(MacroAssembler m) {
        this.m = m;
    }

    /** The arguments of the function's direct entry, or -1: it has none. */
    public static int arguments(CodeImage image) {
        return Prologue.hasDirectEntry(image) ? image.argCount() : -1;
    }

    /**
     * The machine code, for all functions with so many {@link #arguments}; its data is a {@link TrialData}.
     *
     * @param suspends whether they are generators, or the like
     */
    public static CodeBlob emit(int arguments, boolean suspends, Target target) {
        MacroAssembler m = target.assembler(false, false);
        return new TrialCode(m).emit(arguments, suspends);
    }

    private CodeBlob emit(int arguments, boolean suspends) {
        boolean hasDirect = arguments >= 0;
        Label resume = m.newLabel();
        Label framed = m.newLabel();
        Label direct = m.newLabel();
        Label vector = m.newLabel();
        m.align(16);
        if (suspends) {
            m.embedDistance(resume);
        } else {
            m.embed(0);
        }
        m.embedDistance(framed);
        m.embed(arguments);
        m.embedDistance(hasDirect ? direct : framed);
        m.bind(vector);
        m.address(Reg.TMP0, vector);
        m.jump(Stub.VECTOR_ENTRY.symbol());
        entry(direct, 0);
        entry(framed, Long.BYTES);
        entry(resume, 2 * Long.BYTES);
        MacroAssembler.MachineCode code = m.finish();
        return new CodeBlob(
                "timed",
                code.bytes(),
                code.poolOffset(),
                code.pool(),
                code.relocations(),
                m.positionOf(vector),
                List.of(),
                List.of(),
                new ArrayList<>(),
                code.listing(),
                List.of(),
                new int[0],
                new int[0],
                new int[0],
                null);
    }

    /** One entry; the side's own is {@code offset} bytes behind its first. */
    private void entry(Label entry, int offset) {
        Label inner = m.newLabel();
        Label done = m.newLabel();
        m.bind(entry);
        m.load(Reg.TMP0, Symbol.blobData(0));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, TrialData.ACTIVE), 0, inner);
        m.enter();
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, TrialData.ACTIVE), 1);
        m.store(Width.W64, FIRST, Reg.ARG0);
        m.store(Width.W64, SECOND_ARGUMENT, Reg.ARG1);
        readClock();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, TrialData.TIME));
        m.store(Width.W64, SECONDS, Reg.ARG0);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.SAVED1, TrialData.TIME + Long.BYTES));
        m.load(Width.W64, Reg.ARG0, FIRST);
        m.load(Width.W64, Reg.ARG1, SECOND_ARGUMENT);
        loadEntry(Reg.SAVED1, offset);
        m.callRegister(Reg.RET);
        m.store(Width.W64, FIRST, Reg.RET);
        readClock();
        elapsed();
        count(done);
        m.bind(done);
        m.load(Width.W64, Reg.RET, FIRST);
        m.leave();
        m.bind(inner);
        loadEntry(Reg.TMP0, offset);
        m.jumpRegister(Reg.RET);
    }

    private void loadEntry(Reg data, int offset) {
        m.load(Width.W64, Reg.RET, Mem.at(data, TrialData.SIDE));
        m.load(Width.W64, Reg.RET, Mem.at(data, Reg.RET, 1, TrialData.ENTRIES + offset));
    }

    /** {@code SAVED1} = the data, where the time is. */
    private void readClock() {
        m.load(Reg.SAVED1, Symbol.blobData(0));
        m.moveImm(Reg.ARG0, CLOCK);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED1, TrialData.TIME));
        m.call(Symbol.export("clock_gettime"));
    }

    /** {@code ARG2} = nanoseconds from {@code SECONDS} and {@code SAVED0} to the time. */
    private void elapsed() {
        Label again = m.newLabel();
        Label same = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED1, TrialData.TIME + Long.BYTES));
        m.sub(Reg.ARG2, Reg.ARG2, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED1, TrialData.TIME));
        m.load(Width.W64, Reg.ARG0, SECONDS);
        m.sub(Reg.ARG3, Reg.ARG3, Reg.ARG0);
        m.moveImm(Reg.ARG0, SECOND);
        m.bind(again);
        m.add(Reg.ARG3, Reg.ARG3, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, same);
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG0);
        m.jump(again);
        m.bind(same);
    }

    /** One more call of the slice; at its end the other side has its turn. */
    private void count(Label done) {
        Label ends = m.newLabel();
        Label room = m.newLabel();
        m.storeImm(Width.W64, Mem.at(Reg.SAVED1, TrialData.ACTIVE), 0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, TrialData.NANOS));
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG0);
        m.store(Width.W64, Mem.at(Reg.SAVED1, TrialData.NANOS), Reg.ARG2);
        m.addMem(Width.W64, Mem.at(Reg.SAVED1, TrialData.CALLS), 1);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED1, TrialData.CALLS));
        m.branch(Cond.GE, Width.W64, Reg.ARG2, TrialData.MOST_NANOS, ends);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, TrialData.MOST_CALLS, done);
        m.bind(ends);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, TrialData.SLICE));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, TrialData.END));
        m.branch(Cond.NE, Width.W64, Reg.ARG0, Reg.ARG1, room);
        m.storeImm(Width.W64, Mem.at(Reg.DATA, JitData.READY), 1);
        m.jump(done);
        m.bind(room);
        m.store(Width.W64, Mem.at(Reg.ARG0, 0), Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.ARG0, Long.BYTES), Reg.ARG3);
        m.add(Reg.ARG0, Reg.ARG0, TrialData.SLICE_BYTES);
        m.store(Width.W64, Mem.at(Reg.SAVED1, TrialData.SLICE), Reg.ARG0);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED1, TrialData.CALLS), 0);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED1, TrialData.NANOS), 0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, TrialData.SIDE));
        m.moveImm(Reg.ARG1, TrialData.SIDE_BYTES);
        m.sub(Reg.ARG0, Reg.ARG1, Reg.ARG0);
        m.store(Width.W64, Mem.at(Reg.SAVED1, TrialData.SIDE), Reg.ARG0);
    }
}

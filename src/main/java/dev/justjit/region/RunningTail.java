package dev.justjit.region;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Back into the interpreter, which has called the region in the middle of the frame: it goes on at the
 * checkpoint with the stack of the checkpoint.
 */
final class RunningTail implements RegionEmitter.Tail {
    private final Slots slots;

    RunningTail(Slots slots) {
        this.slots = slots;
    }

    @Override
    public void leave(MacroAssembler m, Exit exit) {
        RegionEmitter.GenericTail.count(m, exit);
        if (exit.ordinary) {
            m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.PATIENCE), LoopWords.MOST_PATIENCE);
        } else {
            losePatience(m);
        }
        m.moveImm(Reg.ARG1, PyCode.CODE_ADAPTIVE + 2L * exit.checkpoint.unit());
        m.moveImm(Reg.ARG2, slots.frameWords(exit.checkpoint.slots()));
        m.jump(Stub.RUNNING_LEAVE.symbol());
    }

    /** A loop that goes on failing costs an event for each pass: its events end. */
    private static void losePatience(MacroAssembler m) {
        Label patient = m.newLabel();
        m.branch(
                Cond.LT,
                Width.W64,
                Mem.at(Reg.ARG0, LoopWords.BACKOFF),
                LoopWords.MOST_BACKOFF,
                patient);
        m.addMemBranch(Cond.GE, Width.W64, Mem.at(Reg.ARG0, LoopWords.PATIENCE), -1, patient);
        m.moveImm(Reg.RET, LoopWords.NEVER);
        m.store(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), Reg.RET);
        m.bind(patient);
    }

    @Override
    public void entryFailed(MacroAssembler m) {
        RegionEmitter.GenericTail.tryNext(m);
        m.jump(Stub.RUNNING_ASK.symbol());
    }
}

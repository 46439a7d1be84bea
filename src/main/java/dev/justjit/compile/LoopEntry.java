package dev.justjit.compile;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.LoopWords;

/**
 * What generic code does at the header of a loop that may become a numeric region: it counts, and when
 * the count runs out enters the region, or asks the host for one.
 */
final class LoopEntry extends ColdCode {
    private final int number;
    private final Label place;

    private LoopEntry(Emission e, int number, Label place) {
        super(e);
        this.number = number;
        this.place = place;
    }

    /** Emits the look, if the current instruction is such a header. The stack is canonical there. */
    static void look(Emission e) {
        int number = e.loopNumber();
        if (number < 0) {
            return;
        }
        MacroAssembler m = e.masm();
        Label place = m.newLabel();
        m.load(Reg.RET, Symbol.loop(number));
        m.addMemBranch(
                Cond.LT,
                Width.W64,
                Mem.at(Reg.RET, LoopWords.COUNT),
                -1,
                new LoopEntry(e, number, place).entry());
        m.bind(place);
        e.placeHere();
    }

    /** A region is entered with the address of the loop's words in {@code ARG0}. */
    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        Label ask = m.newLabel();
        m.load(Reg.ARG0, Symbol.loop(number));
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), 0);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, LoopWords.ENTRY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, ask);
        m.jumpRegister(Reg.RET);
        m.bind(ask);
        m.call(Stub.LOOP_IS_HOT.symbol());
        m.jump(place);
    }
}

package dev.justjit.region.emit;

import dev.justjit.compile.Stub;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.SavedRegisters;
import dev.justjit.region.alloc.SpillSlots;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.Set;

/** Objects of the global names that a loop assigns, where the globals have to be right meanwhile. */
public final class Names extends Operands {
    private Names(MacroAssembler m) {
        super(m);
    }

    static void load(MacroAssembler m, SpillSlots words, Op op, Set<VReg> live) {
        SavedRegisters saved = SavedRegisters.save(m, words, live, 0);
        m.load(Reg.ARG0, Symbol.name((int) op.immediate));
        m.call(Stub.FIND_GLOBAL.symbol());
        saved.restore();
        new Names(m).finish(some(op.dst), Reg.RET);
    }

    static void set(MacroAssembler m, SpillSlots words, Op op, Set<VReg> live) {
        SavedRegisters saved = SavedRegisters.save(m, words, live, 0);
        new Names(m).load(Reg.ARG1, some(op.a));
        if (!op.owned) {
            m.incref(Reg.ARG1, Reg.TMP0);
        }
        m.load(Reg.ARG0, Symbol.name((int) op.immediate));
        m.call(Stub.SET_GLOBAL.symbol());
        saved.restore();
    }
}

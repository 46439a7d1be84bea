package dev.justjit.region.alloc;

import dev.justjit.masm.FReg;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.ir.VReg;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Registers kept in words over a call. */
public final class SavedRegisters {
    private final MacroAssembler m;
    private final List<Reg> general = new ArrayList<>();
    private final List<FReg> doubles = new ArrayList<>();
    private final List<Mem> slots = new ArrayList<>();

    private SavedRegisters(MacroAssembler m) {
        this.m = m;
    }

    /** Emits the stores of what a call loses. Words below {@code firstWord} stay as they are. */
    public static SavedRegisters save(
            MacroAssembler m, SpillSlots words, Set<VReg> live, int firstWord) {
        SavedRegisters saved = new SavedRegisters(m);
        for (VReg reg : live) {
            if (reg.reg != null && reg.reg != Reg.SAVED0 && reg.reg != Reg.SAVED1) {
                saved.general.add(reg.reg);
            } else if (reg.freg != null) {
                saved.doubles.add(reg.freg);
            }
        }
        int count = saved.general.size() + saved.doubles.size();
        for (int i = 0; i < count; i++) {
            saved.slots.add(words.free(firstWord + i));
        }
        for (int i = 0; i < saved.general.size(); i++) {
            m.store(Width.W64, saved.slots.get(i), saved.general.get(i));
        }
        for (int i = 0; i < saved.doubles.size(); i++) {
            m.store(saved.slots.get(saved.general.size() + i), saved.doubles.get(i));
        }
        return saved;
    }

    /** Emits the loads. {@code RET}, {@code TMP0}, {@code F13} and {@code F14} stay as they are. */
    public void restore() {
        for (int i = 0; i < general.size(); i++) {
            m.load(Width.W64, general.get(i), slots.get(i));
        }
        for (int i = 0; i < doubles.size(); i++) {
            m.load(doubles.get(i), slots.get(general.size() + i));
        }
    }
}

package dev.justjit.stubs.hash;

import dev.justjit.abi.layout.DictKeys;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * The slots of a dict's index table that a hash may be in, one after the other, as {@code Objects/dictobject.c} has
 * them. {@code ARG0} keys, {@code ARG3} perturbation, {@code ARG4} slot, {@code ARG5} mask.
 */
public final class KeysProbe {
    /** An index that was never used. */
    public static final int EMPTY = -1;

    /** Of dicts and sets. */
    static final int PERTURB_SHIFT = 5;

    /** Tables with this logarithm of slots or more have indices of 16 bits, 32, or 64. */
    private static final int LOG2_16_BITS = 8;

    private static final int LOG2_32_BITS = 16;
    private static final int LOG2_64_BITS = 32;

    private final MacroAssembler m;

    public KeysProbe(MacroAssembler m) {
        this.m = m;
    }

    /** The first slot for the hash {@code ARG2} in the keys {@code ARG0}. */
    public void begin(Label tooLarge) {
        m.load(Width.W8, Reg.ARG3, Mem.at(Reg.ARG0, DictKeys.LOG2_SIZE));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG3, LOG2_64_BITS, tooLarge);
        m.moveImm(Reg.ARG5, 1);
        m.shiftLeft(Reg.ARG5, Reg.ARG5, Reg.ARG3);
        m.add(Reg.ARG5, Reg.ARG5, -1);
        m.move(Reg.ARG3, Reg.ARG2);
        m.and(Reg.ARG4, Reg.ARG2, Reg.ARG5);
    }

    /** {@code RET} = the index in the slot, {@code TMP0} = the first entry. */
    public void loadIndex() {
        Label wide = m.newLabel();
        Label widest = m.newLabel();
        Label loaded = m.newLabel();
        Mem log = Mem.at(Reg.ARG0, DictKeys.LOG2_SIZE);
        m.branch(Cond.ABOVE_EQ, Width.W8, log, LOG2_16_BITS, wide);
        m.loadSigned(Width.W8, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG4, 1, DictKeys.INDICES));
        m.address(Reg.TMP0, Mem.at(Reg.ARG0, Reg.ARG5, 1, DictKeys.INDICES + 1));
        m.jump(loaded);
        m.bind(wide);
        m.branch(Cond.ABOVE_EQ, Width.W8, log, LOG2_32_BITS, widest);
        m.loadSigned(Width.W16, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG4, 2, DictKeys.INDICES));
        m.address(Reg.TMP0, Mem.at(Reg.ARG0, Reg.ARG5, 2, DictKeys.INDICES + 2));
        m.jump(loaded);
        m.bind(widest);
        m.loadSigned(Width.W32, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG4, 4, DictKeys.INDICES));
        m.address(Reg.TMP0, Mem.at(Reg.ARG0, Reg.ARG5, 4, DictKeys.INDICES + 4));
        m.bind(loaded);
    }

    /** Goes on to the next slot. {@code TMP0} is lost. */
    public void next() {
        m.shiftRight(Reg.ARG3, Reg.ARG3, PERTURB_SHIFT);
        m.shiftLeft(Reg.TMP0, Reg.ARG4, 2);
        m.add(Reg.ARG4, Reg.ARG4, Reg.TMP0);
        m.add(Reg.ARG4, Reg.ARG4, Reg.ARG3);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.and(Reg.ARG4, Reg.ARG4, Reg.ARG5);
    }
}

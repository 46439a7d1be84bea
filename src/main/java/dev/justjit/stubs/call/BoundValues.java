package dev.justjit.stubs.call;

import dev.justjit.abi.layout.PyTuple;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * The values of parameters while a call's arguments are bound, from {@code SAVED1} on, NULL where there is none yet: the
 * loops of {@link ArgumentBinding} and {@link FrameBinding}. {@code TMP0} is lost.
 */
final class BoundValues {
    private BoundValues() {}

    /** The value of the parameter whose number is in a register. */
    static Mem at(Reg parameter) {
        return Mem.at(Reg.SAVED1, parameter, 8, 0);
    }

    /** Copies the arguments at {@code ARG1} until {@code ARG4} is {@code ARG2}. */
    static void copy(MacroAssembler m) {
        Label next = m.newLabel();
        Label copied = m.newLabel();
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, Reg.ARG2, copied);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, Reg.ARG4, 8, 0));
        m.store(Width.W64, at(Reg.ARG4), Reg.TMP0);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(next);
        m.bind(copied);
    }

    /** {@code TMP0} = the parameter from there on whose name, in the tuple {@code ARG0}, is {@code ARG5}; a jump at {@code RET}. */
    static void findParameter(MacroAssembler m, Label none) {
        Label search = m.newLabel();
        Label found = m.newLabel();
        m.bind(search);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Reg.RET, none);
        Mem name = Mem.at(Reg.ARG0, Reg.TMP0, 8, PyTuple.ITEMS);
        m.branch(Cond.EQ, Width.W64, name, Reg.ARG5, found);
        m.add(Reg.TMP0, Reg.TMP0, 1);
        m.jump(search);
        m.bind(found);
    }

    /** Jumps if a parameter from {@code ARG5}, which is lost, to {@code ARG4} has no value. */
    static void guardPresent(MacroAssembler m, Label no) {
        Label next = m.newLabel();
        Label checked = m.newLabel();
        m.bind(next);
        m.branch(Cond.GE, Width.W64, Reg.ARG5, Reg.ARG4, checked);
        m.branch(Cond.EQ, Width.W64, at(Reg.ARG5), 0, no);
        m.add(Reg.ARG5, Reg.ARG5, 1);
        m.jump(next);
        m.bind(checked);
    }

    /**
     * Gives each parameter that has no value its default, of the tuple {@code ARG3}, the first of which is that of {@code
     * ARG4}. {@code ARG0} is lost.
     *
     * @param end how {@code parameter} compares with {@code limit} behind the last one
     */
    static void fillDefaults(MacroAssembler m, Reg parameter, Cond end, Reg limit) {
        Label next = m.newLabel();
        Label has = m.newLabel();
        Label filled = m.newLabel();
        m.bind(next);
        m.branch(end, Width.W64, parameter, limit, filled);
        m.branch(Cond.NE, Width.W64, at(parameter), 0, has);
        m.sub(Reg.ARG0, parameter, Reg.ARG4);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, Reg.ARG0, 8, PyTuple.ITEMS));
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, at(parameter), Reg.ARG0);
        m.bind(has);
        m.add(parameter, parameter, 1);
        m.jump(next);
        m.bind(filled);
    }
}

package dev.justjit.region.ir;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.List;

/**
 * The slots of a region, by number: the frame's locals, then the global names that the loop assigns,
 * then the value stack. Such names are locals of the region: no other code runs meanwhile.
 */
public final class Slots {
    private final int frameLocals;
    private final List<Integer> names = new ArrayList<>();
    private boolean mapped;

    /** Of a loop. */
    public Slots(Flow flow, Loops.Loop loop) {
        frameLocals = flow.image().localsPlus();
        for (Insn insn : flow.insns()) {
            if (loop.contains(insn.start())) {
                add(insn);
            }
        }
    }

    /** Of a function that a region calls. */
    public Slots(Flow flow) {
        frameLocals = flow.image().localsPlus();
    }

    private void add(Insn insn) {
        switch (insn.opcode()) {
            case LOAD_NAME -> mapped = true;
            case STORE_NAME -> {
                mapped = true;
                addName(insn.oparg());
            }
            case STORE_GLOBAL -> addName(insn.oparg());
            default -> {}
        }
    }

    private void addName(int name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    /** Number of locals, those that are names included. */
    public int locals() {
        return frameLocals + names.size();
    }

    /** Whether the frame's mapping of locals has to be its globals. */
    public boolean areMapped() {
        return mapped;
    }

    /** Slot of the name, or -1 if the loop does not assign it. */
    public int ofName(int name) {
        int position = names.indexOf(name);
        return position < 0 ? -1 : frameLocals + position;
    }

    /** Whether the slot is a global name that the loop assigns. */
    public boolean isName(int slot) {
        return slot >= frameLocals && slot < locals();
    }

    /** Number in {@code co_names} of the slot that is a name. */
    public int name(int slot) {
        return names.get(slot - frameLocals);
    }

    /** Address of the slot, which is no name. */
    public Mem place(int slot) {
        if (isName(slot)) {
            throw new IllegalArgumentException("slot " + slot + " is a name");
        }
        return Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + 8 * word(slot));
    }

    /** Number of the frame's word that is the slot, which is no name. */
    public int word(int slot) {
        return slot < frameLocals ? slot : slot - names.size();
    }

    /** Words of the frame in use when so many slots are. */
    int frameWords(int slots) {
        return slots - names.size();
    }
}

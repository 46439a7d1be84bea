package dev.justjit.lower;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Node;
import org.jspecify.annotations.Nullable;

/** The instructions of the bytecode by the units that a graph knows them by. */
final class InstructionTable {
    private final @Nullable Insn[] byUnit;

    InstructionTable(Flow flow) {
        byUnit = new Insn[flow.image().units()];
        for (Insn insn : flow.insns()) {
            byUnit[insn.offset()] = insn;
        }
    }

    Insn of(Instruction instruction) {
        Insn insn = byUnit[instruction.unit()];
        if (insn == null) {
            throw new IllegalStateException("no instruction at " + instruction.unit());
        }
        return insn;
    }

    /** The instruction at a unit, or another one if there is none. */
    Insn at(int unit, Instruction otherwise) {
        Insn insn = unit < 0 ? null : byUnit[unit];
        return insn == null ? of(otherwise) : insn;
    }

    /** The instruction that a node is part of, by the state before it. */
    Insn of(Node node) {
        FrameState before = node.before();
        if (before == null) {
            throw new IllegalStateException(node + " has no state");
        }
        return of(before.instruction());
    }

    /** The unit at which the interpreter goes on in a state. */
    int unit(FrameState state) {
        Insn insn = of(state.instruction());
        return state.when() == FrameState.When.BEFORE ? insn.start() : insn.next();
    }
}

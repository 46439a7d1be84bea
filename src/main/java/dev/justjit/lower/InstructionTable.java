package dev.justjit.lower;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The instructions of the bytecode by the units that a graph knows them by, of the function's own and of inlined code. */
final class InstructionTable {
    private final List<Flow> flows;
    private final List<@Nullable Insn[]> byUnit = new ArrayList<>();

    /**
     * @param flows by the number of the code
     */
    InstructionTable(List<Flow> flows) {
        this.flows = flows;
        for (Flow flow : flows) {
            @Nullable Insn[] insns = new Insn[flow.image().units()];
            for (Insn insn : flow.insns()) {
                insns[insn.offset()] = insn;
            }
            byUnit.add(insns);
        }
    }

    /** The function's own. */
    Insn of(Instruction instruction) {
        return of(0, instruction);
    }

    private Insn of(int code, Instruction instruction) {
        Insn insn = byUnit.get(code)[instruction.unit()];
        if (insn == null) {
            throw new IllegalStateException("no instruction at " + instruction.unit());
        }
        return insn;
    }

    /** The instruction of the function's own code at a unit, or that of the frame if there is none. */
    Insn at(int unit, FrameState otherwise) {
        Insn insn = unit < 0 ? null : byUnit.get(0)[unit];
        return insn == null ? of(otherwise) : insn;
    }

    /** The instruction that a frame is at. */
    Insn of(FrameState state) {
        return of(state.code().number(), state.instruction());
    }

    /** The instruction that a node is part of, by the state before it. */
    Insn of(Node node) {
        FrameState before = node.before();
        if (before == null) {
            throw new IllegalStateException(node + " has no state");
        }
        return of(before);
    }

    /** The unit at which the interpreter goes on in a state. */
    int unit(FrameState state) {
        Insn insn = of(state);
        return state.when() == FrameState.When.BEFORE ? insn.start() : insn.next();
    }

    /** Where exceptions of the instruction go that a frame is at, or null: nowhere in its code. */
    ExceptionTable.@Nullable Entry handlerOf(FrameState state) {
        return flows.get(state.code().number()).handlerOf(of(state));
    }
}

package dev.justjit.analysis;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import java.util.BitSet;

/** Which locals the code may read later as they are at an instruction, those that it deletes too. */
public final class LiveLocals {
    private static final int SHIFT = 4;
    private static final int MASK = 15;

    private final Flow flow;
    private final BitSet[] before;

    /** Computes them for all instructions. */
    public LiveLocals(Flow flow) {
        this.flow = flow;
        before = new BitSet[flow.insns().size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = new BitSet();
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = before.length - 1; i >= 0; i--) {
                BitSet live = at(i);
                changed |= !live.equals(before[i]);
                before[i] = live;
            }
        }
    }

    /** Those at an instruction, by its index. */
    public BitSet before(int index) {
        return before[index];
    }

    private BitSet at(int index) {
        Insn insn = flow.insns().get(index);
        BitSet live = new BitSet();
        if (!insn.endsBlock() || insn.suspends()) {
            add(live, insn.next());
        }
        if (insn.isJump()) {
            add(live, insn.target());
            add(live, insn.target() + (insn.opcode() == Opcode.FOR_ITER ? 2 : 0));
        }
        transfer(insn, live);
        ExceptionTable.Entry handler = flow.handlerOf(insn);
        if (handler != null) {
            add(live, handler.target());
        }
        return live;
    }

    private void add(BitSet live, int unit) {
        int index = flow.indexOf(unit);
        if (index >= 0) {
            live.or(before[index]);
        }
    }

    private static void transfer(Insn insn, BitSet live) {
        int oparg = insn.oparg();
        switch (insn.opcode()) {
            case LOAD_FAST, LOAD_FAST_CHECK, LOAD_FAST_AND_CLEAR, DELETE_FAST, MAKE_CELL ->
                    live.set(oparg);
            case LOAD_FAST_LOAD_FAST -> {
                live.set(oparg >> SHIFT);
                live.set(oparg & MASK);
            }
            case STORE_FAST -> live.clear(oparg);
            case STORE_FAST_LOAD_FAST -> {
                live.set(oparg & MASK);
                live.clear(oparg >> SHIFT);
            }
            case STORE_FAST_STORE_FAST -> {
                live.clear(oparg >> SHIFT);
                live.clear(oparg & MASK);
            }
            default -> {} // reads and writes no local
        }
    }
}

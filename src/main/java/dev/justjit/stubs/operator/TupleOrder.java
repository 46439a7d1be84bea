package dev.justjit.stubs.operator;

import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * How two exact tuples compare: as the first items that are not equal, else as their lengths. Tuples in tuples are
 * CPython's, which counts how deep they are.
 */
public final class TupleOrder {
    private static final int DIFFER =
            Outcomes.IS_LESS | Outcomes.IS_GREATER | Outcomes.IS_UNORDERED;

    private static final Mem MASK = Mem.nativeWord(0);
    private static final Mem NEXT = Mem.nativeWord(1);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    public TupleOrder(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** {@link Stub#COMPARE_TUPLES}. */
    public void emit() {
        Label next = m.newLabel();
        Label ended = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.COMPARE_TUPLES);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.store(Width.W64, MASK, Reg.ARG2);
        m.storeImm(Width.W64, NEXT, 0);
        m.bind(next);
        m.load(Width.W64, Reg.ARG3, NEXT);
        m.branch(Cond.LE, Width.W64, size(Reg.SAVED0), Reg.ARG3, ended);
        m.branch(Cond.LE, Width.W64, size(Reg.SAVED1), Reg.ARG3, ended);
        m.addMem(Width.W64, NEXT, 1);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, Reg.ARG3, 8, PyTuple.ITEMS));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, Reg.ARG3, 8, PyTuple.ITEMS));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG1, next);
        m.call(stubs.of(Stub.EQUAL_TYPED));
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, undone);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, next);
        byItems();
        m.bind(ended);
        bySizes();
        m.bind(undone);
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    private static Mem size(Reg tuple) {
        return Mem.at(tuple, PyVarObject.OB_SIZE);
    }

    /** The items before {@code NEXT} differ. */
    private void byItems() {
        Label no = m.newLabel();
        Label yes = m.newLabel();
        m.load(Width.W64, Reg.ARG2, MASK);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, Outcomes.IS_EQUAL, no);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, DIFFER, yes);
        m.load(Width.W64, Reg.ARG3, NEXT);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, Reg.ARG3, 8, PyTuple.ITEMS - 8));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, Reg.ARG3, 8, PyTuple.ITEMS - 8));
        m.call(stubs.of(Stub.COMPARE_TYPED));
        m.leave();
        m.bind(no);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(yes);
        m.moveImm(Reg.RET, 1);
        m.leave();
    }

    private void bySizes() {
        Label less = m.newLabel();
        Label greater = m.newLabel();
        m.load(Width.W64, Reg.ARG2, MASK);
        m.load(Width.W64, Reg.ARG3, size(Reg.SAVED0));
        m.load(Width.W64, Reg.ARG4, size(Reg.SAVED1));
        m.branch(Cond.LT, Width.W64, Reg.ARG3, Reg.ARG4, less);
        m.branch(Cond.GT, Width.W64, Reg.ARG3, Reg.ARG4, greater);
        answer(Outcomes.IS_EQUAL);
        m.bind(less);
        answer(Outcomes.IS_LESS);
        m.bind(greater);
        answer(Outcomes.IS_GREATER);
    }

    private void answer(int outcome) {
        m.and(Reg.RET, Reg.ARG2, outcome);
        m.leave();
    }
}

package dev.justjit.template;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Outcomes;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Operations whose operands nobody has seen yet: a shared stub finds out their types when it runs, and
 * what it does not do is done the long way. Operands may stay borrowed.
 */
final class Unpredicted {
    private Unpredicted() {}

    /** The uppermost {@code count} entries become objects, where they are if they are objects already. */
    static void boxOperands(Emission e, int count) {
        int depth = e.stack().depth();
        for (int i = depth - count; i < depth; i++) {
            if (e.stack().at(i).isUnboxed()) {
                e.materialize(i);
            }
        }
    }

    private static void loadOperands(Emission e) {
        e.loadObject(Reg.ARG0, e.stack().peek(1));
        e.loadObject(Reg.ARG1, e.stack().peek(0));
    }

    /** Of a stub whose answer is an object, NULL if it raised, or {@link Stub#NOT_DONE}. */
    private static final class Undone extends ColdCode {
        private final SlowCall slow;

        Undone(Emission e, SlowCall slow) {
            super(e);
            this.slow = slow;
        }

        @Override
        protected void emit(Emission e) {
            e.masm().branch(Cond.NE, Width.W64, Reg.RET, 0, slow.entry());
            e.setInstrPtr();
            e.masm().jump(e.raise());
        }
    }

    /** {@code RET} = answer of the stub, an object; else the slow way. */
    static void callTyped(Emission e, Stub stub, SlowCall slow) {
        MacroAssembler m = e.masm();
        Label undone = new Undone(e, slow).entry();
        m.call(stub.symbol());
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.RET, Stub.NOT_DONE, undone);
    }

    /** {@code FOR_ITER} of an iterator that stays on the stack: its next item is pushed. */
    static void next(Emission e, SlowCall slow) {
        MacroAssembler m = e.masm();
        e.loadObject(Reg.ARG0, e.stack().peek(0));
        callTyped(e, Stub.NEXT_TYPED, slow);
        e.pushResult(KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /**
     * {@code BINARY_OP} and the {@code STORE_FAST} behind it, of operands that are no two strings: the result
     * replaces the local {@code target}, whose old value is a number.
     */
    static ColdCode addToLocal(Emission e, int target, SlowCall slow) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                Value left = e.stack().peek(1);
                Value right = e.stack().peek(0);
                loadOperands(e);
                callTyped(e, Stub.ADD_TYPED, slow);
                Operands.release(e, left, right, KnownType.INT, Reg.RET);
                Locals.replace(e, target);
                m.jump(slow.resume());
            }
        };
    }

    /** {@code BINARY_OP}. The types that the stub knows die quietly. */
    static void binary(Emission e, Stub stub) {
        MacroAssembler m = e.masm();
        boxOperands(e, 2);
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        SlowCall slow = new Arithmetic.GenericBinary(e);
        loadOperands(e);
        callTyped(e, stub, slow);
        e.pop();
        e.pop();
        Operands.release(e, left, right, KnownType.INT, Reg.RET);
        e.pushResult(KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** {@code COMPARE_OP}. */
    static void compare(Emission e, ComparisonOperator operator, boolean branch) {
        MacroAssembler m = e.masm();
        boxOperands(e, 2);
        if (branch) {
            e.flushBelow(2);
        }
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        SlowCall slow =
                branch
                        ? StringComparison.branchPath(e, operator)
                        : StringComparison.boolPath(e, operator);
        loadOperands(e);
        m.moveImm(Reg.ARG2, Outcomes.of(operator));
        m.call(Stub.COMPARE_TYPED.symbol());
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, slow.entry());
        e.pop();
        e.pop();
        Operands.release(e, left, right, KnownType.INT, Reg.RET);
        StringComparison.deliver(e, slow, branch);
    }

    /** {@code BINARY_SUBSCR}. Keys that the stub knows die quietly, containers may not. */
    static void subscript(Emission e) {
        MacroAssembler m = e.masm();
        boxOperands(e, 2);
        Value container = e.stack().peek(1);
        Value key = e.stack().peek(0);
        if (container.isOwned()) {
            Subscripts.ownBelow(e, 2);
        }
        SlowCall slow = new Subscripts.GenericSubscript(e);
        loadOperands(e);
        callTyped(e, Stub.GET_ITEM_TYPED, slow);
        e.pop();
        e.pop();
        Subscripts.releaseOperands(e, container, key);
        e.pushResult(KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** {@code STORE_SUBSCR}. */
    static void storeItem(Emission e) {
        MacroAssembler m = e.masm();
        e.flushBelow(3);
        boxOperands(e, 3);
        Value value = e.stack().peek(2);
        Value container = e.stack().peek(1);
        Value key = e.stack().peek(0);
        SlowCall slow = new Subscripts.GenericStore(e);
        loadOperands(e);
        e.loadObject(Reg.ARG4, value);
        m.call(Stub.SET_ITEM_TYPED.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, slow.entry());
        if (!value.isOwned()) {
            e.takeObject(Reg.ARG4, value);
        }
        m.move(Reg.ARG0, Reg.ARG3);
        e.pop();
        e.pop();
        e.pop();
        e.release(KnownType.UNKNOWN);
        if (key.isOwned()) {
            e.loadObject(Reg.ARG0, key);
            e.release(KnownType.INT);
        }
        e.releaseValue(container);
        m.bind(slow.resume());
    }
}

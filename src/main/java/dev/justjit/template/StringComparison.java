package dev.justjit.template;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;

/** {@code ==} and {@code !=} of two exact strings, which runs no Python code. */
final class StringComparison {
    private StringComparison() {}

    static void emit(Emission e, ComparisonOperator operator) {
        MacroAssembler m = e.masm();
        boolean branch = ComparisonOperator.wantsBool(e.insn().oparg()) && Branches.follows(e);
        for (int i = 0; i < 2; i++) {
            if (e.stack().peek(i).isUnboxed()) {
                e.materialize(e.stack().depth() - 1 - i);
            }
        }
        if (branch) {
            e.flushBelow(2);
        }
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        SlowCall slow = branch ? branchPath(e, operator) : boolPath(e, operator);
        e.loadObject(Reg.ARG0, left);
        e.loadObject(Reg.ARG1, right);
        guardString(e, left, Reg.ARG0, slow.entry());
        guardString(e, right, Reg.ARG1, slow.entry());
        m.call(Stub.EQUAL_STRINGS.symbol());
        if (operator == ComparisonOperator.NOT_EQUAL) {
            m.xor(Reg.RET, Reg.RET, 1);
        }
        e.pop();
        e.pop();
        Operands.release(e, left, right, KnownType.STR, Reg.RET);
        deliver(e, slow, branch);
    }

    /** The operands are gone and {@code RET} is the truth value: jumps, or pushes it. The slow path joins here. */
    static void deliver(Emission e, SlowCall slow, boolean branch) {
        Truth.deliver(e, branch);
        if (!branch) {
            if (!ComparisonOperator.wantsBool(e.insn().oparg())) {
                // the slow side may have an object that is no bool
                e.setSlot(e.stack().depth() - 1, KnownType.UNKNOWN);
            }
            slow.resultIs(e.stack().peek(0));
        }
        e.masm().bind(slow.resume());
        if (branch) {
            e.forgetLocals();
        }
    }

    private static void guardString(Emission e, Value value, Reg object, Label fail) {
        if (value.type() != KnownType.STR) {
            Arithmetic.guardType(e.masm(), object, Global.PYUNICODE_TYPE, fail);
        }
    }

    static SlowCall branchPath(Emission e, ComparisonOperator operator) {
        return new Comparisons.CompareAndBranchPath(
                e, operator, Branches.jumpsIfTrue(e.nextInsn()), Branches.target(e));
    }

    static SlowCall boolPath(Emission e, ComparisonOperator operator) {
        return new SlowCall(e, 2) {
            @Override
            protected void call(Emission e) {
                Comparisons.callCompare(e, operator);
                if (ComparisonOperator.wantsBool(e.insn().oparg())) {
                    Truth.toBoolObject(e);
                }
            }
        };
    }
}

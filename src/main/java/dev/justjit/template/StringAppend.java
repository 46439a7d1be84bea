package dev.justjit.template;

import dev.justjit.abi.BinaryOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code s = s + t} and {@code s += t} with a local {@code s}: {@code BINARY_OP} and the {@code
 * STORE_FAST} after it. Two exact strings are appended in place while only the local holds the left
 * one, which keeps such loops linear, as the interpreter does.
 */
final class StringAppend {
    private StringAppend() {}

    static boolean applies(Emission e, BinaryOperator operator, Value left) {
        return operator.plain() == BinaryOperator.ADD
                && left.is(Value.Kind.LOCAL)
                && mayBeString(left)
                && mayBeString(e.stack().peek(0))
                && !sawNumbers(e.insn())
                && e.nextIs(Opcode.STORE_FAST)
                && e.nextInsn().oparg() == left.index();
    }

    private static boolean mayBeString(Value value) {
        return value.type() == KnownType.STR || value.type() == KnownType.UNKNOWN;
    }

    private static boolean sawNumbers(Insn insn) {
        return insn.seenAs(Opcode.BINARY_OP_ADD_INT) || insn.seenAs(Opcode.BINARY_OP_ADD_FLOAT);
    }

    static void emit(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int target = e.stack().peek(1).index();
        e.flushBelow(2);
        if (e.stack().peek(0).equals(e.stack().peek(1))) {
            e.materialize(e.stack().depth() - 1); // s += s: appending needs to see both holders
        }
        Value right = e.stack().peek(0);
        var slow =
                new SlowCall(e, 2, e.nextInsn().next()) {
                    @Override
                    protected void call(Emission e) {
                        Arithmetic.callOperator(e, e.insn());
                        Locals.replace(e, target);
                    }
                };
        boolean predicted = insn.seenAs(Opcode.BINARY_OP_INPLACE_ADD_UNICODE) || !e.maySpeculate();
        Label other =
                predicted || right.isUnboxed()
                        ? slow.entry()
                        : Unpredicted.addToLocal(e, target, slow).entry();
        m.load(Width.W64, Reg.ARG0, e.local(target));
        e.loadObject(Reg.ARG1, right);
        Arithmetic.guardType(m, Reg.ARG0, Global.PYUNICODE_TYPE, other);
        Arithmetic.guardType(m, Reg.ARG1, Global.PYUNICODE_TYPE, other);
        e.setInstrPtr();
        m.address(Reg.ARG0, e.local(target));
        m.call(Helper.PYUNICODE_APPEND);
        e.pop();
        e.pop();
        if (right.isOwned()) {
            e.loadObject(Reg.ARG0, right);
            e.release(KnownType.STR);
        }
        m.load(Width.W64, Reg.RET, e.local(target));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, e.raise());
        m.bind(slow.resume());
        e.setLocalType(target, KnownType.UNKNOWN);
        e.skipNext();
    }
}

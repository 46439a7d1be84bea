package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;

/** Jumps. The stack is canonical at every jump target. */
final class Branches {
    private Branches() {}

    /** Whether the next instruction is a conditional jump that only this one leads to. */
    static boolean follows(Emission e) {
        return e.nextIs(Opcode.POP_JUMP_IF_FALSE) || e.nextIs(Opcode.POP_JUMP_IF_TRUE);
    }

    static boolean jumpsIfTrue(Insn jump) {
        return jump.opcode() == Opcode.POP_JUMP_IF_TRUE;
    }

    /** Where the jump that follows goes. */
    static Label target(Emission e) {
        return e.block(e.nextInsn().target());
    }

    /** {@code JUMP_FORWARD}, {@code JUMP_BACKWARD_NO_INTERRUPT}. */
    static void jump(Emission e, Insn insn) {
        e.flush();
        e.masm().jump(e.block(insn.target()));
    }

    /** {@code JUMP_BACKWARD}: a safepoint, whose errors are raised at the jump. */
    static void jumpBackward(Emission e, Insn insn) {
        e.flush();
        e.safepoint(insn.target());
        e.masm().jump(e.block(insn.target()));
    }

    /** {@code POP_JUMP_IF_FALSE}, {@code POP_JUMP_IF_TRUE}: b -> . The input is True or False. */
    static void popJumpIf(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flushBelow(1);
        Value value = e.pop();
        e.loadObject(Reg.RET, value);
        m.branch(
                Cond.EQ,
                Reg.RET,
                jumpsIfTrue(insn) ? Global.TRUE : Global.FALSE,
                e.block(insn.target()));
    }

    /** {@code POP_JUMP_IF_NONE}, {@code POP_JUMP_IF_NOT_NONE}: v -> . None needs no release. */
    static void popJumpIfNone(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        boolean jumpsIfNone = insn.opcode() == Opcode.POP_JUMP_IF_NONE;
        e.flushBelow(e.stack().peek(0).isUnboxed() ? 0 : 1);
        Value value = e.pop();
        Label isNone = m.newNearLabel();
        Label target = e.block(insn.target());
        e.loadObject(Reg.ARG0, value);
        if (!jumpsIfNone && !value.isOwned()) {
            m.branch(Cond.NE, Reg.ARG0, Global.NONE, target);
            return;
        }
        m.branch(Cond.EQ, Reg.ARG0, Global.NONE, jumpsIfNone ? target : isNone);
        if (value.isOwned()) {
            e.release(KnownType.UNKNOWN);
        }
        if (!jumpsIfNone) {
            m.jump(target);
        }
        m.bind(isNone);
    }
}

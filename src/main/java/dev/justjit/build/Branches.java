package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Jumps. */
final class Branches {
    private Branches() {}

    /** The interpreter does what is pending before it jumps back. */
    static void backward(Builder b, Insn insn) {
        b.nodes().safepoint();
        b.jump(insn.target());
    }

    /** {@code POP_JUMP_IF_TRUE}, {@code POP_JUMP_IF_FALSE}: a bool -> . */
    static void ifTrue(Builder b, Insn insn) {
        Node flag = b.node(Op.UNBOX_BOOL, b.peek(0));
        b.drop();
        branch(b, insn, flag, insn.opcode() == Opcode.POP_JUMP_IF_TRUE);
    }

    /** {@code POP_JUMP_IF_NONE}, {@code POP_JUMP_IF_NOT_NONE}: a -> . */
    static void ifNone(Builder b, Insn insn) {
        Node flag =
                b.referenceState(0) == ReferenceState.VIRTUAL
                        ? b.values().flag(false)
                        : b.node(Op.IS, b.peek(0), b.values().none());
        b.drop();
        branch(b, insn, flag, insn.opcode() == Opcode.POP_JUMP_IF_NONE);
    }

    private static void branch(Builder b, Insn insn, Node flag, boolean jumpsIfTrue) {
        if (flag.is(Op.CONST)) {
            b.jump(flag.literal().bits() == 1 == jumpsIfTrue ? insn.target() : insn.next());
            return;
        }
        Block[] successors = b.branch(flag);
        Builder.Point point = b.point();
        b.continueIn(successors[jumpsIfTrue ? 0 : 1]);
        b.jump(insn.target());
        b.continueIn(successors[jumpsIfTrue ? 1 : 0], point);
        b.jump(insn.next());
    }
}

package dev.justjit.build;

import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;

/**
 * The other meaning of instructions: each is one node, whatever is known. Only jumps and ends are what they are. Also of
 * single instructions that graphs were left at too often.
 */
final class PlainInstructions {
    private PlainInstructions() {}

    static void build(Builder b, Insn insn) {
        switch (insn.opcode()) {
            case NOP -> {}
            case RESUME -> b.nodes().safepoint();
            case JUMP_FORWARD, JUMP_BACKWARD_NO_INTERRUPT -> b.jump(insn.target());
            case JUMP_BACKWARD -> Branches.backward(b, insn);
            case POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE ->
                    test(b, insn);
            case FOR_ITER -> GenericInstructions.branch(b, Plan.destination(insn), 1, false);
            case SEND -> GenericInstructions.branch(b, insn.target(), 0, true);
            case RETURN_VALUE -> Locals.returnTop(b);
            case RETURN_CONST -> Locals.returnConstant(b, insn.oparg());
            case RAISE_VARARGS, RERAISE -> Calls.raise(b, insn);
            default -> GenericInstructions.build(b);
        }
        if (insn.suspends() && b.isReached()) {
            b.jump(insn.next());
        }
    }

    /** A conditional jump as one node with two successors. */
    private static void test(Builder b, Insn insn) {
        b.references().ownAll();
        Node node =
                b.nodes()
                        .python(
                                Op.GENERIC,
                                0,
                                GenericInstructions.instruction(insn),
                                Type.NONE,
                                b.peek(0));
        Block next = b.graph().newBlock();
        Block jumped = b.graph().newBlock();
        node.setTargets(next, jumped);
        b.pop();
        Builder.Point point = b.point();
        b.continueIn(jumped);
        b.watch(b.states().before(insn.target()));
        b.jump(insn.target());
        b.continueIn(next, point);
        b.watch(b.states().before(insn.next()));
    }
}

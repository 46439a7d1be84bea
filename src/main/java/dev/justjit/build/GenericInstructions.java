package dev.justjit.build;

import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import org.jspecify.annotations.Nullable;

/** Instructions that are one node each, which may run Python and raise. */
final class GenericInstructions {
    private GenericInstructions() {}

    static Instruction instruction(Insn insn) {
        return new Instruction(insn.offset(), insn.opcode(), insn.oparg());
    }

    /** The instruction as one node. */
    static void build(Builder b) {
        Insn insn = b.insn();
        int oparg = insn.oparg();
        int popped = insn.opcode().popped(oparg);
        int kept = StackEffects.kept(insn.opcode(), oparg);
        Node[] inputs = new Node[popped];
        b.references().ownAll();
        for (int i = 0; i < popped; i++) {
            inputs[i] = b.peek(popped - 1 - i);
        }
        for (int i = 0; i < popped - kept; i++) {
            b.pop();
        }
        call(b, Op.GENERIC, kept, instruction(insn), insn.opcode().pushed(oparg) - kept, inputs);
    }

    /** A node that may run Python, the operands of which are popped; it pushes so many results. */
    static void call(
            Builder b, Op op, int index, @Nullable Object detail, int results, Node... inputs) {
        Node node =
                b.nodes()
                        .python(
                                op,
                                index,
                                detail,
                                results == 1 ? StackEffects.result(b.insn()) : kind(results),
                                inputs);
        if (handle(b, node)) {
            Block next = b.graph().newBlock();
            node.setTargets(next);
            b.continueIn(next);
        }
        for (int i = 0; i < results; i++) {
            b.pushOwned(results == 1 ? node : result(b, node, i));
        }
        node.setAfter(b.states().after());
    }

    /** One of several results, any of which may be NULL. */
    private static Node result(Builder b, Node several, int index) {
        Node result = b.graph().detached(Op.RESULT, Type.UNKNOWN, index, null, several);
        b.block().append(result);
        return result;
    }

    private static Type kind(int results) {
        return results == 0 ? Type.NONE : Type.UNKNOWN;
    }

    /**
     * The instruction as one node with two successors, the result of which is pushed: to the next instruction, and to the
     * unit, with so many entries less and with the result only if it is said so. Building goes on at the first.
     */
    static void branch(Builder b, int unit, int popped, boolean pushes) {
        Insn insn = b.insn();
        int taken = insn.opcode().popped(insn.oparg());
        if (b.frame().isInlined()) {
            throw new NotInlined();
        }
        Node[] inputs = new Node[taken];
        b.references().ownAll();
        for (int i = 0; i < taken; i++) {
            inputs[i] = b.peek(taken - 1 - i);
        }
        int kept = StackEffects.kept(insn.opcode(), insn.oparg());
        Node node = b.nodes().python(Op.GENERIC, kept, instruction(insn), Type.OBJECT, inputs);
        handle(b, node);
        Block next = b.graph().newBlock();
        Block jumped = b.graph().newBlock();
        node.setTargets(next, jumped);
        for (int i = 0; i < taken - kept; i++) {
            b.pop();
        }
        Builder.Point point = b.point();
        b.continueIn(jumped);
        for (int i = 0; i < popped; i++) {
            b.pop();
        }
        if (pushes) {
            b.pushOwned(node);
        }
        b.watch(b.states().before(unit));
        b.jump(unit);
        b.continueIn(next, point);
        b.pushOwned(node);
        b.watch(b.states().before(insn.next()));
    }

    /** Lets exceptions of the node go to their handler, if there is one in this code. */
    static boolean handle(Builder b, Node node) {
        ExceptionTable.Entry handler =
                node.effects().raises() ? b.mergePoints().handlerOf(b.insn()) : null;
        if (handler == null
                || b.frame().isInlined()) { // the interpreter handles exceptions of inlined code
            return false;
        }
        Merge merge = b.mergePoints().caught(handler);
        Edge edge = node.setHandler(merge.block(), handler.depth());
        merge.add(edge, b.frame().copy(handler.depth()));
        return true;
    }
}

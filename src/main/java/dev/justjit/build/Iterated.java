package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/**
 * Loops for which the interpreter has no form of its own: over dicts, sets, {@code enumerate} and {@code zip}, or over
 * iterators that run Python.
 */
final class Iterated {
    private Iterated() {}

    /** Whether what is gone over is likely to be builtin, and no generator. */
    static boolean isBuiltin(Builder b, Insn insn) {
        Node iterator = b.peek(0);
        return insn.seen() == Opcode.FOR_ITER
                && b.image().hasRun(insn)
                && !isLocal(b, iterator)
                && (!isWhole(iterator, Opcode.GET_ITER) || isBuiltin(iterator.input(0)));
    }

    /** An iterator that somebody else has can be left at its end by itself only. */
    private static boolean isLocal(Builder b, Node iterator) {
        for (int i = 0; i < b.image().localsPlus(); i++) {
            if (References.object(b.locals().get(i)) == References.object(iterator)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBuiltin(Node container) {
        if (container.is(Op.CALL_FUNCTION)) {
            return false;
        }
        return !isWhole(container, Opcode.CALL) || isKnownCall(container.input(0));
    }

    private static boolean isKnownCall(Node callee) {
        String name =
                callee.is(Op.CONST) && callee.literal().kind() == Literal.Kind.CACHED
                        ? callee.literal().text()
                        : Globals.builtin(callee);
        return name != null
                && switch (name) {
                    case "enumerate", "zip", "items", "keys", "values", "set", "sorted" -> true;
                    default -> false;
                };
    }

    private static boolean isWhole(Node node, Opcode opcode) {
        return node.is(Op.GENERIC)
                && node.detail() instanceof Instruction instruction
                && instruction.opcode() == opcode;
    }

    /** {@code FOR_ITER}: the iterator says itself whether it is at its end. */
    static void forIter(Builder b, int behind) {
        Node next = b.node(Op.NEXT_OR_END, b.object(0));
        Node ended = b.node(Op.IS, next, b.values().nullValue());
        Block[] successors = b.branch(b.node(Op.NOT, ended));
        Builder.Point point = b.point();
        b.continueIn(successors[1]);
        b.pushOwned(next);
        b.drop(2);
        b.jump(behind);
        b.continueIn(successors[0], point);
        b.pushOwned(next);
    }

    /** Whether {@code iter} gives the object itself. */
    static boolean isIterator(Node object) {
        Kind kind = object.type().kind();
        return kind == Kind.LIST_ITERATOR
                || kind == Kind.TUPLE_ITERATOR
                || kind == Kind.RANGE_ITERATOR;
    }
}

package dev.justjit.build;

import dev.justjit.ir.Block;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;

/**
 * {@code any} and {@code all}.
 *
 * @param decisive the truth value that decides
 */
record Quantifier(boolean decisive) implements Consumer {
    @Override
    public List<Node> begin(Builder b) {
        return List.of();
    }

    @Override
    public void take(Builder b, List<Node> numbers, Turn turn) {
        Node truth = Truth.truth(b, b.insn(), b.peek(0));
        Node known = truth == null ? Guards.kind(b, b.object(0), Kind.BOOL) : truth;
        Block[] ways = b.branch(b.node(Op.UNBOX_BOOL, known));
        Builder.Point point = b.point();
        b.continueIn(ways[decisive ? 0 : 1], point);
        turn.result(b.constants().object(Literal.ofBool(decisive)));
        b.continueIn(ways[decisive ? 1 : 0], point);
        turn.next(numbers);
    }

    @Override
    public void finish(Builder b, List<Node> numbers, Turn turn) {
        turn.result(b.constants().object(Literal.ofBool(!decisive)));
    }
}

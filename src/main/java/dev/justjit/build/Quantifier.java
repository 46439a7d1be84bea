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
        Block[] successors = b.branch(truth(b));
        Builder.Point point = b.point();
        b.continueIn(successors[decisive ? 0 : 1], point);
        turn.result(b.constants().object(Literal.ofBool(decisive)));
        b.continueIn(successors[decisive ? 1 : 0], point);
        turn.next(numbers);
    }

    private static Node truth(Builder b) {
        Node item = b.peek(0);
        Kind kind = item.type().kind();
        if (kind == Kind.OBJECT || kind == Kind.UNKNOWN) {
            return b.node(Op.TRUTH_OF, b.object(0));
        }
        Node known = kind == Kind.INSTANCE ? null : Truth.truth(b, b.insn(), item);
        if (known == null) {
            throw new NotInlined(); // its class may have a say
        }
        return b.node(Op.UNBOX_BOOL, known);
    }

    @Override
    public void finish(Builder b, List<Node> numbers, Turn turn) {
        turn.result(b.constants().object(Literal.ofBool(!decisive)));
    }
}

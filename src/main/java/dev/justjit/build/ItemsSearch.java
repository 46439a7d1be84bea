package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds what a generator expression goes over, without an iterator; what it finds stays on the stack. */
final class ItemsSearch {
    /** If more of them were done again, that would be seen. */
    private static final long MOST_ITEMS = 10_000;

    private final Builder b;
    private final ExpressionSite site;
    private final Flow flow;
    private final Insn header;
    private final boolean again;

    /**
     * @param flow the code of the expression
     * @param header its {@code FOR_ITER}
     * @param again whether what was expected at first was wrong
     */
    ItemsSearch(Builder b, ExpressionSite site, Flow flow, Insn header, boolean again) {
        this.b = b;
        this.site = site;
        this.flow = flow;
        this.header = header;
        this.again = again;
    }

    /**
     * @throws NotInlined if it is nothing that is known, or others may see when it goes
     */
    Items find() {
        List<Insn> insns = site.iterable();
        for (int i = 0; i < insns.size(); i++) {
            Insn insn = insns.get(i);
            boolean last = i == insns.size() - 1;
            b.begin(insn);
            Items several = last && insn.opcode() == Opcode.CALL ? several(insn.oparg()) : null;
            if (several != null) {
                return several;
            }
            Instructions.build(b, insn);
            b.finish();
            if (!b.isReached()) {
                throw new NotInlined();
            }
        }
        Node iterable = b.peek(0);
        if (iterable.is(Op.NEW_RANGE) && b.referenceState(0) == ReferenceState.VIRTUAL) {
            return range(iterable.input(0), iterable.input(1), iterable.input(2));
        }
        return Items.of(List.of(sequence(0, kind(header.seen()))), false, b);
    }

    /** {@code enumerate} of a sequence, or {@code zip} of two, whose tuples are taken apart at once; or null. */
    private @Nullable Items several(int count) {
        String name = Globals.builtin(b.peek(count + 1));
        boolean numbered = "enumerate".equals(name) && count == 1;
        boolean both = "zip".equals(name) && count == 2;
        Insn unpack = flow.insns().get(flow.indexOf(header.next()));
        boolean apart = unpack.opcode() == Opcode.UNPACK_SEQUENCE && unpack.oparg() == 2;
        if (!(numbered || both) || !apart || !IncomingEdge.isNull(b.peek(count))) {
            return null;
        }
        b.node(Op.GUARD_IS, 0, Literal.builtin(numbered ? "enumerate" : "zip"), b.peek(count + 1));
        List<Node> sequences = new ArrayList<>();
        for (int i = count - 1; i >= 0; i--) {
            sequences.add(sequence(i, again ? Kind.TUPLE : Kind.LIST));
        }
        return Items.of(sequences, numbered, b);
    }

    private Node sequence(int fromTop, Kind expected) {
        if (b.referenceState(fromTop) != ReferenceState.BORROWED) {
            throw new NotInlined();
        }
        Node iterable = b.peek(fromTop);
        Kind kind =
                switch (iterable.type().kind()) {
                    case LIST -> Kind.LIST;
                    case TUPLE -> Kind.TUPLE;
                    case OBJECT, UNKNOWN -> expected;
                    default -> Kind.OBJECT;
                };
        if (kind == Kind.OBJECT) {
            throw new NotInlined();
        }
        Node sequence = Guards.kind(b, iterable, kind);
        limit(Items.length(b, sequence), MOST_ITEMS, ComparisonOperator.LESS_EQUAL);
        return sequence;
    }

    private static Kind kind(Opcode seen) {
        return switch (seen) {
            case FOR_ITER_LIST -> Kind.LIST;
            case FOR_ITER_TUPLE -> Kind.TUPLE;
            default -> Kind.OBJECT;
        };
    }

    private Items range(Node first, Node end, Node step) {
        if (!step.is(Op.CONST) || Math.abs(step.literal().bits()) > MOST_ITEMS) {
            throw new NotInlined();
        }
        long width = step.literal().bits();
        Node distance = b.node(Op.INT_SUBTRACT, end, first);
        limit(
                distance,
                MOST_ITEMS * width,
                width > 0 ? ComparisonOperator.LESS_EQUAL : ComparisonOperator.GREATER_EQUAL);
        return new Items(List.of(), false, first, end, step);
    }

    private void limit(Node number, long most, ComparisonOperator operator) {
        Node bound = b.values().raw(most);
        b.node(Op.GUARD_TRUE, b.node(Op.INT_COMPARE, 0, operator, number, bound));
    }
}

package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** What an operator makes of the result of a special method that is inlined. */
final class OperatorResult {
    private final Builder b;
    private final Insn insn;
    private final FrameState.When when;

    /** What the result is as a length, in the way that ends. */
    private @Nullable Node length;

    /**
     * @param insn the operator, the operands of which are on the stack, and go when the method has returned
     * @param when which method it is
     */
    OperatorResult(Builder b, Insn insn, FrameState.When when) {
        this.b = b;
        this.insn = insn;
        this.when = when;
    }

    /** Which method it is. */
    FrameState.When when() {
        return when;
    }

    private boolean measures() {
        return when == FrameState.When.MEASURING;
    }

    /** Proves, before the method returns, that its result is one which ends the operator. */
    void prove() {
        if (measures()) {
            proveLength();
            return;
        }
        Kind kind = b.peek(0).type().kind();
        switch (insn.opcode()) {
            case CONTAINS_OP, TO_BOOL -> Guards.kind(b, b.peek(0), Kind.BOOL);
            case COMPARE_OP -> {
                if (ComparisonOperator.wantsBool(insn.oparg())) {
                    Guards.kind(b, b.peek(0), Kind.BOOL);
                } else {
                    proveImplemented(kind);
                }
            }
            case BINARY_OP -> proveImplemented(kind);
            default -> {} // any result does
        }
    }

    private void proveImplemented(Kind kind) {
        if (kind == Kind.OBJECT || kind == Kind.UNKNOWN) {
            Node declined = b.values().object(Literal.builtin("NotImplemented"));
            b.node(Op.GUARD_TRUE, b.node(Op.NOT, b.node(Op.IS, b.object(0), declined)));
        }
    }

    private void proveLength() {
        Node number = Numeric.unboxInt(b, b.peek(0));
        ComparisonOperator least = ComparisonOperator.GREATER_EQUAL;
        Node zero = b.values().raw(0L);
        b.node(Op.GUARD_TRUE, b.node(Op.INT_COMPARE, 0, least, number, zero));
        length = number;
    }

    /** Whether the result is not that of the instruction. */
    private boolean forgets() {
        return measures()
                || insn.opcode() == Opcode.STORE_SUBSCR
                || insn.opcode() == Opcode.DELETE_SUBSCR;
    }

    /** The method has returned; the operands are on top of the stack. */
    void finish(Node result, ReferenceState held) {
        ReferenceState referenceState = held;
        boolean forgets = forgets();
        if (forgets && referenceState == ReferenceState.OWNED) {
            b.pendingReleases().addLast(result);
        }
        Node object = References.object(result);
        int operands = insn.opcode().popped(insn.oparg());
        for (int i = operands - 1; i >= 0; i--) {
            Node operand = b.peek(i);
            boolean moved =
                    referenceState == ReferenceState.BORROWED
                            && References.object(operand) == object;
            if (b.referenceState(i) == ReferenceState.OWNED && moved && !forgets) {
                referenceState = ReferenceState.OWNED;
            } else if (b.referenceState(i) == ReferenceState.OWNED) {
                b.pendingReleases().addLast(operand);
            }
        }
        for (int i = 0; i < operands; i++) {
            b.pop();
        }
        push(result, referenceState);
    }

    private void push(Node result, ReferenceState referenceState) {
        Node number = length;
        if (number != null) {
            boolean call = insn.opcode() == Opcode.CALL;
            b.push(Numeric.boxed(b, call ? number : isNotZero(number)));
        } else if (insn.opcode() == Opcode.CONTAINS_OP && insn.oparg() != 0) {
            b.push(Numeric.boxed(b, b.node(Op.NOT, b.node(Op.UNBOX_BOOL, result))));
        } else if (!forgets()) {
            b.push(result, referenceState);
        }
    }

    private Node isNotZero(Node number) {
        ComparisonOperator differs = ComparisonOperator.NOT_EQUAL;
        return b.node(Op.INT_COMPARE, 0, differs, number, b.values().raw(0L));
    }
}

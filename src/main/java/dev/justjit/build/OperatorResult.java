package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** What an operator makes of the result of a special method that is inlined. */
final class OperatorResult {
    private final Builder b;
    private final Insn insn;
    private final int operands;

    /**
     * @param insn the operator
     * @param operands how many are on the stack, which go when the method has returned
     */
    OperatorResult(Builder b, Insn insn, int operands) {
        this.b = b;
        this.insn = insn;
        this.operands = operands;
    }

    /** Proves, before the method returns, that its result is one which ends the operator. */
    void prove() {
        Kind kind = b.peek(0).type().kind();
        switch (insn.opcode()) {
            case CONTAINS_OP -> Guards.kind(b, b.peek(0), Kind.BOOL);
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

    /** The method has returned; the operands are on top of the stack. */
    void finish(Node result, ReferenceState held) {
        ReferenceState referenceState = held;
        boolean stores = insn.opcode() == Opcode.STORE_SUBSCR;
        if (stores && referenceState == ReferenceState.OWNED) {
            b.pendingReleases().addLast(result);
        }
        Node object = References.object(result);
        for (int i = operands - 1; i >= 0; i--) {
            Node operand = b.peek(i);
            boolean moved =
                    referenceState == ReferenceState.BORROWED
                            && References.object(operand) == object;
            if (b.referenceState(i) == ReferenceState.OWNED && moved && !stores) {
                referenceState = ReferenceState.OWNED;
            } else if (b.referenceState(i) == ReferenceState.OWNED) {
                b.pendingReleases().addLast(operand);
            }
        }
        for (int i = 0; i < operands; i++) {
            b.pop();
        }
        if (insn.opcode() == Opcode.CONTAINS_OP && insn.oparg() != 0) {
            b.push(Numeric.boxed(b, b.node(Op.NOT, b.node(Op.UNBOX_BOOL, result))));
        } else if (!stores) {
            b.push(result, referenceState);
        }
    }
}

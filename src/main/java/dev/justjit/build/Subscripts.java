package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Elements of lists and tuples by an int that is not negative. */
final class Subscripts {
    private Subscripts() {}

    /** {@code BINARY_SUBSCR}: c k -> x. */
    static void load(Builder b, Insn insn) {
        Kind kind = container(b.peek(1), insn.seen());
        if (kind == Kind.OBJECT || !isIndex(b.peek(0))) {
            WholeInstructions.build(b);
            return;
        }
        boolean list = kind == Kind.LIST;
        Node container = Guards.kind(b, b.peek(1), kind);
        Node index = checked(b, container, list);
        Node item = b.node(list ? Op.LIST_ITEM : Op.TUPLE_ITEM, container, index);
        b.drop(2);
        b.push(item);
    }

    private static Kind container(Node container, Opcode seen) {
        return switch (container.type().kind()) {
            case LIST -> Kind.LIST;
            case TUPLE -> Kind.TUPLE;
            case OBJECT, UNKNOWN ->
                    seen == Opcode.BINARY_SUBSCR_LIST_INT || seen == Opcode.STORE_SUBSCR_LIST_INT
                            ? Kind.LIST
                            : seen == Opcode.BINARY_SUBSCR_TUPLE_INT ? Kind.TUPLE : Kind.OBJECT;
            default -> Kind.OBJECT;
        };
    }

    private static boolean isIndex(Node key) {
        return switch (key.type().kind()) {
            case INT -> key.type().high() >= 0;
            case OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** The index on top of the stack, within the container. */
    private static Node checked(Builder b, Node container, boolean list) {
        Node index = Numeric.unboxInt(b, b.peek(0));
        Node length = b.node(list ? Op.LIST_LENGTH : Op.TUPLE_LENGTH, container);
        return b.node(Op.CHECK_INDEX, index, length);
    }

    /** {@code STORE_SUBSCR}: v c k -> . */
    static void store(Builder b, Insn insn) {
        Kind kind = container(b.peek(1), insn.seen());
        if (kind != Kind.LIST || insn.seen() != Opcode.STORE_SUBSCR_LIST_INT) {
            WholeInstructions.build(b);
            return;
        }
        Node container = Guards.kind(b, b.peek(1), kind);
        Node index = checked(b, container, true);
        Node value = b.take(2);
        b.drop(2);
        b.pop();
        b.node(Op.STORE_LIST_ITEM, container, index, value);
    }
}

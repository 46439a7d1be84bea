package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/** Elements of lists and tuples and characters of strings, by an int, and items of dicts. */
final class Subscripts {
    private Subscripts() {}

    /** {@code BINARY_SUBSCR}: c k -> x. */
    static void load(Builder b, Insn insn) {
        Kind kind = container(b.peek(1), insn.seen());
        boolean any = isConstantIndex(b.peek(0)) || hasRunOnAny(b, insn);
        if (kind == Kind.OBJECT && any && isOpen(b.peek(1))) {
            Node item = b.node(Op.ITEM_OF, b.object(1), b.object(0));
            b.drop(2);
            b.pushOwned(item);
            return;
        }
        if (kind == Kind.OBJECT || kind != Kind.DICT && !isIndex(b.peek(0))) {
            GenericInstructions.build(b);
            return;
        }
        Node container = Guards.kind(b, b.peek(1), kind);
        Node item =
                switch (kind) {
                    case DICT -> b.node(Op.DICT_ITEM, container, b.object(0));
                    case LIST -> b.node(Op.LIST_ITEM, container, checked(b, container, kind));
                    case STR -> b.node(Op.STR_ITEM, container, checked(b, container, kind));
                    default -> b.node(Op.TUPLE_ITEM, container, checked(b, container, kind));
                };
        b.drop(2);
        b.push(item);
    }

    private static Kind container(Node container, Opcode seen) {
        return switch (container.type().kind()) {
            case LIST -> Kind.LIST;
            case TUPLE -> Kind.TUPLE;
            case DICT -> Kind.DICT;
            case STR -> Kind.STR;
            case OBJECT, UNKNOWN ->
                    switch (seen) {
                        case BINARY_SUBSCR_LIST_INT, STORE_SUBSCR_LIST_INT -> Kind.LIST;
                        case BINARY_SUBSCR_TUPLE_INT -> Kind.TUPLE;
                        case BINARY_SUBSCR_STR_INT -> Kind.STR;
                        case BINARY_SUBSCR_DICT, STORE_SUBSCR_DICT -> Kind.DICT;
                        default -> Kind.OBJECT;
                    };
            default -> Kind.OBJECT;
        };
    }

    /** An index that no user's class need have been asked for: the container may be of several builtin classes. */
    private static boolean isConstantIndex(Node key) {
        return key.is(Op.CONST) && key.type().is(Kind.INT);
    }

    /** Whether the interpreter has no form for a site that has run, and no class of the program a method for it. */
    private static boolean hasRunOnAny(Builder b, Insn insn) {
        return insn.seen() == insn.opcode()
                && b.image().hasRun(insn)
                && b.scope().learnt().at(insn).isEmpty();
    }

    private static boolean isOpen(Node container) {
        return container.type().is(Kind.OBJECT) || container.type().is(Kind.UNKNOWN);
    }

    private static boolean isIndex(Node key) {
        return switch (key.type().kind()) {
            case INT -> true;
            case OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** The index on top of the stack, within the container. */
    private static Node checked(Builder b, Node container, Kind kind) {
        Op measure =
                switch (kind) {
                    case LIST -> Op.LIST_LENGTH;
                    case STR -> Op.STR_LENGTH;
                    default -> Op.TUPLE_LENGTH;
                };
        Node index = Numeric.unboxInt(b, b.peek(0));
        Node length = b.node(measure, container);
        boolean fromEnd = index.type().high() < 0;
        return b.node(Op.CHECK_INDEX, fromEnd ? b.node(Op.INT_ADD, length, index) : index, length);
    }

    /** {@code BINARY_SLICE}: c i j -> x. Of what has been sliced nothing is known but what it is now. */
    static void slice(Builder b) {
        boolean fits =
                switch (b.peek(2).type().kind()) {
                    case LIST, STR, TUPLE, OBJECT, UNKNOWN -> true;
                    default -> false;
                };
        if (!fits || !isBound(b.peek(1)) || !isBound(b.peek(0))) {
            GenericInstructions.build(b);
            return;
        }
        Node slice = b.node(Op.SLICE, b.object(2), b.object(1), b.object(0));
        b.drop(3);
        b.pushOwned(slice);
    }

    private static boolean isBound(Node index) {
        return switch (index.type().kind()) {
            case INT, NONE, OBJECT, UNKNOWN -> true;
            default -> false;
        };
    }

    /** {@code STORE_SUBSCR}: v c k -> . */
    static void store(Builder b, Insn insn) {
        Kind kind = container(b.peek(1), insn.seen());
        boolean known = kind == Kind.DICT || insn.seen() == Opcode.STORE_SUBSCR_LIST_INT;
        boolean ends =
                b.frame()
                        .isInlined(); // what is replaced might run Python in the middle of a callee
        if (kind != Kind.LIST && kind != Kind.DICT || !known || ends) {
            GenericInstructions.build(b);
            return;
        }
        Node container = Guards.kind(b, b.peek(1), kind);
        Node key = kind == Kind.DICT ? b.object(0) : checked(b, container, kind);
        Node value = b.take(2);
        b.drop(2);
        b.pop();
        b.node(kind == Kind.DICT ? Op.STORE_DICT_ITEM : Op.STORE_LIST_ITEM, container, key, value);
    }
}

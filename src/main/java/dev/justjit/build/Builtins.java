package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Calls of builtin functions and classes that run no Python for builtin arguments, by the names that they go by. */
final class Builtins {
    private Builtins() {}

    /** {@code CALL}: f NULL arguments -> x; false: it is none that is known. */
    static boolean call(Builder b, Insn insn) {
        int count = insn.oparg();
        String name = Globals.builtin(b.peek(count + 1));
        if (count == 1 && insn.seen() == Opcode.CALL_BUILTIN_O && root(b)) {
            return true;
        }
        if (name == null || !b.peek(count).type().is(Kind.NULL) || count > 1) {
            return false;
        }
        return count == 0 ? make(b, name) : convert(b, name);
    }

    /** {@code math.sqrt} of a number, or what has its name. */
    private static boolean root(Builder b) {
        Node argument = b.peek(0);
        Kind kind = argument.type().kind();
        boolean fits =
                kind == Kind.FLOAT
                        || kind == Kind.INT
                        || kind == Kind.OBJECT
                        || kind == Kind.UNKNOWN;
        if (!fits
                || !"sqrt".equals(Globals.ofModule(b.peek(2)))
                || !b.peek(1).type().is(Kind.NULL)) {
            return false;
        }
        guard(b, "math.sqrt", 1);
        Node root = b.node(Op.FLOAT_SQUARE_ROOT, Numeric.unboxFloat(b, argument));
        Node result = Numeric.boxed(b, root);
        b.drop(3);
        b.push(result);
        return true;
    }

    private static boolean make(Builder b, String name) {
        Op op =
                switch (name) {
                    case "dict" -> Op.NEW_DICT;
                    case "list" -> Op.NEW_LIST;
                    case "set" -> Op.NEW_SET;
                    default -> null;
                };
        if (op == null) {
            return false;
        }
        guard(b, name, 0);
        Node made = b.node(op);
        b.drop(2);
        b.pushOwned(made);
        return true;
    }

    private static void guard(Builder b, String name, int count) {
        b.node(Op.GUARD_IS, 0, Literal.builtin(name), b.peek(count + 1));
    }

    private static boolean convert(Builder b, String name) {
        Kind kind = b.peek(0).type().kind();
        boolean open = kind == Kind.OBJECT || kind == Kind.UNKNOWN;
        boolean fits =
                switch (name) {
                    case "int", "float" ->
                            open || kind == Kind.INT || kind == Kind.FLOAT || kind == Kind.STR;
                    case "str" -> Texts.hasText(b.peek(0));
                    case "ord" -> open || kind == Kind.STR;
                    case "chr" -> open || kind == Kind.INT;
                    case "abs" -> kind == Kind.FLOAT || kind == Kind.INT;
                    case "tuple" -> kind == Kind.TUPLE;
                    case "list" -> kind == Kind.LIST;
                    case "id" -> true;
                    default -> false;
                };
        if (!fits) {
            return false;
        }
        guard(b, name, 1);
        if (isItself(name, kind)) {
            keep(b);
            return true;
        }
        Node number = number(b, name, kind);
        if (number != null) {
            Node result = Numeric.boxed(b, number);
            b.drop(3);
            b.push(result);
        } else {
            Node made = made(b, name);
            b.drop(3);
            b.pushOwned(made);
        }
        return true;
    }

    /** Whether the result is the argument. */
    private static boolean isItself(String name, Kind kind) {
        return switch (kind) {
            case INT -> name.equals("int");
            case FLOAT -> name.equals("float");
            case STR -> name.equals("str");
            case TUPLE -> name.equals("tuple");
            default -> false;
        };
    }

    private static void keep(Builder b) {
        ReferenceState referenceState = b.referenceState(0);
        Node value = b.pop();
        b.drop(2);
        b.push(value, referenceState);
    }

    /** A result that needs no object, or lives for ever; or null. */
    private static @Nullable Node number(Builder b, String name, Kind kind) {
        return switch (name) {
            case "int" ->
                    kind == Kind.FLOAT
                            ? b.node(Op.FLOAT_TO_INT, Numeric.unboxFloat(b, b.peek(0)))
                            : null;
            case "float" -> kind == Kind.INT ? Numeric.unboxFloat(b, b.peek(0)) : null;
            case "abs" ->
                    kind == Kind.INT
                            ? absolute(b, Numeric.unboxInt(b, b.peek(0)))
                            : b.node(Op.FLOAT_ABSOLUTE, Numeric.unboxFloat(b, b.peek(0)));
            case "ord" -> b.node(Op.CHARACTER_CODE, Guards.kind(b, b.peek(0), Kind.STR));
            case "chr" -> b.node(Op.CHARACTER, Numeric.unboxInt(b, b.peek(0)));
            case "id" -> b.node(Op.ADDRESS_OF, b.object(0));
            default -> null;
        };
    }

    /** The sign is all bits of a number or none. */
    private static Node absolute(Builder b, Node number) {
        Node sign = b.node(Op.INT_RSHIFT, number, b.values().raw((long) Long.SIZE - 1));
        return b.node(Op.INT_SUBTRACT, b.node(Op.INT_XOR, number, sign), sign);
    }

    private static Node made(Builder b, String name) {
        Node argument = b.object(0);
        return switch (name) {
            case "int" -> b.node(Op.INT_OF, argument);
            case "float" -> b.node(Op.FLOAT_OF, argument);
            case "str" -> b.node(Op.TEXT_OF, argument);
            default -> b.node(Op.SLICE, argument, b.values().none(), b.values().none());
        };
    }
}

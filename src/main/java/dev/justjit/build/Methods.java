package dev.justjit.build;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.KnownMethod;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/**
 * Calls of methods of builtin classes. The name and the exact class say which method it is: what was found for another
 * class never comes this far, because the load of the method has proved the class.
 */
final class Methods {
    private Methods() {}

    /** {@code CALL}: m self arguments -> x; false: it is none that is known. */
    static boolean call(Builder b, Insn insn) {
        int count = insn.oparg();
        Node callee = b.peek(count + 1);
        boolean found = callee.is(Op.CONST) && callee.literal().kind() == Literal.Kind.CACHED;
        if (!found || !b.peek(count).type().isBound()) {
            return false;
        }
        String name = callee.literal().text();
        Kind receiver = receiver(b.peek(count), insn);
        if (receiver == Kind.UNKNOWN) {
            return false;
        }
        return name.equals("get") && isOr(receiver, Kind.DICT) && count >= 1 && count <= 2
                ? get(b, count)
                : name.equals("add") && isOr(receiver, Kind.SET) && count == 1
                        ? add(b)
                        : known(
                                b,
                                insn,
                                callee,
                                KnownMethod.find(
                                        name, receiver, count, method -> fits(b, insn, method)));
    }

    private static boolean isOr(Kind receiver, Kind wanted) {
        return receiver == wanted || receiver == Kind.OBJECT;
    }

    /** OBJECT: it may be of any builtin class; UNKNOWN: nothing says that it is. */
    private static Kind receiver(Node self, Insn insn) {
        Kind kind = self.type().kind();
        boolean open = kind == Kind.OBJECT || kind == Kind.INSTANCE;
        return open ? Insn.isForeignCall(insn.seen()) ? Kind.OBJECT : Kind.UNKNOWN : kind;
    }

    /** {@code dict.get}: the default is kept alive by the code, or the result gets a reference of its own. */
    private static boolean get(Builder b, int count) {
        Node dict = Guards.kind(b, b.peek(count), Kind.DICT);
        Node key = b.object(count - 1);
        Node other = count == 2 ? b.object(0) : b.values().none();
        Node value = b.node(Op.DICT_GET, dict, key, other);
        boolean lasts = References.isOfCode(other) || References.isImmortal(other);
        if (!lasts) {
            b.references().retain(value);
        }
        b.drop(count + 2);
        b.push(value, lasts ? ReferenceState.BORROWED : ReferenceState.OWNED);
        return true;
    }

    private static boolean add(Builder b) {
        Node set = Guards.kind(b, b.peek(1), Kind.SET);
        b.node(Op.SET_ADD, set, b.object(0));
        b.drop(3);
        b.push(b.values().none());
        return true;
    }

    private static boolean known(Builder b, Insn insn, Node callee, @Nullable KnownMethod method) {
        int count = insn.oparg();
        if (method == null) {
            return false;
        }
        Node[] inputs = new Node[count + 1];
        if (method.owner() == null) {
            Guards.kind(b, b.peek(count), method.receiver());
        }
        for (int i = 0; i < count; i++) {
            Kind wanted = wanted(method.argument(i), b.peek(count - 1 - i));
            if (wanted != Kind.OBJECT) {
                Guards.kind(b, b.peek(count - 1 - i), wanted);
            }
        }
        for (int i = 0; i <= count; i++) {
            inputs[i] = b.object(count - i);
        }
        Op op = method.operation();
        if (op != Op.CALL_METHOD) {
            b.references()
                    .ownBorrowed(true); // what goes out of the container may be all that keeps them
        }
        Node result = b.node(op, place(callee.literal()), method, inputs);
        b.drop(count + 2);
        b.pushOwned(result);
        return true;
    }

    /** The inline cache that has the method. */
    private static int place(Literal literal) {
        return CodeGroup.place(literal.code(), literal.index());
    }

    /** Whether the method is called as the interpreter has seen, with such arguments. */
    private static boolean fits(Builder b, Insn insn, KnownMethod method) {
        Opcode form =
                switch (method.convention()) {
                    case NONE -> Opcode.CALL_METHOD_DESCRIPTOR_NOARGS;
                    case ONE -> Opcode.CALL_METHOD_DESCRIPTOR_O;
                    case FAST -> Opcode.CALL_METHOD_DESCRIPTOR_FAST;
                    case KEYWORDS -> Opcode.CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS;
                };
        boolean seen = insn.seen() == form || method.owner() == null && !isForm(insn.seen());
        return seen && argumentsFit(b, method, insn.oparg());
    }

    private static boolean isForm(Opcode seen) {
        return switch (seen) {
            case CALL_METHOD_DESCRIPTOR_NOARGS,
                    CALL_METHOD_DESCRIPTOR_O,
                    CALL_METHOD_DESCRIPTOR_FAST,
                    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS ->
                    true;
            default -> false;
        };
    }

    private static boolean argumentsFit(Builder b, KnownMethod method, int count) {
        for (int i = 0; i < count; i++) {
            Kind kind = b.peek(count - 1 - i).type().kind();
            Kind wanted = wanted(method.argument(i), b.peek(count - 1 - i));
            boolean open = kind == Kind.OBJECT || kind == Kind.UNKNOWN;
            if (wanted != Kind.OBJECT && kind != wanted && !open) {
                return false;
            }
        }
        return true;
    }

    private static Kind wanted(KnownMethod.Argument argument, Node value) {
        return switch (argument) {
            case ANY, KEY -> Kind.OBJECT;
            case INT -> Kind.INT;
            case SEQUENCE -> value.type().is(Kind.TUPLE) ? Kind.TUPLE : Kind.LIST;
        };
    }
}

package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Calls of functions that are known, and of the builtins that have operations of their own. */
final class Calls {
    private Calls() {}

    /** {@code CALL}: f self|NULL arguments -> x. */
    static void call(Builder b, Insn insn) {
        if (construct(b, insn) || InlinedCall.call(b, insn)) {
            return;
        }
        Node result =
                switch (insn.seen()) {
                    case CALL_LEN -> length(b, insn);
                    case CALL_BUILTIN_CLASS -> range(b, insn);
                    case CALL_ISINSTANCE, CALL_TYPE_1 -> classOf(b, insn);
                    default -> null;
                };
        if (result == null && (Choices.call(b, insn) || Builtins.call(b, insn))) {
            return;
        }
        if (insn.seen() == Opcode.CALL_LIST_APPEND && append(b, insn) || Methods.call(b, insn)) {
            return;
        }
        if (result != null) {
            b.drop(insn.oparg() + 2);
            b.push(result);
        } else if (!function(b, insn)) {
            GenericInstructions.build(b);
        }
    }

    /** A call of a class that the interpreter or templates have met. */
    private static boolean construct(Builder b, Insn insn) {
        if (insn.seen() == Opcode.CALL_ALLOC_AND_ENTER_INIT) {
            return InlinedCall.construct(b, insn, true);
        }
        for (Learnt.Entry entry : b.scope().learnt().at(insn)) {
            if (entry.seen() == Opcode.CALL_ALLOC_AND_ENTER_INIT) {
                boolean values = entry.role() == Learnt.VALUES;
                return InlinedCall.construct(b, entry.at(insn), values);
            }
        }
        return false;
    }

    /** {@code CALL_KW}: f self|NULL arguments names -> x. */
    static void callKeywords(Builder b, Insn insn) {
        if (!InlinedCall.call(b, insn)) {
            GenericInstructions.build(b);
        }
    }

    private static void popCall(Builder b, Insn insn) {
        for (int i = 0; i < insn.oparg() + 2; i++) {
            b.pop();
        }
    }

    private static Node argument(Builder b, Insn insn, int index) {
        return b.peek(insn.oparg() - 1 - index);
    }

    private static Node callee(Builder b, Insn insn) {
        return b.peek(insn.oparg() + 1);
    }

    private static boolean isPlain(Builder b, Insn insn) {
        return b.peek(insn.oparg()).type().is(Kind.NULL);
    }

    private static @Nullable Node length(Builder b, Insn insn) {
        if (insn.oparg() != 1 || !isPlain(b, insn)) {
            return null;
        }
        Node argument = argument(b, insn, 0);
        Op op =
                switch (argument.type().kind()) {
                    case LIST -> Op.LIST_LENGTH;
                    case TUPLE -> Op.TUPLE_LENGTH;
                    case STR -> Op.STR_LENGTH;
                    case DICT, OBJECT, UNKNOWN -> Op.LENGTH_OF;
                    default -> null;
                };
        if (op == null) {
            return null;
        }
        b.node(Op.GUARD_IS, 0, Literal.builtin("len"), callee(b, insn));
        return Numeric.boxed(b, b.node(op, argument));
    }

    /** {@code type(x)}, {@code isinstance(x, c)}. */
    private static @Nullable Node classOf(Builder b, Insn insn) {
        boolean one = insn.seen() == Opcode.CALL_TYPE_1;
        if (insn.oparg() != (one ? 1 : 2) || !isPlain(b, insn)) {
            return null;
        }
        Node callee = callee(b, insn);
        b.node(Op.GUARD_IS, 0, Literal.builtin(one ? "type" : "isinstance"), callee);
        Node object = b.object(one ? 0 : 1);
        return one
                ? b.node(Op.CLASS_OF, object)
                : Numeric.boxed(b, b.node(Op.IS_INSTANCE, object, b.object(0)));
    }

    /** {@code list.append}, of an exact list. */
    private static boolean append(Builder b, Insn insn) {
        boolean method = insn.oparg() == 1 && isList(b.peek(1));
        if (!method) {
            return false;
        }
        b.node(Op.GUARD_IS, 0, Literal.builtin("list.append"), callee(b, insn));
        Node list = Guards.kind(b, b.peek(1), Kind.LIST);
        Node value = b.take(0);
        b.node(Op.LIST_APPEND, list, value);
        b.pop();
        b.drop(2);
        b.push(b.values().none());
        return true;
    }

    private static boolean isList(Node self) {
        return switch (self.type().kind()) {
            case LIST, INSTANCE, OBJECT -> true;
            default -> false;
        };
    }

    /** A range of ints that fit in 64 bits. */
    private static @Nullable Node range(Builder b, Insn insn) {
        int count = insn.oparg();
        boolean fits = count >= 1 && count <= 3 && isPlain(b, insn);
        for (int i = 0; fits && i < count; i++) {
            Kind kind = argument(b, insn, i).type().kind();
            fits = kind == Kind.INT || kind == Kind.OBJECT || kind == Kind.UNKNOWN;
        }
        if (!fits || !"range".equals(Globals.builtin(callee(b, insn)))) {
            return null;
        }
        b.node(Op.GUARD_IS, 0, Literal.builtin("range"), callee(b, insn));
        Node[] bounds = new Node[count];
        for (int i = 0; i < count; i++) {
            bounds[i] = Numeric.unboxInt(b, argument(b, insn, i));
        }
        Node step = count == 3 ? bounds[2] : b.values().raw(1L);
        b.node(
                Op.GUARD_TRUE,
                b.node(Op.INT_COMPARE, 0, ComparisonOperator.NOT_EQUAL, step, b.values().raw(0L)));
        Node start = count == 1 ? b.values().raw(0L) : bounds[0];
        return b.nodes().unmade(Op.NEW_RANGE, start, bounds[count == 1 ? 0 : 1], step);
    }

    /** A Python function that takes exactly these arguments, by its version. */
    private static boolean function(Builder b, Insn insn) {
        Node self = b.peek(insn.oparg());
        boolean plain = self.type().is(Kind.NULL);
        if (insn.seen() != Opcode.CALL_PY_EXACT_ARGS || !plain && !self.type().isBound()) {
            return false;
        }
        int first = plain ? 1 : 0;
        Node[] inputs = new Node[insn.oparg() + 2 - first];
        b.references().ownAll();
        inputs[0] = b.peek(insn.oparg() + 1);
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = b.peek(inputs.length - 1 - i);
        }
        popCall(b, insn);
        GenericInstructions.call(b, Op.CALL_FUNCTION, 0, null, 1, inputs);
        return true;
    }

    /** {@code RAISE_VARARGS}, {@code RERAISE}: control never goes on. */
    static void raise(Builder b, Insn insn) {
        int count = insn.opcode().popped(insn.oparg());
        Node[] inputs = new Node[count];
        b.references().ownAll();
        for (int i = count - 1; i >= 0; i--) {
            inputs[i] = b.pop();
        }
        b.end(Op.RAISE, GenericInstructions.instruction(insn), inputs);
    }
}

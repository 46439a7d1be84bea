package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/**
 * {@code min} and {@code max} of some numbers or strings. The result is one of the arguments, the object itself: of
 * numbers without objects another number.
 */
final class Choices {
    /** Arguments at the most. */
    private static final int MOST = 4;

    private Choices() {}

    /** {@code CALL}: f NULL arguments -> the least or greatest; false: it is no such call. */
    static boolean call(Builder b, Insn insn) {
        int count = insn.oparg();
        String name = Globals.builtin(b.peek(count + 1));
        if (name == null) {
            return false;
        }
        boolean least = name.equals("min");
        if (!least && !name.equals("max")
                || insn.seen() != Opcode.CALL_BUILTIN_FAST_WITH_KEYWORDS
                || count < 2
                || count > MOST
                || !b.peek(count).type().is(Kind.NULL)) {
            return false;
        }
        Kind kind = kind(b, count);
        if (kind == Kind.NEVER) {
            return false;
        }
        b.node(Op.GUARD_IS, 0, Literal.builtin(name), b.peek(count + 1));
        ComparisonOperator operator = least ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        if (areUnmade(b, count) && kind != Kind.OBJECT) {
            Node number = ofNumbers(b, count, kind, operator);
            Node result = Numeric.boxed(b, number);
            b.drop(count + 2);
            b.push(result);
        } else {
            Node chosen = ofObjects(b, count, kind, operator);
            b.references().retain(chosen);
            b.drop(count + 2);
            b.pushOwned(chosen);
        }
        return true;
    }

    /** INT or FLOAT, if all are known to be; OBJECT: they may be several; NEVER: they are something else. */
    private static Kind kind(Builder b, int count) {
        Kind common = b.peek(0).type().kind();
        for (int i = 0; i < count; i++) {
            Kind kind = b.peek(i).type().kind();
            switch (kind) {
                case INT, FLOAT, STR, OBJECT, UNKNOWN ->
                        common = kind == common ? kind : Kind.OBJECT;
                default -> {
                    return Kind.NEVER;
                }
            }
        }
        return common == Kind.INT || common == Kind.FLOAT ? common : Kind.OBJECT;
    }

    /** Whether none of them has an object that anybody might know again. */
    private static boolean areUnmade(Builder b, int count) {
        for (int i = 0; i < count; i++) {
            Node value = b.peek(i);
            boolean cached = value.is(Op.CONST) && References.isImmortal(value);
            if (!cached && b.referenceState(i) != ReferenceState.VIRTUAL) {
                return false;
            }
        }
        return true;
    }

    private static Node ofNumbers(Builder b, int count, Kind kind, ComparisonOperator operator) {
        Node chosen = number(b, b.peek(count - 1), kind);
        for (int i = count - 2; i >= 0; i--) {
            Node next = number(b, b.peek(i), kind);
            Node flag = b.node(compare(kind), 0, operator, next, chosen);
            Op select = kind == Kind.INT ? Op.SELECT_INT : Op.SELECT_FLOAT;
            chosen = b.node(select, flag, next, chosen);
        }
        return chosen;
    }

    private static Node ofObjects(Builder b, int count, Kind kind, ComparisonOperator operator) {
        Node[] objects = new Node[count];
        for (int i = 0; i < count; i++) {
            objects[i] = b.object(count - 1 - i);
        }
        Node chosen = objects[0];
        for (int i = 1; i < count; i++) {
            Node flag =
                    kind == Kind.OBJECT
                            ? b.node(Op.COMPARE, 0, operator, objects[i], chosen)
                            : b.node(
                                    compare(kind),
                                    0,
                                    operator,
                                    number(b, objects[i], kind),
                                    number(b, chosen, kind));
            chosen = b.node(Op.SELECT, flag, objects[i], chosen);
        }
        return chosen;
    }

    private static Op compare(Kind kind) {
        return kind == Kind.INT ? Op.INT_COMPARE : Op.FLOAT_COMPARE;
    }

    private static Node number(Builder b, Node value, Kind kind) {
        return kind == Kind.INT ? Numeric.unboxInt(b, value) : Numeric.unboxFloat(b, value);
    }
}

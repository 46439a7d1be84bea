package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import org.jspecify.annotations.Nullable;

/** Whether an object is true. */
final class Truth {
    private Truth() {}

    /** {@code UNARY_NOT}: a bool -> the other one. */
    static void not(Builder b) {
        Node flag = b.node(Op.NOT, b.node(Op.UNBOX_BOOL, b.peek(0)));
        Node result = Numeric.boxed(b, flag);
        b.drop();
        b.push(result);
    }

    /** {@code TO_BOOL}: a -> True or False. */
    static void toBool(Builder b, Insn insn) {
        Node truth = truth(b, insn, b.peek(0));
        if (truth == null) {
            GenericInstructions.build(b);
        } else {
            b.drop();
            b.push(truth);
        }
    }

    /** True or False, if that can be told without running Python; or null. */
    static @Nullable Node truth(Builder b, Insn insn, Node value) {
        Kind kind = value.type().kind();
        boolean open = kind == Kind.OBJECT || kind == Kind.UNKNOWN;
        return switch (open ? expected(insn.seen()) : kind) {
            case BOOL -> Guards.kind(b, value, Kind.BOOL);
            case INT -> isNotZero(b, Numeric.unboxInt(b, value));
            case FLOAT -> {
                Node number = Numeric.unboxFloat(b, value);
                ComparisonOperator differs = ComparisonOperator.NOT_EQUAL;
                yield Numeric.boxed(
                        b, b.node(Op.FLOAT_COMPARE, 0, differs, number, b.values().raw(0.0)));
            }
            case LIST -> isNotZero(b, b.node(Op.LIST_LENGTH, Guards.kind(b, value, Kind.LIST)));
            case TUPLE -> isNotZero(b, b.node(Op.TUPLE_LENGTH, value));
            case DICT -> isNotZero(b, b.node(Op.LENGTH_OF, value));
            case STR -> isNotZero(b, b.node(Op.STR_LENGTH, Guards.kind(b, value, Kind.STR)));
            case NONE -> {
                Guards.kind(b, value, Kind.NONE);
                yield b.values().object(Literal.FALSE);
            }
            case INSTANCE -> {
                int unit = insn.offset() + InlineCache.TO_BOOL_TYPE_VERSION;
                b.node(Op.GUARD_CLASS, b.mergePoints().versions().place(unit), null, value);
                yield b.values().object(Literal.TRUE);
            }
            case SET -> Numeric.boxed(b, b.node(Op.TRUTH_OF, value));
            default ->
                    open && b.image().hasRun(insn)
                            ? Numeric.boxed(b, b.node(Op.TRUTH_OF, b.object(0)))
                            : null;
        };
    }

    /** INSTANCE: of a class whose objects are all true. */
    private static Kind expected(Opcode seen) {
        return switch (seen) {
            case TO_BOOL_BOOL -> Kind.BOOL;
            case TO_BOOL_INT -> Kind.INT;
            case TO_BOOL_LIST -> Kind.LIST;
            case TO_BOOL_NONE -> Kind.NONE;
            case TO_BOOL_STR -> Kind.STR;
            case TO_BOOL_ALWAYS_TRUE -> Kind.INSTANCE;
            default -> Kind.OBJECT;
        };
    }

    private static Node isNotZero(Builder b, Node number) {
        ComparisonOperator differs = ComparisonOperator.NOT_EQUAL;
        return Numeric.boxed(b, b.node(Op.INT_COMPARE, 0, differs, number, b.values().raw(0L)));
    }
}

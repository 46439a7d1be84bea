package dev.justjit.build;

import dev.justjit.bytecode.Constant;
import dev.justjit.ir.Literal;

/** Elements of {@code co_consts} as literals. */
final class Elements {
    private Elements() {}

    static Literal literal(Constant constant, int code, int index) {
        return switch (constant.kind()) {
            case NONE -> Literal.NONE;
            case BOOL -> Literal.ofBool(constant.intValue() != 0);
            case INT -> element(Literal.Kind.INT, constant.intValue(), code, index, constant);
            case FLOAT -> {
                long bits = Double.doubleToRawLongBits(constant.doubleValue());
                yield element(Literal.Kind.FLOAT, bits, code, index, constant);
            }
            case STR -> element(Literal.Kind.STR, 0, code, index, constant);
            case TUPLE -> element(Literal.Kind.TUPLE, 0, code, index, constant);
            case BIG_INT -> element(Literal.Kind.BIG_INT, 0, code, index, constant);
            case CODE, OTHER -> element(Literal.Kind.OTHER, 0, code, index, constant);
        };
    }

    private static Literal element(
            Literal.Kind kind, long bits, int code, int index, Constant constant) {
        return Literal.element(kind, bits, code, index, constant.text());
    }
}

package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;

/** Values that are known. */
final class Values {
    private final Constants constants;
    private final CodeImage image;

    Values(Constants constants, CodeImage image) {
        this.constants = constants;
        this.image = image;
    }

    Node object(Literal literal) {
        return constants.object(literal);
    }

    Node nullValue() {
        return constants.object(Literal.NULL);
    }

    Node none() {
        return constants.object(Literal.NONE);
    }

    Node raw(long value) {
        return constants.raw(value);
    }

    Node raw(double value) {
        return constants.raw(value);
    }

    Node flag(boolean value) {
        return constants.raw(value);
    }

    /** An element of {@code co_consts}. */
    Node element(int index) {
        return constants.object(Elements.literal(image.constants().get(index), index));
    }
}

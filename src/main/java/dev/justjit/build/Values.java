package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;

/** Values that are known. */
final class Values {
    private final Constants constants;
    private final CodeImage image;
    private final int code;

    /**
     * @param code number of the code in the graph
     */
    Values(Constants constants, CodeImage image, int code) {
        this.constants = constants;
        this.image = image;
        this.code = code;
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

    /** The object that the inline cache at a unit refers to. */
    Node cached(int unit, String name) {
        return constants.object(Literal.cached(code, unit, name));
    }

    /** An element of {@code co_consts}. */
    Node element(int index) {
        return constants.object(Elements.literal(image.constants().get(index), code, index));
    }
}

package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Learnt;

/**
 * Code that is built: the graph's own, or some that is inlined.
 *
 * @param image of the code
 * @param flows where ways meet in it
 * @param values that it knows
 * @param learnt what machine code of templates has met in it
 */
record Scope(CodeImage image, Flows flows, Values values, Learnt learnt) {
    Scope(CodeImage image, Flows flows, Values values) {
        this(image, flows, values, Learnt.of(image));
    }
}

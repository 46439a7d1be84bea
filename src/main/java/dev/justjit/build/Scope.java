package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Learnt;

/**
 * Code that is built: the graph's own, or some that is inlined.
 *
 * @param image of the code
 * @param mergePoints where control flow merges in it
 * @param values that it knows
 * @param learnt what machine code of templates has met in it
 */
record Scope(CodeImage image, MergePoints mergePoints, Values values, Learnt learnt) {
    Scope(CodeImage image, MergePoints mergePoints, Values values) {
        this(image, mergePoints, values, Learnt.of(image));
    }
}

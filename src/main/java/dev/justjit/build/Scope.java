package dev.justjit.build;

import dev.justjit.bytecode.CodeImage;

/**
 * Code that is built: the graph's own, or some that is inlined.
 *
 * @param image of the code
 * @param flows where ways meet in it
 * @param values that it knows
 */
record Scope(CodeImage image, Flows flows, Values values) {}

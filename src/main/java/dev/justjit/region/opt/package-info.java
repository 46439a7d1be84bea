/**
 * Blocks are improved: what is computed twice or does not change in a loop, iterations side by side, the order of the
 * code.
 */
@NullMarked
package dev.justjit.region.opt;

import org.jspecify.annotations.NullMarked;

/**
 * Blocks of typed operations on virtual registers, their ways out, and what is known of values; what the builder is
 * told of a frame.
 */
@NullMarked
package dev.justjit.region.ir;

import org.jspecify.annotations.NullMarked;

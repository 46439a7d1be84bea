/**
 * Passes over graphs. Each is small, knows operations only by their table, and leaves a graph that {@link
 * dev.justjit.ir.Verifier} accepts; {@link dev.justjit.opt.Passes} has their order.
 */
@NullMarked
package dev.justjit.opt;

import org.jspecify.annotations.NullMarked;

/**
 * Makes graphs of bytecode and of what the interpreter noted in it. {@link dev.justjit.build.Builder} keeps the frame as
 * it would be at each instruction; a class for each family of opcodes says what they mean; {@link
 * dev.justjit.build.Instructions} is the table. Whatever has no operations of its own becomes one node that stands for the
 * whole instruction, so that every function has a graph.
 *
 * <p>Read in this order: {@link dev.justjit.build.GraphBuilder}, {@link dev.justjit.build.Instructions}, {@link
 * dev.justjit.build.Builder} with its parts {@link dev.justjit.build.Frame}, {@link dev.justjit.build.States} and {@link
 * dev.justjit.build.NodeInsertion}, {@link dev.justjit.build.Merge}, {@link dev.justjit.build.Inlining}.
 */
@NullMarked
package dev.justjit.build;

import org.jspecify.annotations.NullMarked;

/**
 * The graph of the optimizing compiler: values in SSA form in blocks with parameters, what is known of them, what
 * operations do to memory, and the states of the frame in which the interpreter can go on. Knows opcodes, operators and
 * which objects CPython has one of; not where a graph comes from, nor what becomes of it.
 *
 * <p>Read in this order: {@link dev.justjit.ir.Graph}, {@link dev.justjit.ir.Node}, {@link dev.justjit.ir.Op}, {@link
 * dev.justjit.ir.FrameState}, {@link dev.justjit.ir.Verifier}. A graph belongs to one thread at a time.
 */
@NullMarked
package dev.justjit.ir;

import org.jspecify.annotations.NullMarked;

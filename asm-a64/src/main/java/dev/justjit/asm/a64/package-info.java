/**
 * An AArch64 encoder: one method per machine instruction and operand shape, labels with fix-ups and
 * range checks, and an optional text listing in the syntax of GNU {@code objdump}. {@link
 * dev.justjit.asm.a64.A64Assembler} is the public face; each encoding family has its own file. The
 * package turns calls into words and must not know what the words are for: no Python, no executable
 * memory, no other instruction set.
 */
@NullMarked
package dev.justjit.asm.a64;

import org.jspecify.annotations.NullMarked;

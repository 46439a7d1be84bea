/**
 * An x86-64 encoder: one method per machine instruction and operand shape, labels with fix-ups, and
 * an optional text listing in the syntax of GNU {@code objdump -M intel}. {@link
 * dev.justjit.asm.x64.X64Assembler} is the public face. The package turns calls into bytes and must
 * not know what the bytes are for: no Python, no executable memory, no other instruction set.
 */
@NullMarked
package dev.justjit.asm.x64;

import org.jspecify.annotations.NullMarked;

package dev.justjit.asm.a64;

/**
 * One line of a listing: an instruction, a label ({@code L1:}), data or a comment ({@code //
 * text}).
 *
 * @param position offset of the line from the start of the code, in bytes
 * @param text the line in the syntax of GNU {@code objdump}
 */
public record Line(int position, String text) {}

package dev.justjit.ir;

import dev.justjit.abi.Opcode;

/**
 * An instruction of a code object as a graph knows it.
 *
 * @param unit unit index of the instruction proper
 * @param opcode base opcode
 * @param oparg operand with prefixes applied
 */
public record Instruction(int unit, Opcode opcode, int oparg) {}

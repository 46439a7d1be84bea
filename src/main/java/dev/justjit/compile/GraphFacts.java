package dev.justjit.compile;

import java.util.List;

/**
 * What is told of the graph that machine code was made of.
 *
 * @param wholes instructions that stayed one node each, in the order of the code
 * @param inlined names of the functions whose calls became part of it
 */
public record GraphFacts(List<Whole> wholes, List<String> inlined) {
    /**
     * An instruction that is done by its template.
     *
     * @param unit unit index of the instruction
     * @param opcode its name, as the interpreter has specialized it
     * @param reason why it has no operations
     */
    public record Whole(int unit, String opcode, String reason) {}
}

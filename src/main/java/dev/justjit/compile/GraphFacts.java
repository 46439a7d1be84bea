package dev.justjit.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of the graph that machine code was made of.
 *
 * @param wholes instructions that stayed one node each, in the order of the code
 * @param inlined names of the functions whose calls became part of it
 * @param refused calls of functions that did not
 */
public record GraphFacts(List<Whole> wholes, List<String> inlined, List<Refused> refused) {
    /**
     * A call that is not part of the graph.
     *
     * @param unit unit index of the instruction that it is in
     * @param caller name of the inlined function that calls, or null: it is the code itself
     * @param callee name of the function that is called
     * @param reason why it is not
     */
    public record Refused(int unit, @Nullable String caller, String callee, String reason) {}

    /**
     * An instruction that is done by its template.
     *
     * @param unit unit index of the instruction
     * @param opcode its name, as the interpreter has specialized it
     * @param reason why it has no operations
     */
    public record Whole(int unit, String opcode, String reason) {}
}

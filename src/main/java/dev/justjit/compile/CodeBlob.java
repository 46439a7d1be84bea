package dev.justjit.compile;

import dev.justjit.analysis.Loops;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import java.util.List;

/**
 * The product of compilation: position-independent bytes, the names of the pool slots at their end,
 * and maps. Holds no address of any process.
 *
 * @param name {@code co_qualname} of the code
 * @param bytes code, then the pool of 8-byte slots
 * @param poolOffset where the pool starts
 * @param pool what each slot is to hold
 * @param relocations what else linking fills in
 * @param vectorEntry offset of the C entry
 * @param sites counters in the blob's writable data, 8 bytes each, in order
 * @param opcodes names of the opcodes whose templates are in the code
 * @param listing text lines, empty unless asked for
 * @param loops loops that look for a numeric region, in the order of their words; empty for regions
 * @param handBacks offset at which a frame goes on that a region hands back, by unit; -1 where it cannot
 */
public record CodeBlob(
        String name,
        byte[] bytes,
        int poolOffset,
        List<Symbol> pool,
        List<Relocation> relocations,
        int vectorEntry,
        List<Site> sites,
        List<String> opcodes,
        List<String> listing,
        List<Loops.Loop> loops,
        int[] handBacks) {
    /**
     * A counted exit.
     *
     * @param unit unit index of the instruction
     * @param opcode its name
     * @param reason why the code was left
     */
    public record Site(int unit, String opcode, String reason) {}
}

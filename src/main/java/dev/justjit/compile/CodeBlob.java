package dev.justjit.compile;

import dev.justjit.analysis.Loops;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import dev.justjit.record.SiteRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param caches sites with a {@link SiteRecord}, in the order of their records
 * @param opcodes names of the opcodes whose templates are in the code
 * @param listing text lines, empty unless asked for
 * @param loops loops that look for a numeric region, in the order of their words; empty for regions
 * @param loopDepths entries of the value stack at the headers of these loops
 * @param handBacks offset at which a canonical frame goes on, by unit; -1 where it cannot
 * @param entries units of the loops at which frames enter that the interpreter has begun; of other code empty
 * @param graph what the graph was like that it was made of, or null: it was made by templates
 */
public record CodeBlob(
        String name,
        byte[] bytes,
        int poolOffset,
        List<Symbol> pool,
        List<Relocation> relocations,
        int vectorEntry,
        List<Site> sites,
        List<CacheSite> caches,
        List<String> opcodes,
        List<String> listing,
        List<Loops.Loop> loops,
        int[] loopDepths,
        int[] handBacks,
        int[] entries,
        @Nullable GraphFacts graph) {
    /**
     * A counted exit.
     *
     * @param unit unit index of the instruction
     * @param opcode its name
     * @param reason why the code was left
     */
    public record Site(int unit, String opcode, String reason) {}

    /**
     * A site whose shapes are recorded.
     *
     * @param unit unit index of the instruction; of inlined code a {@link dev.justjit.bytecode.CodeGroup#place}
     * @param opcode its name
     * @param name number of the attribute in {@code co_names}
     * @param forCall whether the attribute is to be called
     * @param entries of its record
     * @param offset of its record from the start of the memory for all of them
     */
    public record CacheSite(
            int unit, String opcode, int name, boolean forCall, int entries, int offset) {
        /** Instead of a number: the name is {@code __init__}. */
        public static final int INIT = -1;
    }

    /** Bytes of the records of all sites. */
    public int recordBytes() {
        return recordBytes(caches);
    }

    static int recordBytes(List<CacheSite> caches) {
        if (caches.isEmpty()) {
            return 0;
        }
        CacheSite last = caches.get(caches.size() - 1);
        return last.offset() + SiteRecord.bytes(last.entries());
    }
}

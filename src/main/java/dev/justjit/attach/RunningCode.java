package dev.justjit.attach;

import dev.justjit.analysis.Loops;
import dev.justjit.code.Linker;
import dev.justjit.ffi.Native;
import dev.justjit.region.LoopWords;
import java.util.ArrayList;
import java.util.List;

/**
 * The loops of one code object that the interpreter runs while their jumps are events.
 *
 * @param loops their words, and a last record that ends the table
 */
record RunningCode(long loops, List<Loops.Loop> all, List<CompiledCode.LoadedRegion> regions)
        implements LoopOwner {
    /** Passes of an inner loop before a region is made for it; loops around it wait for none. */
    private static final int PASSES = 16;

    static RunningCode of(List<Loops.Loop> loops) {
        long words = Native.allocate((long) LoopWords.BYTES * (loops.size() + 1));
        RunningCode code = new RunningCode(words, loops, new ArrayList<>());
        for (int i = 0; i < loops.size(); i++) {
            long loop = code.loop(i);
            Native.putLong(loop + LoopWords.COUNT, hasInner(loops.get(i), loops) ? 0 : PASSES);
            Native.putLong(loop + LoopWords.BACKOFF, 1);
            Native.putLong(loop + LoopWords.PATIENCE, LoopWords.MOST_PATIENCE);
            Native.putLong(loop + LoopWords.HEADER, loops.get(i).header());
        }
        Native.putLong(code.loop(loops.size()) + LoopWords.HEADER, LoopWords.END);
        return code;
    }

    private static boolean hasInner(Loops.Loop outer, List<Loops.Loop> loops) {
        for (int i = 0; i < loops.size(); i++) {
            int header = loops.get(i).header();
            if (header != outer.header() && outer.contains(header)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isInterpreted() {
        return true;
    }

    @Override
    public long resume(int unit) {
        throw new Linker.UnknownSymbol("unit " + unit);
    }
}

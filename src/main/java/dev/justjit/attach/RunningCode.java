package dev.justjit.attach;

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
record RunningCode(long loops, int loopCount, List<CompiledCode.LoadedRegion> regions)
        implements LoopOwner {
    /**
     * @param headers units of the loops' headers
     * @param passes how often each header is passed before a region is made
     */
    static RunningCode of(int[] headers, int[] passes) {
        long words = Native.allocate((long) LoopWords.BYTES * (headers.length + 1));
        RunningCode code = new RunningCode(words, headers.length, new ArrayList<>());
        for (int i = 0; i < headers.length; i++) {
            long loop = code.loop(i);
            Native.putLong(loop + LoopWords.COUNT, passes[i]);
            Native.putLong(loop + LoopWords.BACKOFF, 1);
            Native.putLong(loop + LoopWords.PATIENCE, LoopWords.MOST_PATIENCE);
            Native.putLong(loop + LoopWords.HEADER, headers[i]);
        }
        Native.putLong(code.loop(headers.length) + LoopWords.HEADER, LoopWords.END);
        return code;
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

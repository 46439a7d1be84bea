package dev.justjit.attach.live;

import dev.justjit.analysis.Loops;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.record.LoopWords;
import java.util.List;

/** Something that has words for its loops, and regions for them. */
public interface LoopOwner extends Symbols.Surroundings {
    /** Address of the words of the first loop; the others follow. */
    long loops();

    /** The loops that the words are of, in their order. */
    List<Loops.Loop> all();

    /** Numeric regions of its loops, the newest last. */
    List<CompiledCode.LoadedRegion> regions();

    @Override
    default long loop(int number) {
        return loops() + (long) LoopWords.BYTES * number;
    }

    /** Whether the words are of one of its loops. */
    default boolean owns(long words) {
        long offset = words - loops();
        return offset >= 0 && offset < (long) LoopWords.BYTES * all().size();
    }

    /** The same for a region, compiled for these inputs, of the loop whose words these are. */
    default Symbols.Surroundings forRegion(long words, FrozenInputs inputs) {
        LoopOwner owner = this;
        return new Symbols.Surroundings() {
            @Override
            public long loop(int number) {
                return words;
            }

            @Override
            public long input(int number) {
                return inputs.value(number);
            }

            @Override
            public long resume(int unit) {
                return owner.resume(unit);
            }
        };
    }
}

package dev.justjit.region.alloc;

import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import java.util.function.IntFunction;

/** Native words of a region: those of spilled registers, then those that entries, exits and calls use. */
public final class SpillSlots {
    /** Where the words of a region are. */
    public static final IntFunction<Mem> OF_REGION = i -> Mem.nativeWord(NativeFrame.WORDS + i);

    /** Where those of a function are that is called with registers. */
    public static final IntFunction<Mem> OF_FUNCTION = Mem::stackWord;

    private final IntFunction<Mem> places;
    private final int spilled;
    private int most;

    /** Of so many spilled registers. */
    public SpillSlots(IntFunction<Mem> places, int spilled) {
        this.places = places;
        this.spilled = spilled;
    }

    /** A word for the moment. */
    public Mem free(int number) {
        most = Math.max(most, number + 1);
        return places.apply(spilled + number);
    }

    /** Words to reserve; known when all is planned. */
    public int count() {
        return spilled + most;
    }
}

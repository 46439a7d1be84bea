package dev.justjit.region;

import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;

/** Native words of a region: those of spilled registers, then those that entries, exits and calls use. */
final class Words {
    private final int spilled;
    private int most;

    Words(int spilled) {
        this.spilled = spilled;
    }

    /** The home of a spilled register. */
    static Mem home(VReg reg) {
        return Mem.nativeWord(NativeFrame.WORDS + reg.word);
    }

    /** A word for the moment. */
    Mem free(int number) {
        most = Math.max(most, number + 1);
        return Mem.nativeWord(NativeFrame.WORDS + spilled + number);
    }

    /** Words to reserve; known when all is planned. */
    int count() {
        return Math.max(1, spilled + most);
    }
}

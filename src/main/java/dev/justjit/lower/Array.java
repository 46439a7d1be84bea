package dev.justjit.lower;

import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Operands in words of the native frame that are reserved for a call, the first at the lowest address. */
final class Array {
    private final MacroAssembler m;
    private final int count;

    /** Reserves the words. */
    Array(MacroAssembler m, int count) {
        this.m = m;
        this.count = count;
        if (count > 0) {
            m.reserveWords(count);
        }
    }

    /** Puts the operands from number {@code first} on into the words; {@code scratch} is lost. */
    void fill(Values values, int first, Reg scratch) {
        for (int i = 0; i < count; i++) {
            m.store(Width.W64, word(i), values.use(first + i, scratch));
        }
    }

    /** {@code dst} = the address of a word; 0 if there are none. */
    void address(Reg dst, int index) {
        if (count > 0) {
            m.address(dst, word(index));
        } else {
            m.moveImm(dst, 0);
        }
    }

    void release() {
        if (count > 0) {
            m.releaseWords(count);
        }
    }

    private Mem word(int index) {
        return Mem.nativeWord(NativeFrame.WORDS + count - 1 - index);
    }
}

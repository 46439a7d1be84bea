package dev.justjit.masm.a64;

import dev.justjit.masm.FrameLayout;
import java.util.List;

/** Native frames as unwinders see them. */
public final class A64Frames {
    private static final int EM_AARCH64 = 183;
    private static final int X19 = 19;
    private static final int X22 = 22;
    private static final int X23 = 23;
    private static final int X29 = 29;
    private static final int X30 = 30;

    /** {@code stp x29, x30, [sp, #-bytes]!}, with which frames begin, without its distance. */
    private static final int PUSH = 0xA9807BFD;

    private static final int PUSH_MASK = 0xFFC07FFF;
    private static final int DISTANCE_SHIFT = 15;
    private static final int DISTANCE_BITS = 7;

    private A64Frames() {}

    /** Of code whose frames begin as the first one that it makes. */
    public static FrameLayout layout(byte[] code) {
        return layout().withBytes(frameBytes(code));
    }

    private static FrameLayout layout() {
        return new FrameLayout(
                EM_AARCH64,
                4,
                X29,
                X30,
                A64Registers.FRAME_BYTES,
                List.of(
                        new FrameLayout.Saved(X29, 0),
                        new FrameLayout.Saved(X30, 8),
                        new FrameLayout.Saved(X19, A64Registers.SAVED_PAIR),
                        new FrameLayout.Saved(X22, A64Registers.SAVED_PAIR + 8),
                        new FrameLayout.Saved(X23, A64Registers.SAVED_LAST)));
    }

    private static int frameBytes(byte[] code) {
        for (int at = 0; at + 4 <= code.length; at += 4) {
            int word = word(code, at);
            if ((word & PUSH_MASK) == PUSH) {
                int distance = word << Integer.SIZE - DISTANCE_SHIFT - DISTANCE_BITS;
                return -8 * (distance >> Integer.SIZE - DISTANCE_BITS);
            }
        }
        return A64Registers.FRAME_BYTES;
    }

    private static int word(byte[] code, int at) {
        int word = 0;
        for (int i = 3; i >= 0; i--) {
            word = word << Byte.SIZE | code[at + i] & 0xff;
        }
        return word;
    }
}

package dev.justjit.masm.x64;

import dev.justjit.masm.FrameLayout;
import java.util.List;

/** Native frames as unwinders see them. */
public final class X64Frames {
    private static final int EM_X86_64 = 62;
    private static final int RBX = 3;
    private static final int RBP = 6;
    private static final int R14 = 14;
    private static final int R15 = 15;
    private static final int RETURN_ADDRESS = 16;

    private X64Frames() {}

    /** Of all code: whatever makes a frame begins it in the same way. */
    public static FrameLayout layout() {
        return new FrameLayout(
                EM_X86_64,
                1,
                RBP,
                RETURN_ADDRESS,
                16,
                List.of(
                        new FrameLayout.Saved(RBP, 0),
                        new FrameLayout.Saved(RETURN_ADDRESS, 8),
                        new FrameLayout.Saved(RBX, -8),
                        new FrameLayout.Saved(R14, -16),
                        new FrameLayout.Saved(R15, -24)));
    }
}

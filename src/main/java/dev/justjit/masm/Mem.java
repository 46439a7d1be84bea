package dev.justjit.masm;

/**
 * A memory operand: {@code [base + index * scale + displacement]}, or a word of a native frame.
 *
 * @param base base register; {@code FRAME} for a word of the interpreter frame
 * @param index index register, or {@code null}
 * @param scale 1, 2, 4 or 8
 * @param displacement bytes
 * @param nativeSlot number of a word of the {@link NativeFrame}, from {@link #STACK} on of a {@link
 *     FunctionFrame}, or -1; the other parts are unused if there is one
 */
public record Mem(
        Reg base,
        @org.jspecify.annotations.Nullable Reg index,
        int scale,
        int displacement,
        int nativeSlot) {

    private static final int STACK = 1 << 16;

    /** Memory at a register plus bytes. */
    public static Mem at(Reg base, int displacement) {
        return new Mem(base, null, 1, displacement, -1);
    }

    /** Memory at a register plus an index times 1, 2, 4 or 8, plus bytes. */
    public static Mem at(Reg base, Reg index, int scale, int displacement) {
        return new Mem(base, index, scale, displacement, -1);
    }

    /** Word {@code slot} of the activation's native frame, see {@link NativeFrame}. */
    public static Mem nativeWord(int slot) {
        return new Mem(Reg.FRAME, null, 1, 0, slot);
    }

    /** Word {@code slot} of a function's frame, see {@link FunctionFrame}. */
    public static Mem stackWord(int slot) {
        return new Mem(Reg.FRAME, null, 1, 0, STACK + slot);
    }

    /** Whether it is a word of a {@link FunctionFrame}. */
    public boolean isStackWord() {
        return nativeSlot >= STACK;
    }

    /** Of such a word: bytes from the stack pointer. */
    public int stackOffset() {
        return Long.BYTES * (nativeSlot - STACK);
    }

    /** The same operand, {@code bytes} further. */
    public Mem plus(int bytes) {
        return new Mem(base, index, scale, displacement + bytes, nativeSlot);
    }
}

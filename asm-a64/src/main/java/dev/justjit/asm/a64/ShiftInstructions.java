package dev.justjit.asm.a64;

/**
 * Shifts by a register, and counting and reversing bits. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28             21 20    16 15        10 9    5 4    0
 * |sf| 0  0| 1 1 0 1 0 1 1 0 |   Rm   | 0 0 1 0| op2|  Rn  |  Rd  |  lsl, lsr, asr, ror
 * |sf| 1  0| 1 1 0 1 0 1 1 0 |0 0 0 0 0|   opcode   |  Rn  |  Rd  |  one source
 * </pre>
 */
public abstract sealed class ShiftInstructions extends BitfieldInstructions
        permits ConditionalInstructions {
    ShiftInstructions(boolean withListing) {
        super(withListing);
    }

    /** Shifts left by the low 5 or 6 bits of a register. */
    public final void lsl(Size size, Gpr dst, Gpr src, Gpr amount) {
        shift("lsl", Shift.LSL, size, dst, src, amount);
    }

    /** Shifts right by the low 5 or 6 bits of a register, filling with zeros. */
    public final void lsr(Size size, Gpr dst, Gpr src, Gpr amount) {
        shift("lsr", Shift.LSR, size, dst, src, amount);
    }

    /** Shifts right by the low 5 or 6 bits of a register, filling with the sign. */
    public final void asr(Size size, Gpr dst, Gpr src, Gpr amount) {
        shift("asr", Shift.ASR, size, dst, src, amount);
    }

    /** Rotates right by the low 5 or 6 bits of a register. */
    public final void ror(Size size, Gpr dst, Gpr src, Gpr amount) {
        shift("ror", Shift.ROR, size, dst, src, amount);
    }

    /** Reverses the order of the bits. */
    public final void rbit(Size size, Gpr dst, Gpr src) {
        oneSource("rbit", 0, size, dst, src);
    }

    /** Reverses the bytes of each 16 bits. */
    public final void rev16(Size size, Gpr dst, Gpr src) {
        oneSource("rev16", 1, size, dst, src);
    }

    /** Reverses the bytes of each 32 bits of a 64-bit register. */
    public final void rev32(Gpr dst, Gpr src) {
        oneSource("rev32", 2, Size.X, dst, src);
    }

    /** Reverses the bytes. */
    public final void rev(Size size, Gpr dst, Gpr src) {
        oneSource("rev", 2 + size.ordinal(), size, dst, src);
    }

    /** Counts the zeros above the highest one. */
    public final void clz(Size size, Gpr dst, Gpr src) {
        oneSource("clz", 4, size, dst, src);
    }

    /** Counts the bits below the highest that equal it. */
    public final void cls(Size size, Gpr dst, Gpr src) {
        oneSource("cls", 5, size, dst, src);
    }

    private void shift(String name, Shift shift, Size size, Gpr dst, Gpr src, Gpr amount) {
        int registers = zr(amount) << 16 | zr(src) << 5 | zr(dst);
        emit(0x1ac02000 | size.sf() | shift.ordinal() << 10 | registers);
        note(name, size, dst, src, amount);
    }

    private void oneSource(String name, int opcode, Size size, Gpr dst, Gpr src) {
        emit(0x5ac00000 | size.sf() | opcode << 10 | zr(src) << 5 | zr(dst));
        note(name, size, dst, src);
    }
}

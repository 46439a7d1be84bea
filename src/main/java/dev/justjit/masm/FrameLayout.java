package dev.justjit.masm;

import java.util.List;

/**
 * What unwinders have to know of native frames: the frame pointer stays the same from the beginning of a frame to its
 * end, so one rule holds for all of a function. Numbers of registers are those of DWARF. Functions that are called
 * with registers have no frame pointer of their own ({@link CallAssembler#enterFunction}): to an unwinder they are part
 * of their caller's frame.
 *
 * @param elfMachine the instruction set's number in ELF files
 * @param codeAlignment in bytes
 * @param framePointer register that points to the frame
 * @param returnAddress register, or column, of the return address
 * @param bytes from the frame pointer to the stack pointer of the caller
 * @param saved where the caller's registers are
 */
public record FrameLayout(
        int elfMachine,
        int codeAlignment,
        int framePointer,
        int returnAddress,
        int bytes,
        List<Saved> saved) {
    /**
     * A register of the caller.
     *
     * @param register its number
     * @param offset from the frame pointer
     */
    public record Saved(int register, int offset) {}

    /** The same for frames of another size. */
    public FrameLayout withBytes(int newBytes) {
        return new FrameLayout(
                elfMachine, codeAlignment, framePointer, returnAddress, newBytes, saved);
    }
}

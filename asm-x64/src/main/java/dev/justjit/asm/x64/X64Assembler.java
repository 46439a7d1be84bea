package dev.justjit.asm.x64;

/**
 * Emits x86-64 machine code: one method per instruction and operand shape, named by the
 * manufacturer's mnemonic, the destination first.
 *
 * <p>The methods are inherited, a group per class: {@link MoveInstructions}, {@link
 * AluInstructions}, {@link ArithmeticInstructions}, {@link BitInstructions}, {@link
 * BranchInstructions} and {@link SseInstructions}; labels, data and the listing come from {@link
 * CodeBuffer}. Where an instruction has several encodings, GNU {@code as} is followed.
 *
 * <p>What cannot be encoded is refused with {@link IllegalArgumentException}, which names the value;
 * such a call emits nothing. The code is position-independent. An instance serves one thread.
 */
public final class X64Assembler extends SseInstructions {
    /** Makes an assembler that records no listing. */
    public X64Assembler() {
        super(false);
    }

    /**
     * Makes an assembler.
     *
     * @param withListing whether to record the text of what is emitted
     */
    public X64Assembler(boolean withListing) {
        super(withListing);
    }
}

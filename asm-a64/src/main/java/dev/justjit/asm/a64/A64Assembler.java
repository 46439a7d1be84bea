package dev.justjit.asm.a64;

/**
 * Emits AArch64 machine code: one method per instruction and operand shape, named by the
 * manufacturer's mnemonic, the destination first, operands in the order of the assembler language.
 *
 * <p>The methods are inherited, a family per class: {@link LoadStoreInstructions}, {@link
 * PairInstructions}, {@link AddSubInstructions}, {@link CompareInstructions}, {@link
 * LogicalInstructions}, {@link MoveInstructions}, {@link MultiplyInstructions}, {@link
 * BitfieldInstructions}, {@link ShiftInstructions}, {@link ConditionalInstructions}, {@link
 * FloatInstructions}, {@link ConvertInstructions}, {@link SystemInstructions} and {@link
 * BranchInstructions}; labels, data and the listing come from {@link CodeBuffer}. Where an
 * instruction has several encodings, GNU {@code as} is followed.
 *
 * <p>What cannot be encoded is refused with {@link IllegalArgumentException}, which names the
 * value; such a call emits nothing. The code is position-independent, {@code adrp} apart. An
 * instance serves one thread.
 */
public final class A64Assembler extends BranchInstructions {
    /** Makes an assembler that records no listing, with near forward branches. */
    public A64Assembler() {
        super(false, false);
    }

    /**
     * Makes an assembler with near forward branches.
     *
     * @param withListing whether to record the text of what is emitted
     */
    public A64Assembler(boolean withListing) {
        super(withListing, false);
    }

    /**
     * Makes an assembler.
     *
     * @param withListing whether to record the text of what is emitted
     * @param farBranches whether every conditional branch to a label that is not bound yet takes
     *     two instructions and reaches 128 MiB; else it takes one, which reaches 1 MiB, or 32 KiB
     *     when it tests a bit, and {@code finish} fails if that is too little
     */
    public A64Assembler(boolean withListing, boolean farBranches) {
        super(withListing, farBranches);
    }
}

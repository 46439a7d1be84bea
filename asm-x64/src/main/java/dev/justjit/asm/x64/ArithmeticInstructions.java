package dev.justjit.asm.x64;

/** Integer operations of one operand, multiplication and division. Part of {@link X64Assembler}. */
public abstract sealed class ArithmeticInstructions extends AluInstructions
        permits BitInstructions {
    ArithmeticInstructions(boolean withListing) {
        super(withListing);
    }

    /** Adds one; the carry flag is kept. */
    public final void inc(Size size, Gpr operand) {
        unary("inc", 0xfe, 0, size, operand);
    }

    /** Adds one; the carry flag is kept. */
    public final void inc(Size size, Address operand) {
        unary("inc", 0xfe, 0, size, operand);
    }

    /** Subtracts one; the carry flag is kept. */
    public final void dec(Size size, Gpr operand) {
        unary("dec", 0xfe, 1, size, operand);
    }

    /** Subtracts one; the carry flag is kept. */
    public final void dec(Size size, Address operand) {
        unary("dec", 0xfe, 1, size, operand);
    }

    /** Changes the sign. */
    public final void neg(Size size, Gpr operand) {
        unary("neg", 0xf6, 3, size, operand);
    }

    /** Changes the sign. */
    public final void neg(Size size, Address operand) {
        unary("neg", 0xf6, 3, size, operand);
    }

    /** Inverts all bits; the flags are kept. */
    public final void not(Size size, Gpr operand) {
        unary("not", 0xf6, 2, size, operand);
    }

    /** Inverts all bits; the flags are kept. */
    public final void not(Size size, Address operand) {
        unary("not", 0xf6, 2, size, operand);
    }

    /** Unsigned multiplication of the accumulator into rdx:rax (8 bits: ax). */
    public final void mul(Size size, Gpr operand) {
        unary("mul", 0xf6, 4, size, operand);
    }

    /** Signed multiplication of the accumulator into rdx:rax (8 bits: ax). */
    public final void imul(Size size, Gpr operand) {
        unary("imul", 0xf6, 5, size, operand);
    }

    /** Unsigned division of rdx:rax (8 bits: ax); quotient in rax, remainder in rdx. */
    public final void div(Size size, Gpr operand) {
        unary("div", 0xf6, 6, size, operand);
    }

    /** Signed division of rdx:rax (8 bits: ax); quotient in rax, remainder in rdx. */
    public final void idiv(Size size, Gpr operand) {
        unary("idiv", 0xf6, 7, size, operand);
    }

    /**
     * Signed multiplication {@code dst *= src}.
     *
     * @throws IllegalArgumentException for 8 bits
     */
    public final void imul(Size size, Gpr dst, Gpr src) {
        checkSize("imul", size, Size.W16);
        encode(size.prefix, size.rex, 0x0faf, dst.ordinal(), src.ordinal());
        note("imul", size, dst, size, src);
    }

    /**
     * Signed multiplication {@code dst *= [src]}.
     *
     * @throws IllegalArgumentException for 8 bits
     */
    public final void imul(Size size, Gpr dst, Address src) {
        checkSize("imul", size, Size.W16);
        encode(size.prefix, size.rex, 0x0faf, dst.ordinal(), src, 0);
        note("imul", size, dst, size, src);
    }

    /**
     * Signed multiplication {@code dst = src * immediate}.
     *
     * @throws IllegalArgumentException for 8 bits, or if the constant does not fit the size
     */
    public final void imul(Size size, Gpr dst, Gpr src, int immediate) {
        checkSize("imul", size, Size.W16);
        int value = fit(size, immediate);
        boolean isByte = value == (byte) value;
        int opcode = isByte ? 0x6b : 0x69;
        encode(size.prefix, size.rex, opcode, dst.ordinal(), src.ordinal());
        emitImmediate(isByte ? Size.B8 : size, value);
        if (listing != null) {
            String first = Listing.gpr(size, dst.ordinal());
            String second = Listing.gpr(size, src.ordinal());
            listing.instruction(start, "imul", first, second, Listing.immediate(size, value));
        }
    }

    /** Sign-extends eax into edx:eax. */
    public final void cdq() {
        encodeInOpcode(0, 0, 0x99, 0);
        note("cdq");
    }

    /** Sign-extends rax into rdx:rax. */
    public final void cqo() {
        encodeInOpcode(0, REX_W, 0x99, 0);
        note("cqo");
    }

    /** Sign-extends eax into rax. */
    public final void cdqe() {
        encodeInOpcode(0, REX_W, 0x98, 0);
        note("cdqe");
    }

    /** An instruction of one operand, told from its relatives by {@code digit}. */
    private void unary(String mnemonic, int opcode, int digit, Size size, Gpr operand) {
        int full = opcode | size.opcodeBit();
        encode(size.prefix, rex(size, operand), full, digit, operand.ordinal());
        note(mnemonic, size, operand);
    }

    private void unary(String mnemonic, int opcode, int digit, Size size, Address operand) {
        encode(size.prefix, size.rex, opcode | size.opcodeBit(), digit, operand, 0);
        note(mnemonic, size, operand);
    }
}

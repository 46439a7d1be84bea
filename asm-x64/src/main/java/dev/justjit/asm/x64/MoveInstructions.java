package dev.justjit.asm.x64;

/** Moves, extensions, addresses and the stack. Part of {@link X64Assembler}. */
public abstract sealed class MoveInstructions extends Encoding permits AluInstructions {
    MoveInstructions(boolean withListing) {
        super(withListing);
    }

    /** Copies a register; 32 bits clear the upper half of {@code dst}, 8 and 16 bits keep it. */
    public final void mov(Size size, Gpr dst, Gpr src) {
        int opcode = 0x88 | size.opcodeBit();
        encode(size.prefix, rex(size, dst, src), opcode, src.ordinal(), dst.ordinal());
        note("mov", size, dst, size, src);
    }

    /** Loads from memory. */
    public final void mov(Size size, Gpr dst, Address src) {
        encode(size.prefix, rex(size, dst), 0x8a | size.opcodeBit(), dst.ordinal(), src, 0);
        note("mov", size, dst, size, src);
    }

    /** Stores to memory. */
    public final void mov(Size size, Address dst, Gpr src) {
        encode(size.prefix, rex(size, src), 0x88 | size.opcodeBit(), src.ordinal(), dst, 0);
        note("mov", size, dst, src);
    }

    /**
     * Stores a constant to memory; 64 bits are stored by sign extension.
     *
     * @throws IllegalArgumentException if the constant does not fit the size, signed or unsigned
     */
    public final void mov(Size size, Address dst, int immediate) {
        int value = fit(size, immediate);
        encode(size.prefix, size.rex, 0xc6 | size.opcodeBit(), 0, dst, size.immediateBytes());
        emitImmediate(size, value);
        note("mov", size, dst, value);
    }

    /** Sets all 64 bits of a register, in the shortest form that leaves the flags alone. */
    public final void mov(Gpr dst, long immediate) {
        if (immediate >>> 32 == 0) {
            encodeInOpcode(0, 0, 0xb8, dst.ordinal());
            emit4((int) immediate);
            note("mov", Size.D32, dst, immediate);
        } else if (immediate == (int) immediate) {
            encode(0, REX_W, 0xc7, 0, dst.ordinal());
            emit4((int) immediate);
            note("mov", Size.Q64, dst, immediate);
        } else {
            encodeInOpcode(0, REX_W, 0xb8, dst.ordinal());
            emit8(immediate);
            note("movabs", Size.Q64, dst, immediate);
        }
    }

    /**
     * Zero-extends a register of 8 or 16 bits to 64 bits.
     *
     * @throws IllegalArgumentException for other sizes
     */
    public final void movzx(Size from, Gpr dst, Gpr src) {
        checkNarrow("movzx", from, Size.W16);
        encode(0, rex(from, src), 0x0fb6 | from.opcodeBit(), dst.ordinal(), src.ordinal());
        note("movzx", Size.D32, dst, from, src);
    }

    /**
     * Loads 8 or 16 bits and zero-extends them to 64 bits.
     *
     * @throws IllegalArgumentException for other sizes
     */
    public final void movzx(Size from, Gpr dst, Address src) {
        checkNarrow("movzx", from, Size.W16);
        encode(0, 0, 0x0fb6 | from.opcodeBit(), dst.ordinal(), src, 0);
        note("movzx", Size.D32, dst, from, src);
    }

    /**
     * Sign-extends a register of 8, 16 or 32 bits to 64 bits.
     *
     * @throws IllegalArgumentException for 64 bits
     */
    public final void movsx(Size from, Gpr dst, Gpr src) {
        checkNarrow("movsx", from, Size.D32);
        encode(0, REX_W, signExtension(from), dst.ordinal(), src.ordinal());
        note(from == Size.D32 ? "movsxd" : "movsx", Size.Q64, dst, from, src);
    }

    /**
     * Loads 8, 16 or 32 bits and sign-extends them to 64 bits.
     *
     * @throws IllegalArgumentException for 64 bits
     */
    public final void movsx(Size from, Gpr dst, Address src) {
        checkNarrow("movsx", from, Size.D32);
        encode(0, REX_W, signExtension(from), dst.ordinal(), src, 0);
        note(from == Size.D32 ? "movsxd" : "movsx", Size.Q64, dst, from, src);
    }

    /** Computes a 64-bit address without touching memory or flags. */
    public final void lea(Gpr dst, Address src) {
        encode(0, REX_W, 0x8d, dst.ordinal(), src, 0);
        if (listing != null) {
            String first = Listing.gpr(Size.Q64, dst.ordinal());
            listing.instruction(start, "lea", first, Listing.address(src));
        }
    }

    /** Swaps two registers; of 32 bits it clears both upper halves. */
    public final void xchg(Size size, Gpr first, Gpr second) {
        boolean withRax = first == Gpr.RAX || second == Gpr.RAX;
        boolean raxTwice = withRax && first == second;
        if (raxTwice && size == Size.Q64) {
            encodeInOpcode(0, 0, 0x90, 0);
            note("nop");
        } else if (withRax && size != Size.B8 && !(raxTwice && size == Size.D32)) {
            // 32 bits of rax with itself have no short form: 0x90 leaves the upper half alone.
            Gpr other = first == Gpr.RAX ? second : first;
            encodeInOpcode(size.prefix, size.rex, 0x90, other.ordinal());
            note("xchg", size, other, size, Gpr.RAX);
        } else {
            int opcode = 0x86 | size.opcodeBit();
            int rex = rex(size, first, second);
            encode(size.prefix, rex, opcode, second.ordinal(), first.ordinal());
            note("xchg", size, first, size, second);
        }
    }

    /** Pushes a 64-bit register. */
    public final void push(Gpr src) {
        encodeInOpcode(0, 0, 0x50, src.ordinal());
        note("push", Size.Q64, src);
    }

    /** Pops a 64-bit register. */
    public final void pop(Gpr dst) {
        encodeInOpcode(0, 0, 0x58, dst.ordinal());
        note("pop", Size.Q64, dst);
    }

    private static int signExtension(Size from) {
        return from == Size.D32 ? 0x63 : 0x0fbe | from.opcodeBit();
    }

    private static void checkNarrow(String mnemonic, Size from, Size widest) {
        if (from.bytes() > widest.bytes()) {
            throw new IllegalArgumentException(mnemonic + " has no form from size " + from);
        }
    }
}

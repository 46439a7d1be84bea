package dev.justjit.asm.a64;

/**
 * Loads and stores of two registers. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29   27 26 25 23 22 21       15 14    10 9    5 4    0
 * | opc | 1 0 1 | V|mode | L|   imm7    |  Rt2   |  Rn  |  Rt  |
 *  opc 00: w or s, 01: ldpsw or d, 10: x; mode 1: post-index, 2: offset, 3: pre-index
 * </pre>
 */
public abstract sealed class PairInstructions extends LoadStoreInstructions
        permits AddSubInstructions {
    private static final int PAIR = 0x28000000;
    private static final int VECTOR = 1 << 26;
    private static final int LOAD = 1 << 22;

    PairInstructions(boolean withListing) {
        super(withListing);
    }

    /** Loads two registers from adjacent places, the first from the lower one. */
    public final void ldp(Size size, Gpr first, Gpr second, Address src) {
        int operation = size.ordinal() << 31 | LOAD;
        transfer("ldp", 2 + size.ordinal(), operation, zr(first), zr(second), src);
        note("ldp", size, first, second, src);
    }

    /** Stores two registers to adjacent places, the first to the lower one. */
    public final void stp(Size size, Gpr first, Gpr second, Address dst) {
        int operation = size.ordinal() << 31;
        transfer("stp", 2 + size.ordinal(), operation, zr(first), zr(second), dst);
        note("stp", size, first, second, dst);
    }

    /** Loads two words of 32 bits, each sign-extended to 64. */
    public final void ldpsw(Gpr first, Gpr second, Address src) {
        transfer("ldpsw", 2, 1 << 30 | LOAD, zr(first), zr(second), src);
        note("ldpsw", Size.X, first, second, src);
    }

    /** Loads two doubles. */
    public final void ldp(Fpr first, Fpr second, Address src) {
        int operation = 1 << 30 | VECTOR | LOAD;
        transfer("ldp", 3, operation, first.ordinal(), second.ordinal(), src);
        note("ldp", first, second, src);
    }

    /** Stores two doubles. */
    public final void stp(Fpr first, Fpr second, Address dst) {
        transfer("stp", 3, 1 << 30 | VECTOR, first.ordinal(), second.ordinal(), dst);
        note("stp", first, second, dst);
    }

    private void transfer(
            String mnemonic, int sizeLog, int operation, int first, int second, Address address) {
        if (address.index != null || address.label != null) {
            throw new IllegalArgumentException(mnemonic + " cannot use the address " + address);
        }
        int base = sp(address.base);
        int offset = address.offset;
        int units = offset >> sizeLog;
        if (units << sizeLog != offset || units < -64 || units > 63) {
            throw new IllegalArgumentException(mnemonic + " cannot encode the offset " + offset);
        }
        if ((operation & LOAD) != 0 && first == second) {
            throw new IllegalArgumentException(
                    mnemonic + " cannot load register " + first + " twice");
        }
        boolean overlaps = (operation & VECTOR) == 0 && (base == first || base == second);
        if (address.writesBack() && overlaps && base != 31) {
            throw new IllegalArgumentException(
                    mnemonic + " cannot transfer the register it writes back: " + address);
        }
        int mode = address.mode == Address.Mode.PRE ? 3 : address.writesBack() ? 1 : 2;
        int registers = second << 10 | base << 5 | first;
        emit(PAIR | operation | mode << 23 | (units & 0x7f) << 15 | registers);
    }

    private void note(String mnemonic, Size size, Gpr first, Gpr second, Address address) {
        if (listing != null) {
            String name = Listing.gpr(size, first);
            String next = Listing.gpr(size, second);
            listing.instruction(start, mnemonic, name, next, Listing.memory(address));
        }
    }

    private void note(String mnemonic, Fpr first, Fpr second, Address address) {
        if (listing != null) {
            String name = Listing.fpr(first);
            listing.instruction(
                    start, mnemonic, name, Listing.fpr(second), Listing.memory(address));
        }
    }
}

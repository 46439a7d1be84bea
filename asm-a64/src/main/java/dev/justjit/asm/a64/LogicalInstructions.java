package dev.justjit.asm.a64;

/**
 * Bitwise operations and the copies made of them. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28         23 22 21 20    16 15      10 9    5 4    0
 * |sf| opc | 1 0 0 1 0 0 | N|   immr    |   imms   |  Rn  |  Rd  |  immediate
 * |sf| opc | 0 1 0 1 0 |shift| N|  Rm   |   imm6   |  Rn  |  Rd  |  shifted register
 * </pre>
 *
 * <p>An operation below is the bits opc (and, orr, eor, ands) and the N of the register form, which
 * inverts the second operand.
 */
public abstract sealed class LogicalInstructions extends CompareInstructions
        permits MoveInstructions {
    static final int ORR = 1 << 29;

    private static final int AND = 0;
    private static final int EOR = 2 << 29;
    private static final int ANDS = 3 << 29;
    private static final int NOT = 1 << 21;

    private static final String[] NAMES = {"and", "orr", "eor", "ands"};
    private static final String[] NOT_NAMES = {"bic", "orn", "eon", "bics"};

    LogicalInstructions(boolean withListing) {
        super(withListing);
    }

    /** Bitwise and, with a constant that {@link Bitmask} can encode. */
    public final void and(Size size, Gpr dst, Gpr first, long second) {
        bitmask(AND, size, dst, first, second);
    }

    /** Bitwise or, with a constant that {@link Bitmask} can encode. */
    public final void orr(Size size, Gpr dst, Gpr first, long second) {
        bitmask(ORR, size, dst, first, second);
    }

    /** Bitwise exclusive or, with a constant that {@link Bitmask} can encode. */
    public final void eor(Size size, Gpr dst, Gpr first, long second) {
        bitmask(EOR, size, dst, first, second);
    }

    /** Bitwise and that sets the flags, with a constant that {@link Bitmask} can encode. */
    public final void ands(Size size, Gpr dst, Gpr first, long second) {
        bitmask(ANDS, size, dst, first, second);
    }

    /** Bitwise and, with a register. */
    public final void and(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(AND, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise and, with a shifted register. */
    public final void and(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(AND, size, dst, first, second, shift, amount);
    }

    /** Bitwise or, with a register. */
    public final void orr(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(ORR, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise or, with a shifted register. */
    public final void orr(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(ORR, size, dst, first, second, shift, amount);
    }

    /** Bitwise exclusive or, with a register. */
    public final void eor(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(EOR, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise exclusive or, with a shifted register. */
    public final void eor(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(EOR, size, dst, first, second, shift, amount);
    }

    /** Bitwise and that sets the flags, with a register. */
    public final void ands(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(ANDS, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise and that sets the flags, with a shifted register. */
    public final void ands(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(ANDS, size, dst, first, second, shift, amount);
    }

    /** Bitwise and with the inverse of a register. */
    public final void bic(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(AND | NOT, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise and with the inverse of a shifted register. */
    public final void bic(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(AND | NOT, size, dst, first, second, shift, amount);
    }

    /** Bitwise or with the inverse of a register. */
    public final void orn(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(ORR | NOT, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise or with the inverse of a shifted register. */
    public final void orn(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(ORR | NOT, size, dst, first, second, shift, amount);
    }

    /** Bitwise exclusive or with the inverse of a register. */
    public final void eon(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(EOR | NOT, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise exclusive or with the inverse of a shifted register. */
    public final void eon(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(EOR | NOT, size, dst, first, second, shift, amount);
    }

    /** Bitwise and with the inverse of a register that sets the flags. */
    public final void bics(Size size, Gpr dst, Gpr first, Gpr second) {
        logical(ANDS | NOT, size, dst, first, second, Shift.LSL, 0);
    }

    /** Bitwise and with the inverse of a shifted register that sets the flags. */
    public final void bics(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        logical(ANDS | NOT, size, dst, first, second, shift, amount);
    }

    /** Sets the flags by the bits common to a register and a constant. */
    public final void tst(Size size, Gpr first, long second) {
        bitmask(ANDS, size, Gpr.XZR, first, second);
    }

    /** Sets the flags by the bits common to two registers. */
    public final void tst(Size size, Gpr first, Gpr second) {
        logical(ANDS, size, Gpr.XZR, first, second, Shift.LSL, 0);
    }

    /** Sets the flags by the bits common to a register and a shifted one. */
    public final void tst(Size size, Gpr first, Gpr second, Shift shift, int amount) {
        logical(ANDS, size, Gpr.XZR, first, second, shift, amount);
    }

    /** Inverts all bits of a register. */
    public final void mvn(Size size, Gpr dst, Gpr src) {
        logical(ORR | NOT, size, dst, Gpr.XZR, src, Shift.LSL, 0);
    }

    /** Inverts all bits of a shifted register. */
    public final void mvn(Size size, Gpr dst, Gpr src, Shift shift, int amount) {
        logical(ORR | NOT, size, dst, Gpr.XZR, src, shift, amount);
    }

    /** Copies a register, the stack pointer included; 32 bits clear the upper half. */
    public final void mov(Size size, Gpr dst, Gpr src) {
        if (dst == Gpr.SP || src == Gpr.SP) {
            immediate(ADD, size, dst, src, 0);
        } else {
            logical(ORR, size, dst, Gpr.XZR, src, Shift.LSL, 0);
        }
    }

    final void bitmask(int op, Size size, Gpr dst, Gpr first, long second) {
        long bits = truncate(NAMES[op >>> 29] + " immediate", size, second);
        int field = Bitmask.encode(size, bits);
        if (field < 0) {
            throw new IllegalArgumentException(
                    NAMES[op >>> 29] + " cannot encode the bitmask 0x" + Long.toHexString(bits));
        }
        int registers = zr(first) << 5 | (op == ANDS ? zr(dst) : sp(dst));
        emit(0x12000000 | size.sf() | op | field << 10 | registers);
        if (listing != null) {
            String last = Listing.hex(bits);
            String to = Listing.gpr(size, dst);
            String from = Listing.gpr(size, first);
            if (op == ANDS && dst == Gpr.XZR) {
                listing.instruction(start, "tst", from, last);
            } else if (op == ORR && first == Gpr.XZR && isMove(size, dst, bits)) {
                listing.instruction(start, "mov", to, last);
            } else {
                listing.instruction(start, NAMES[op >>> 29], to, from, last);
            }
        }
    }

    /** Whether an orr of a constant is the encoding that mov would choose. */
    private static boolean isMove(Size size, Gpr dst, long bits) {
        return dst == Gpr.SP || !MoveConstant.isWide(size, bits);
    }

    private void logical(
            int op, Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        checkRange("shift distance", amount, 0, size.bits() - 1);
        int registers = zr(second) << 16 | zr(first) << 5 | zr(dst);
        int shiftBits = shift.ordinal() << 22 | amount << 10;
        emit(0x0a000000 | size.sf() | op | shiftBits | registers);
        if (listing != null) {
            String last = Listing.shift(shift, amount);
            String to = Listing.gpr(size, dst);
            String from = Listing.gpr(size, first);
            String with = Listing.gpr(size, second);
            if (op == ANDS && dst == Gpr.XZR) {
                listing.instruction(start, "tst", from, with, last);
            } else if (op == ORR && first == Gpr.XZR && last.isEmpty()) {
                listing.instruction(start, "mov", to, with);
            } else if (op == (ORR | NOT) && first == Gpr.XZR) {
                listing.instruction(start, "mvn", to, with, last);
            } else {
                String[] names = (op & NOT) == 0 ? NAMES : NOT_NAMES;
                listing.instruction(start, names[op >>> 29], to, from, with, last);
            }
        }
    }
}

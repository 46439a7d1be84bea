package dev.justjit.asm.a64;

/**
 * Bitfields, and the shifts and extensions that are made of them. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28         23 22 21    16 15      10 9    5 4    0
 * |sf| opc | 1 0 0 1 1 0 | N|  immr  |   imms   |  Rn  |  Rd  |  opc 0: sbfm, 1: bfm, 2: ubfm
 * |sf| 0 0 | 1 0 0 1 1 1 | N| 0| Rm  |   imms   |  Rn  |  Rd  |  extr
 * </pre>
 *
 * <p>Where imms is at least immr, the bits immr to imms move down to bit 0; else the bits 0 to imms
 * move up to the register's size minus immr. Around them sbfm puts copies of their highest bit,
 * ubfm zeros, and bfm keeps the destination.
 */
public abstract sealed class BitfieldInstructions extends MultiplyInstructions
        permits ShiftInstructions {
    private static final int SBFM = 0x13000000;
    private static final int BFM = 0x33000000;
    private static final int UBFM = 0x53000000;

    BitfieldInstructions(boolean withListing) {
        super(withListing);
    }

    /** Moves a bitfield, sign-extended. */
    public final void sbfm(Size size, Gpr dst, Gpr src, int immr, int imms) {
        bitfield(SBFM, size, dst, src, immr, imms);
    }

    /** Moves a bitfield into the destination, whose other bits stay. */
    public final void bfm(Size size, Gpr dst, Gpr src, int immr, int imms) {
        bitfield(BFM, size, dst, src, immr, imms);
    }

    /** Moves a bitfield, zero-extended. */
    public final void ubfm(Size size, Gpr dst, Gpr src, int immr, int imms) {
        bitfield(UBFM, size, dst, src, immr, imms);
    }

    /** Extracts bits, zero-extended. */
    public final void ubfx(Size size, Gpr dst, Gpr src, int lowest, int width) {
        extract(UBFM, size, dst, src, lowest, width);
    }

    /** Extracts bits, sign-extended. */
    public final void sbfx(Size size, Gpr dst, Gpr src, int lowest, int width) {
        extract(SBFM, size, dst, src, lowest, width);
    }

    /** Copies bits to the low end of the destination, whose other bits stay. */
    public final void bfxil(Size size, Gpr dst, Gpr src, int lowest, int width) {
        extract(BFM, size, dst, src, lowest, width);
    }

    /** Moves the lowest bits up to {@code lowest}, zeros around them. */
    public final void ubfiz(Size size, Gpr dst, Gpr src, int lowest, int width) {
        insert(UBFM, size, dst, src, lowest, width);
    }

    /** Moves the lowest bits up to {@code lowest}, sign-extended, zeros below. */
    public final void sbfiz(Size size, Gpr dst, Gpr src, int lowest, int width) {
        insert(SBFM, size, dst, src, lowest, width);
    }

    /** Copies the lowest bits to {@code lowest} of the destination, whose other bits stay. */
    public final void bfi(Size size, Gpr dst, Gpr src, int lowest, int width) {
        insert(BFM, size, dst, src, lowest, width);
    }

    /** Shifts left by 0 to the width minus 1. */
    public final void lsl(Size size, Gpr dst, Gpr src, int amount) {
        checkShift(size, amount);
        int last = size.bits() - 1;
        bitfield(UBFM, size, dst, src, -amount & last, last - amount);
    }

    /** Shifts right by 0 to the width minus 1, filling with zeros. */
    public final void lsr(Size size, Gpr dst, Gpr src, int amount) {
        checkShift(size, amount);
        bitfield(UBFM, size, dst, src, amount, size.bits() - 1);
    }

    /** Shifts right by 0 to the width minus 1, filling with the sign. */
    public final void asr(Size size, Gpr dst, Gpr src, int amount) {
        checkShift(size, amount);
        bitfield(SBFM, size, dst, src, amount, size.bits() - 1);
    }

    /** Rotates right by 0 to the width minus 1. */
    public final void ror(Size size, Gpr dst, Gpr src, int amount) {
        extr(size, dst, src, src, amount);
    }

    /** The low part of {@code high:low} shifted right by 0 to the width minus 1. */
    public final void extr(Size size, Gpr dst, Gpr high, Gpr low, int amount) {
        checkShift(size, amount);
        int wide = size == Size.X ? 1 << 22 : 0;
        int registers = zr(low) << 16 | zr(high) << 5 | zr(dst);
        emit(0x13800000 | size.sf() | wide | amount << 10 | registers);
        if (listing != null) {
            String to = Listing.gpr(size, dst);
            String from = Listing.gpr(size, high);
            String number = Listing.decimal(amount);
            if (high == low) {
                listing.instruction(start, "ror", to, from, number);
            } else {
                listing.instruction(start, "extr", to, from, Listing.gpr(size, low), number);
            }
        }
    }

    /** Sign-extends a byte to the width. */
    public final void sxtb(Size size, Gpr dst, Gpr src) {
        bitfield(SBFM, size, dst, src, 0, 7);
    }

    /** Sign-extends 16 bits to the width. */
    public final void sxth(Size size, Gpr dst, Gpr src) {
        bitfield(SBFM, size, dst, src, 0, 15);
    }

    /** Sign-extends 32 bits to 64. */
    public final void sxtw(Gpr dst, Gpr src) {
        bitfield(SBFM, Size.X, dst, src, 0, 31);
    }

    /** Zero-extends a byte to 64 bits. */
    public final void uxtb(Gpr dst, Gpr src) {
        bitfield(UBFM, Size.W, dst, src, 0, 7);
    }

    /** Zero-extends 16 bits to 64. */
    public final void uxth(Gpr dst, Gpr src) {
        bitfield(UBFM, Size.W, dst, src, 0, 15);
    }

    private void extract(int op, Size size, Gpr dst, Gpr src, int lowest, int width) {
        checkField(size, lowest, width);
        bitfield(op, size, dst, src, lowest, lowest + width - 1);
    }

    private void insert(int op, Size size, Gpr dst, Gpr src, int lowest, int width) {
        checkField(size, lowest, width);
        bitfield(op, size, dst, src, -lowest & size.bits() - 1, width - 1);
    }

    private static void checkField(Size size, int lowest, int width) {
        checkRange("lowest bit", lowest, 0, size.bits() - 1);
        checkRange("width of the bitfield", width, 1, size.bits() - lowest);
    }

    private static void checkShift(Size size, int amount) {
        checkRange("shift distance", amount, 0, size.bits() - 1);
    }

    private void bitfield(int op, Size size, Gpr dst, Gpr src, int immr, int imms) {
        checkRange("immr", immr, 0, size.bits() - 1);
        checkRange("imms", imms, 0, size.bits() - 1);
        int wide = size == Size.X ? 1 << 22 : 0;
        emit(op | size.sf() | wide | immr << 16 | imms << 10 | zr(src) << 5 | zr(dst));
        if (listing != null) {
            noteBitfield(op, size, dst, src, immr, imms);
        }
    }

    /** Chooses among the names of one encoding as objdump does. */
    private void noteBitfield(int op, Size size, Gpr dst, Gpr src, int immr, int imms) {
        if (listing == null) {
            return;
        }
        String to = Listing.gpr(size, dst);
        String from = Listing.gpr(size, src);
        int last = size.bits() - 1;
        if (op != BFM && imms == last) {
            String shift = op == SBFM ? "asr" : "lsr";
            listing.instruction(start, shift, to, from, Listing.decimal(immr));
        } else if (op == UBFM && imms + 1 == immr) {
            listing.instruction(start, "lsl", to, from, Listing.decimal(last - imms));
        } else if (immr == 0 && extension(op, size, imms) != 0) {
            String name = (op == SBFM ? "sxt" : "uxt") + extension(op, size, imms);
            listing.instruction(start, name, to, Listing.gpr(Size.W, src));
        } else {
            boolean inserts = imms < immr;
            String name = op == BFM ? "bf" : op == SBFM ? "sbf" : "ubf";
            name += inserts ? op == BFM ? "i" : "iz" : op == BFM ? "xil" : "x";
            String at = Listing.decimal(inserts ? last + 1 - immr : immr);
            String width = Listing.decimal(inserts ? imms + 1 : imms - immr + 1);
            if (op == BFM && src == Gpr.XZR && inserts) {
                listing.instruction(start, "bfc", to, at, width);
                return;
            }
            listing.instruction(start, name, to, from, at, width);
        }
    }

    /** The last letter of the extension of the bits 0 to imms, or 0 if it has no name. */
    private static char extension(int op, Size size, int imms) {
        if (op == BFM || op == UBFM && size == Size.X) {
            return 0;
        }
        return imms == 7 ? 'b' : imms == 15 ? 'h' : imms == 31 ? 'w' : 0;
    }
}

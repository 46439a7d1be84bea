package dev.justjit.asm.a64;

/**
 * Addition and subtraction. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30 29 28       24 23 22 21 20    16 15      10 9    5 4    0
 * |sf|op| S| 1 0 0 0 1 | 0|sh|       imm12          |  Rn  |  Rd  |  immediate
 * |sf|op| S| 0 1 0 1 1 | shift| 0|   Rm  |   imm6   |  Rn  |  Rd  |  shifted register
 * |sf|op| S| 0 1 0 1 1 | 0  0 | 1|   Rm  |opt | imm3|  Rn  |  Rd  |  extended register
 * </pre>
 *
 * <p>An operation below is the bits op (subtract) and S (set the flags). The stack pointer can be
 * the first source, and the destination where no flags are set; beside it a second register takes
 * the extended form, so that only left shifts by 0 to 4 exist.
 */
public abstract sealed class AddSubInstructions extends PairInstructions
        permits CompareInstructions {
    static final int ADD = 0;
    static final int ADDS = 1 << 29;
    static final int SUB = 1 << 30;
    static final int SUBS = SUB | ADDS;

    private static final String[] NAMES = {"add", "adds", "sub", "subs"};

    AddSubInstructions(boolean withListing) {
        super(withListing);
    }

    /** Adds a constant: 0 to 4095, or such a number times 4096. */
    public final void add(Size size, Gpr dst, Gpr first, long second) {
        immediate(ADD, size, dst, first, second);
    }

    /** Adds a register. */
    public final void add(Size size, Gpr dst, Gpr first, Gpr second) {
        shifted(ADD, size, dst, first, second, Shift.LSL, 0);
    }

    /** Adds a shifted register. */
    public final void add(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(ADD, size, dst, first, second, shift, amount);
    }

    /** Adds a register, first widened, then shifted left by 0 to 4. */
    public final void add(Size size, Gpr dst, Gpr first, Gpr second, Extend extend, int amount) {
        extended(ADD, size, dst, first, second, extend, amount);
    }

    /** Adds a constant and sets the flags: 0 to 4095, or such a number times 4096. */
    public final void adds(Size size, Gpr dst, Gpr first, long second) {
        immediate(ADDS, size, dst, first, second);
    }

    /** Adds a register and sets the flags. */
    public final void adds(Size size, Gpr dst, Gpr first, Gpr second) {
        shifted(ADDS, size, dst, first, second, Shift.LSL, 0);
    }

    /** Adds a shifted register and sets the flags. */
    public final void adds(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(ADDS, size, dst, first, second, shift, amount);
    }

    /** Adds a register, first widened, then shifted by 0 to 4, and sets the flags. */
    public final void adds(Size size, Gpr dst, Gpr first, Gpr second, Extend extend, int amount) {
        extended(ADDS, size, dst, first, second, extend, amount);
    }

    /** Subtracts a constant: 0 to 4095, or such a number times 4096. */
    public final void sub(Size size, Gpr dst, Gpr first, long second) {
        immediate(SUB, size, dst, first, second);
    }

    /** Subtracts a register. */
    public final void sub(Size size, Gpr dst, Gpr first, Gpr second) {
        shifted(SUB, size, dst, first, second, Shift.LSL, 0);
    }

    /** Subtracts a shifted register. */
    public final void sub(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(SUB, size, dst, first, second, shift, amount);
    }

    /** Subtracts a register, first widened, then shifted left by 0 to 4. */
    public final void sub(Size size, Gpr dst, Gpr first, Gpr second, Extend extend, int amount) {
        extended(SUB, size, dst, first, second, extend, amount);
    }

    /** Subtracts a constant and sets the flags: 0 to 4095, or such a number times 4096. */
    public final void subs(Size size, Gpr dst, Gpr first, long second) {
        immediate(SUBS, size, dst, first, second);
    }

    /** Subtracts a register and sets the flags. */
    public final void subs(Size size, Gpr dst, Gpr first, Gpr second) {
        shifted(SUBS, size, dst, first, second, Shift.LSL, 0);
    }

    /** Subtracts a shifted register and sets the flags. */
    public final void subs(Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        shifted(SUBS, size, dst, first, second, shift, amount);
    }

    /** Subtracts a register, first widened, then shifted by 0 to 4, and sets the flags. */
    public final void subs(Size size, Gpr dst, Gpr first, Gpr second, Extend extend, int amount) {
        extended(SUBS, size, dst, first, second, extend, amount);
    }

    final void immediate(int op, Size size, Gpr dst, Gpr first, long second) {
        boolean high = second > 4095;
        long field = high ? second >> 12 : second;
        if (field < 0 || field > 4095 || high && (second & 4095) != 0) {
            throw new IllegalArgumentException(
                    name(op) + " immediate must be 12 bits, shifted by 0 or 12: " + second);
        }
        int registers = sp(first) << 5 | (sets(op) ? zr(dst) : sp(dst));
        int shift = high ? 1 << 22 : 0;
        emit(0x11000000 | size.sf() | op | shift | (int) field << 10 | registers);
        if (listing != null) {
            boolean move = op == ADD && second == 0 && (dst == Gpr.SP || first == Gpr.SP);
            String number = move ? "" : Listing.hex(field);
            String name = move ? "mov" : name(op);
            noteSum(name, op, size, dst, first, number, high ? "lsl #12" : "");
        }
    }

    final void shifted(int op, Size size, Gpr dst, Gpr first, Gpr second, Shift shift, int amount) {
        boolean stack = first == Gpr.SP || dst == Gpr.SP && !sets(op);
        if (stack && shift == Shift.LSL) {
            Extend whole = size == Size.X ? Extend.UXTX : Extend.UXTW;
            extended(op, size, dst, first, second, whole, amount);
            return;
        }
        if (shift == Shift.ROR) {
            throw new IllegalArgumentException(name(op) + " cannot shift by ROR");
        }
        checkRange("shift distance", amount, 0, size.bits() - 1);
        int registers = zr(second) << 16 | zr(first) << 5 | zr(dst);
        int shiftBits = shift.ordinal() << 22 | amount << 10;
        emit(0x0b000000 | size.sf() | op | shiftBits | registers);
        if (listing != null) {
            String last = Listing.shift(shift, amount);
            boolean compare = sets(op) && dst == Gpr.XZR;
            if ((op & SUB) != 0 && first == Gpr.XZR && !compare) {
                String name = op == SUB ? "neg" : "negs";
                String to = Listing.gpr(size, dst);
                listing.instruction(start, name, to, Listing.gpr(size, second), last);
            } else {
                noteSum(name(op), op, size, dst, first, Listing.gpr(size, second), last);
            }
        }
    }

    final void extended(
            int op, Size size, Gpr dst, Gpr first, Gpr second, Extend extend, int amount) {
        checkRange("shift distance", amount, 0, 4);
        int registers = zr(second) << 16 | sp(first) << 5 | (sets(op) ? zr(dst) : sp(dst));
        int extendBits = extend.ordinal() << 13 | amount << 10;
        emit(0x0b200000 | size.sf() | op | extendBits | registers);
        if (listing != null) {
            boolean stack = first == Gpr.SP || dst == Gpr.SP;
            boolean whole = extend == (size == Size.X ? Extend.UXTX : Extend.UXTW);
            String last = Listing.extend(extend, amount, stack && whole);
            Size from = size == Size.X ? extend.source() : Size.W;
            noteSum(name(op), op, size, dst, first, Listing.gpr(from, second), last);
        }
    }

    private void noteSum(
            String name, int op, Size size, Gpr dst, Gpr first, String second, String last) {
        if (listing == null) {
            return;
        }
        String from = Listing.gpr(size, first);
        if (sets(op) && dst == Gpr.XZR) {
            listing.instruction(start, op == SUBS ? "cmp" : "cmn", from, second, last);
        } else {
            listing.instruction(start, name, Listing.gpr(size, dst), from, second, last);
        }
    }

    private static boolean sets(int op) {
        return (op & ADDS) != 0;
    }

    private static String name(int op) {
        return NAMES[op >>> 29];
    }
}

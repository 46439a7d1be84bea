package dev.justjit.asm.a64;

/**
 * Branches and the addresses of labels. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31 30      26 25                                        0
 * |op| 0 0 1 0 1 |                 imm26                    |  b, bl
 *  31          24 23                        5  4  3      0
 * | 0 1 0 1 0 1 0 0 |         imm19          | 0 | cond   |  b.cond
 * |sf| 0 1 1 0 1 0 op|        imm19          |     Rt     |  cbz, cbnz
 *  31 30     25 24 23   19 18               5  4         0
 * |b5| 0 1 1 0 1 1 op| b40 |      imm14      |     Rt     |  tbz, tbnz
 *  31 30 29 28    24 23                     5  4         0
 * |op|lo2| 1 0 0 0 0 |        high 19        |     Rd     |  adr, adrp
 *  31          25 24 21 20     16 15        10 9    5 4    0
 * | 1 1 0 1 0 1 1 | opc | 1 1 1 1 1 | 0 0 0 0 0 0 |  Rn  | 0 0 0 0 0 |  br, blr, ret
 * </pre>
 *
 * <p>A conditional branch (b.cond, cbz, cbnz, tbz, tbnz) to a bound label that is out of its reach
 * becomes a branch on the inverse condition over a {@code b}. Forward the distance is not known: an
 * assembler made with far branches always emits these two instructions, any other one emits the
 * single branch, and its {@code finish} fails if that does not reach.
 */
public abstract sealed class BranchInstructions extends SystemInstructions permits A64Assembler {
    private static final int COMPARE_NONZERO = 1 << 24;
    private static final String OVER_NEXT = ".+0x8";

    private final boolean farBranches;

    BranchInstructions(boolean withListing, boolean farBranches) {
        super(withListing);
        this.farBranches = farBranches;
    }

    /** Branches, within 128 MiB. */
    public final void b(Label target) {
        emit(0x14000000, Fixup.IMM26, target);
        noteTarget("b", "", "", target.toString());
    }

    /** Calls, within 128 MiB; the return address goes to X30. */
    public final void bl(Label target) {
        emit(0x94000000, Fixup.IMM26, target);
        noteTarget("bl", "", "", target.toString());
    }

    /** Branches on a condition. */
    public final void b(Cc cc, Label target) {
        if (isNear(Fixup.IMM19, target)) {
            emit(0x54000000 | cc.ordinal(), Fixup.IMM19, target);
            noteTarget(conditional("b.", cc), "", "", target.toString());
        } else if (cc == Cc.AL) {
            b(target);
        } else {
            Cc inverse = cc.inverse();
            emit(Fixup.IMM19.put(0x54000000 | inverse.ordinal(), 8));
            noteTarget(conditional("b.", inverse), "", "", OVER_NEXT);
            b(target);
        }
    }

    /** Branches if a register is zero. */
    public final void cbz(Size size, Gpr reg, Label target) {
        compare(0, size, reg, target);
    }

    /** Branches if a register is not zero. */
    public final void cbnz(Size size, Gpr reg, Label target) {
        compare(COMPARE_NONZERO, size, reg, target);
    }

    /** Branches if a bit, 0 to 63, of a register is zero. */
    public final void tbz(Gpr reg, int bit, Label target) {
        test(0, reg, bit, target);
    }

    /** Branches if a bit, 0 to 63, of a register is one. */
    public final void tbnz(Gpr reg, int bit, Label target) {
        test(COMPARE_NONZERO, reg, bit, target);
    }

    /** Branches to the address in a register. */
    public final void br(Gpr target) {
        emit(0xd61f0000 | zr(target) << 5);
        noteRegister("br", target);
    }

    /** Calls the address in a register; the return address goes to X30. */
    public final void blr(Gpr target) {
        emit(0xd63f0000 | zr(target) << 5);
        noteRegister("blr", target);
    }

    /** Returns to the address in X30. */
    public final void ret() {
        ret(Gpr.X30);
    }

    /** Returns to the address in a register. */
    public final void ret(Gpr target) {
        emit(0xd65f0000 | zr(target) << 5);
        if (target == Gpr.X30) {
            noteTarget("ret", "", "", "");
        } else {
            noteRegister("ret", target);
        }
    }

    /** The address of a label within 1 MiB. */
    public final void adr(Gpr dst, Label target) {
        address("adr", 0x10000000, Fixup.ADR, dst, target);
    }

    /**
     * The address of the 4 KiB page of a label within 4 GiB. Right only where the code will begin
     * at an address that divides by 4096.
     */
    public final void adrp(Gpr dst, Label target) {
        address("adrp", 0x90000000, Fixup.ADRP, dst, target);
    }

    private void compare(int nonzero, Size size, Gpr reg, Label target) {
        int word = 0x34000000 | size.sf() | zr(reg);
        String shown = listing == null ? "" : Listing.gpr(size, reg);
        if (isNear(Fixup.IMM19, target)) {
            emit(word | nonzero, Fixup.IMM19, target);
            noteTarget(nonzero == 0 ? "cbz" : "cbnz", shown, "", target.toString());
        } else {
            emit(Fixup.IMM19.put(word | nonzero ^ COMPARE_NONZERO, 8));
            noteTarget(nonzero == 0 ? "cbnz" : "cbz", shown, "", OVER_NEXT);
            b(target);
        }
    }

    private void test(int nonzero, Gpr reg, int bit, Label target) {
        checkRange("bit number", bit, 0, 63);
        int word = 0x36000000 | bit >> 5 << 31 | (bit & 31) << 19 | zr(reg);
        boolean listed = listing != null;
        String shown = listed ? Listing.gpr(bit < 32 ? Size.W : Size.X, reg) : "";
        String number = listed ? Listing.decimal(bit) : "";
        if (isNear(Fixup.IMM14, target)) {
            emit(word | nonzero, Fixup.IMM14, target);
            noteTarget(nonzero == 0 ? "tbz" : "tbnz", shown, number, target.toString());
        } else {
            emit(Fixup.IMM14.put(word | nonzero ^ COMPARE_NONZERO, 8));
            noteTarget(nonzero == 0 ? "tbnz" : "tbz", shown, number, OVER_NEXT);
            b(target);
        }
    }

    /** Whether one conditional branch does; else checks that the far form can be emitted. */
    private boolean isNear(Fixup field, Label target) {
        checkOwner(target);
        if (!target.isBound()) {
            return !farBranches;
        }
        long distance = field.distance(position(), target.position());
        if (field.reaches(distance)) {
            return true;
        }
        if (!Fixup.IMM26.reaches(distance - 4)) {
            throw outOfRange(field, target, distance);
        }
        return false;
    }

    private void address(String name, int word, Fixup field, Gpr dst, Label target) {
        emit(word | zr(dst), field, target);
        if (listing != null) {
            noteTarget(name, Listing.gpr(Size.X, dst), "", target.toString());
        }
    }

    private void noteRegister(String name, Gpr reg) {
        if (listing != null) {
            listing.instruction(start, name, Listing.gpr(Size.X, reg));
        }
    }

    /** Empty operands are not shown. */
    private void noteTarget(String name, String first, String second, String target) {
        if (listing != null) {
            listing.instruction(start, name, first, second, target);
        }
    }
}

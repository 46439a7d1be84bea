package dev.justjit.asm.a64;

/**
 * Traps, barriers and padding. Part of {@link A64Assembler}.
 *
 * <pre>
 *  31                       21 20              5 4       0
 * | 1 1 0 1 0 1 0 0   0 0 1   |     imm16       | 0 0 0 0 0 |  brk
 *  31               16 15                                0
 * | 0 0 0 0 0 0 0 0   |              imm16                |  udf
 *  31                           12 11    8 7   5 4       0
 * | 1 1 0 1 0 1 0 1 0 0 0 0 0 0 1 1 0 0 1 1 | CRm | op | 1 1 1 1 1 |  op 4: dsb, 5: dmb, 6: isb
 *  31                22 21 20 19 18 16 15  12 11  8 7 5 4      0
 * | 1 1 0 1 0 1 0 1 0 0 | L|  op0| op1 |  CRn  | CRm |op2|  Rt  |  dc, ic: L 0; mrs: L 1
 * </pre>
 */
public abstract sealed class SystemInstructions extends ConvertInstructions
        permits BranchInstructions {
    SystemInstructions(boolean withListing) {
        super(withListing);
    }

    /** Does nothing. */
    public final void nop() {
        emit(0xd503201f);
        noteOperand("nop", "");
    }

    /** Traps to a debugger; the number, 0 to 65535, is for its eyes. */
    public final void brk(int number) {
        checkRange("number of brk", number, 0, 0xffff);
        emit(0xd4200000 | number << 5);
        if (listing != null) {
            noteOperand("brk", Listing.hex(number));
        }
    }

    /** An instruction that is never defined; the number, 0 to 65535, has no effect. */
    public final void udf(int number) {
        checkRange("number of udf", number, 0, 0xffff);
        emit(number);
        if (listing != null) {
            noteOperand("udf", Listing.decimal(number));
        }
    }

    /** Orders memory accesses before and after. */
    public final void dmb(Barrier barrier) {
        emit(0xd50330bf | barrier.field << 8);
        if (listing != null) {
            noteOperand("dmb", Listing.lower(barrier));
        }
    }

    /** Waits until memory accesses before are complete. */
    public final void dsb(Barrier barrier) {
        emit(0xd503309f | barrier.field << 8);
        if (listing != null) {
            noteOperand("dsb", Listing.lower(barrier));
        }
    }

    /** Fetches all later instructions anew. */
    public final void isb() {
        emit(0xd5033fdf);
        noteOperand("isb", "");
    }

    /** Cleans a data cache line by an address in it: {@link CacheOperation#CVAU}. */
    public final void dc(CacheOperation operation, Gpr address) {
        line("dc", operation, CacheOperation.CVAU, address);
    }

    /** Invalidates an instruction cache line by an address in it: {@link CacheOperation#IVAU}. */
    public final void ic(CacheOperation operation, Gpr address) {
        line("ic", operation, CacheOperation.IVAU, address);
    }

    private void line(String name, CacheOperation operation, CacheOperation expected, Gpr address) {
        if (operation != expected) {
            throw new IllegalArgumentException(name + " cannot do " + operation);
        }
        emit(0xd5000000 | operation.field | zr(address));
        if (listing != null) {
            String shown = Listing.gpr(Size.X, address);
            listing.instruction(start, name, Listing.lower(operation), shown);
        }
    }

    /** Reads the sizes of cache lines, register {@code CTR_EL0}. */
    public final void mrs(Gpr dst, SystemRegister register) {
        emit(0xd5300000 | register.field | zr(dst));
        if (listing != null) {
            String shown = Listing.gpr(Size.X, dst);
            listing.instruction(start, "mrs", shown, Listing.lower(register));
        }
    }

    private void noteOperand(String name, String operand) {
        if (listing != null) {
            listing.instruction(start, name, operand);
        }
    }
}

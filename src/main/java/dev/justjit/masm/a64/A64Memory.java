package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.ADDRESS;
import static dev.justjit.masm.a64.A64Registers.CONSTANT;
import static dev.justjit.masm.a64.A64Registers.gpr;
import static dev.justjit.masm.a64.A64Registers.log;
import static dev.justjit.masm.a64.A64Registers.size;

import dev.justjit.asm.a64.Address;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Shift;
import dev.justjit.asm.a64.Size;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Moves, loads and stores; every memory operand is brought into a form that one of them takes. */
abstract class A64Memory extends A64Base {
    private static final int LOW_BITS = 12;
    private static final int LOW = 0xfff;
    private static final int TWO_PARTS = 1 << 24;

    A64Memory(boolean listing, boolean far) {
        super(listing, far);
    }

    /** Whether an addition takes the constant, or its negative, in one instruction. */
    static boolean isSmall(long value) {
        long size = Math.abs(value);
        return size <= LOW || (size & LOW) == 0 && size < TWO_PARTS;
    }

    /** {@code dst = src + value}; a value of more than 24 bits takes {@code CONSTANT}. */
    final void addConstant(Gpr dst, Gpr src, long value) {
        long size = Math.abs(value);
        if (value == 0) {
            if (dst != src) {
                asm.mov(Size.X, dst, src);
            }
        } else if (isSmall(value)) {
            addSmall(dst, src, value < 0, size);
        } else if (size < TWO_PARTS) {
            addSmall(dst, src, value < 0, size >> LOW_BITS << LOW_BITS);
            addSmall(dst, dst, value < 0, size & LOW);
        } else {
            asm.mov(CONSTANT, value);
            asm.add(Size.X, dst, src, CONSTANT);
        }
    }

    private void addSmall(Gpr dst, Gpr src, boolean negative, long size) {
        if (negative) {
            asm.sub(Size.X, dst, src, size);
        } else {
            asm.add(Size.X, dst, src, size);
        }
    }

    private static boolean reaches(int log, int displacement) {
        boolean whole = (displacement & (1 << log) - 1) == 0;
        return displacement >= -256 && displacement <= 255
                || whole && displacement >= 0 && displacement >> log <= LOW;
    }

    /** The operand for an access of 2^{@code log} bytes. May change {@code ADDRESS}. */
    final Address operand(Mem mem, int log) {
        if (mem.isStackWord()) {
            return reached(Gpr.SP, mem.stackOffset(), log);
        }
        if (mem.nativeSlot() >= 0) {
            return reached(Gpr.X29, A64Registers.nativeWord(mem.nativeSlot()), log);
        }
        Gpr base = gpr(mem.base());
        Reg index = mem.index();
        if (index != null) {
            int shift = Integer.numberOfTrailingZeros(mem.scale());
            if (mem.displacement() == 0 && (shift == 0 || shift == log)) {
                return Address.at(base, gpr(index), shift);
            }
            asm.add(Size.X, ADDRESS, base, gpr(index), Shift.LSL, shift);
            base = ADDRESS;
        }
        return reached(base, mem.displacement(), log);
    }

    private Address reached(Gpr base, int displacement, int log) {
        if (reaches(log, displacement)) {
            return Address.at(base, displacement);
        }
        addConstant(ADDRESS, base, displacement);
        return Address.at(ADDRESS, 0);
    }

    final void loadInto(Width width, Gpr dst, Mem src) {
        Address from = operand(src, log(width));
        switch (width) {
            case W8 -> asm.ldrb(dst, from);
            case W16 -> asm.ldrh(dst, from);
            case W32, W64 -> asm.ldr(size(width), dst, from);
        }
    }

    final void loadSignedInto(Width width, Gpr dst, Mem src) {
        Address from = operand(src, log(width));
        switch (width) {
            case W8 -> asm.ldrsb(Size.X, dst, from);
            case W16 -> asm.ldrsh(Size.X, dst, from);
            case W32 -> asm.ldrsw(dst, from);
            case W64 -> asm.ldr(Size.X, dst, from);
        }
    }

    final void storeFrom(Width width, Mem dst, Gpr src) {
        Address to = operand(dst, log(width));
        switch (width) {
            case W8 -> asm.strb(src, to);
            case W16 -> asm.strh(src, to);
            case W32, W64 -> asm.str(size(width), src, to);
        }
    }

    @Override
    public void move(Reg dst, Reg src) {
        if (dst != src) {
            asm.mov(Size.X, gpr(dst), gpr(src));
        }
    }

    @Override
    public void moveImm(Reg dst, long value) {
        asm.mov(gpr(dst), value);
    }

    @Override
    public void load(Width width, Reg dst, Mem src) {
        loadInto(width, gpr(dst), src);
    }

    @Override
    public void loadSigned(Width width, Reg dst, Mem src) {
        loadSignedInto(width, gpr(dst), src);
    }

    @Override
    public void store(Width width, Mem dst, Reg src) {
        storeFrom(width, dst, gpr(src));
    }

    @Override
    public void storeImm(Width width, Mem dst, int value) {
        if (value == 0) {
            storeFrom(width, dst, Gpr.XZR);
        } else {
            asm.mov(A64Registers.SCRATCH, value);
            storeFrom(width, dst, A64Registers.SCRATCH);
        }
    }

    @Override
    public void address(Reg dst, Mem mem) {
        Gpr to = gpr(dst);
        if (mem.isStackWord()) {
            addConstant(to, Gpr.SP, mem.stackOffset());
            return;
        }
        if (mem.nativeSlot() >= 0) {
            addConstant(to, Gpr.X29, A64Registers.nativeWord(mem.nativeSlot()));
            return;
        }
        Gpr base = gpr(mem.base());
        Reg index = mem.index();
        if (index != null) {
            int shift = Integer.numberOfTrailingZeros(mem.scale());
            asm.add(Size.X, to, base, gpr(index), Shift.LSL, shift);
            base = to;
        }
        addConstant(to, base, mem.displacement());
    }
}

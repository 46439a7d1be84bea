package dev.justjit.masm.x64;

import static dev.justjit.masm.x64.X64Registers.SCRATCH;
import static dev.justjit.masm.x64.X64Registers.cc;
import static dev.justjit.masm.x64.X64Registers.gpr;
import static dev.justjit.masm.x64.X64Registers.operand;
import static dev.justjit.masm.x64.X64Registers.size;

import dev.justjit.asm.x64.Address;
import dev.justjit.asm.x64.Cc;
import dev.justjit.asm.x64.Gpr;
import dev.justjit.asm.x64.Size;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Relocation;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.Locale;

/** The portable operations on x86-64: branches, calls and frames. */
public final class X64Masm extends X64Doubles {
    /** Where the distance to a site ends and counts from, in bytes from the return address. */
    private static final int SITE_END = 5;

    public X64Masm(boolean listing) {
        super(listing);
    }

    /** Name of the register that plays the role. */
    public static String nameOf(Reg reg) {
        return gpr(reg).name().toLowerCase(Locale.ROOT);
    }

    /** Name of the register that plays the role. */
    public static String nameOf(FReg reg) {
        return X64Registers.xmm(reg).name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void jump(Label target) {
        asm.jmp(label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Reg left, Reg right, Label target) {
        asm.cmp(size(width), gpr(left), gpr(right));
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Reg left, int imm, Label target) {
        if (imm == 0) {
            asm.test(size(width), gpr(left), gpr(left)); // shorter, with the same flags
        } else {
            asm.cmp(size(width), gpr(left), imm);
        }
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Mem left, int imm, Label target) {
        asm.cmp(size(width), operand(left), imm);
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Width width, Mem left, Reg right, Label target) {
        asm.cmp(size(width), operand(left), gpr(right));
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Reg left, Symbol right, Label target) {
        asm.cmp(Size.Q64, gpr(left), pool(right));
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branch(Cond cond, Mem left, Symbol right, Label target) {
        asm.mov(Size.Q64, SCRATCH, operand(left));
        asm.cmp(Size.Q64, SCRATCH, pool(right));
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branchHalf(Cond cond, Mem left, Symbol right, Label target) {
        asm.cmpOutside(operand(left), nameOf(right));
        relocate(Relocation.Kind.LOWER_HALF, right);
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branchTest(Cond cond, Width width, Reg value, int mask, Label target) {
        asm.test(size(width), gpr(value), mask);
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branchTest(Cond cond, Width width, Mem value, int mask, Label target) {
        asm.test(size(width), operand(value), mask);
        asm.jcc(cc(cond), label(target));
    }

    @Override
    public void branchTest(Cond cond, Width width, Reg left, Reg right, Label target) {
        asm.test(size(width), gpr(left), gpr(right));
        asm.jcc(cc(cond), label(target));
    }

    /** In memory: shorter than by way of a register. All ones in the lower half stay as they are. */
    @Override
    public void incref(Reg object, Reg scratch) {
        var skip = asm.newNearLabel();
        Address count = Address.at(gpr(object), 0);
        asm.cmp(Size.D32, count, -1);
        asm.jcc(Cc.E, skip);
        asm.inc(Size.D32, count);
        asm.bind(skip);
    }

    /** The upper half of a count is zero; a negative lower half is that of an immortal object. */
    @Override
    public void decref(Reg object, Reg scratch, Label dead) {
        var skip = asm.newNearLabel();
        Address count = Address.at(gpr(object), 0);
        asm.cmp(Size.D32, count, 0);
        asm.jcc(Cc.L, skip);
        asm.dec(Size.D32, count);
        asm.jcc(Cc.E, label(dead));
        asm.bind(skip);
    }

    @Override
    public void decrefUnlessLast(Reg object, Reg scratch, Label alive) {
        Address count = Address.at(gpr(object), 0);
        asm.cmp(Size.D32, count, 0);
        asm.jcc(Cc.L, label(alive));
        asm.dec(Size.D32, count);
        asm.jcc(Cc.NE, label(alive));
    }

    /** Stubs are near: in the region of all machine code. */
    @Override
    public void call(Symbol function) {
        if (function.kind() == Symbol.Kind.STUB) {
            asm.callOutside(nameOf(function));
            relocate(Relocation.Kind.DISTANCE, function);
        } else {
            asm.call(pool(function));
        }
    }

    @Override
    public void callVariadic(Symbol function) {
        asm.mov(Gpr.RAX, 0); // number of vector registers used
        asm.call(pool(function));
    }

    @Override
    public void call(Mem function) {
        asm.call(operand(function));
    }

    @Override
    public void call(Label function) {
        asm.call(label(function));
    }

    @Override
    public void callRegister(Reg function) {
        asm.call(gpr(function));
    }

    /** The distance to the site is the immediate of an instruction that only changes flags. */
    @Override
    public void callWithSite(Label function, Label site) {
        call(function);
        asm.test(label(site));
    }

    @Override
    public void callWithSite(Symbol function, Label site) {
        call(function);
        asm.test(label(site));
    }

    @Override
    public void callWithData(Label function, long data) {
        call(function);
        asm.embed(data);
    }

    @Override
    public void takeData(Reg dst) {
        asm.pop(gpr(dst));
    }

    @Override
    public void siteOf(Reg dst, Reg returnAddress) {
        Gpr from = gpr(returnAddress);
        asm.movsx(Size.D32, SCRATCH, Address.at(from, SITE_END - 4));
        asm.lea(gpr(dst), Address.at(from, SCRATCH, 1, SITE_END));
    }

    @Override
    public void loadReturnAddress(Reg dst) {
        asm.mov(Size.Q64, gpr(dst), Address.at(Gpr.RBP, 8));
    }

    @Override
    public void jump(Symbol target) {
        if (target.kind() == Symbol.Kind.STUB) {
            asm.jmpOutside(nameOf(target));
            relocate(Relocation.Kind.DISTANCE, target);
        } else {
            asm.jmp(pool(target));
        }
    }

    @Override
    public void jumpRegister(Reg target) {
        asm.jmp(gpr(target));
    }

    /** The caches of x86-64 do this by themselves. */
    @Override
    public void synchronizeCode(Reg start, Reg end) {}

    @Override
    public void ret() {
        asm.ret();
    }

    @Override
    public void retVoid() {
        asm.ret();
    }

    @Override
    public void enter() {
        asm.push(Gpr.RBP);
        asm.mov(Size.Q64, Gpr.RBP, Gpr.RSP);
        asm.sub(Size.Q64, Gpr.RSP, X64Registers.FRAME_BYTES);
        asm.mov(Size.Q64, Address.at(Gpr.RBP, -8), gpr(Reg.FRAME));
        asm.mov(Size.Q64, Address.at(Gpr.RBP, -16), gpr(Reg.SAVED0));
        asm.mov(Size.Q64, Address.at(Gpr.RBP, -24), gpr(Reg.SAVED1));
    }

    @Override
    public void leaveFrame() {
        asm.mov(Size.Q64, gpr(Reg.FRAME), Address.at(Gpr.RBP, -8));
        asm.mov(Size.Q64, gpr(Reg.SAVED0), Address.at(Gpr.RBP, -16));
        asm.mov(Size.Q64, gpr(Reg.SAVED1), Address.at(Gpr.RBP, -24));
        asm.leave();
    }

    @Override
    public void leave() {
        leaveFrame();
        asm.ret();
    }

    @Override
    public void leaveAndJump(Symbol target) {
        leaveFrame();
        jump(target);
    }

    @Override
    public void reserveWords(int count) {
        asm.sub(Size.Q64, Gpr.RSP, NativeFrame.reservedBytes(count));
    }

    @Override
    public void releaseWords(int count) {
        asm.add(Size.Q64, Gpr.RSP, NativeFrame.reservedBytes(count));
    }

    @Override
    public void enterFunction(FunctionFrame frame) {
        if (frame.keeps0()) {
            asm.push(gpr(Reg.SAVED0));
        }
        if (frame.keeps1()) {
            asm.push(gpr(Reg.SAVED1));
        }
        int words = frame.bytes() - Long.BYTES * (1 + frame.kept());
        if (words > 0) {
            asm.sub(Size.Q64, Gpr.RSP, words);
        }
    }

    @Override
    public void leaveFunction(FunctionFrame frame) {
        int words = frame.bytes() - Long.BYTES * (1 + frame.kept());
        if (words > 0) {
            asm.add(Size.Q64, Gpr.RSP, words);
        }
        if (frame.keeps1()) {
            asm.pop(gpr(Reg.SAVED1));
        }
        if (frame.keeps0()) {
            asm.pop(gpr(Reg.SAVED0));
        }
        asm.ret();
    }

    @Override
    public void stackPointer(Reg dst) {
        asm.mov(Size.Q64, gpr(dst), Gpr.RSP);
    }

    @Override
    public void enterFromC() {
        asm.push(Gpr.RBP);
        asm.mov(Size.Q64, Gpr.RBP, Gpr.RSP);
        asm.push(gpr(Reg.FRAME));
        asm.push(gpr(Reg.SAVED0));
        asm.push(gpr(Reg.SAVED1));
        asm.sub(Size.Q64, Gpr.RSP, X64Registers.FRAME_BYTES - 24);
        asm.push(gpr(Reg.THREAD));
        asm.push(gpr(Reg.DATA));
        asm.mov(Size.Q64, gpr(Reg.DATA), pool(Symbol.jitData()));
    }

    private void restoreC() {
        asm.pop(gpr(Reg.DATA));
        asm.pop(gpr(Reg.THREAD));
        asm.mov(Size.Q64, gpr(Reg.FRAME), Address.at(Gpr.RBP, -8));
        asm.mov(Size.Q64, gpr(Reg.SAVED0), Address.at(Gpr.RBP, -16));
        asm.mov(Size.Q64, gpr(Reg.SAVED1), Address.at(Gpr.RBP, -24));
        asm.leave();
    }

    @Override
    public void leaveToC() {
        restoreC();
        asm.ret();
    }

    @Override
    public void leaveToCAndJumpRet() {
        restoreC();
        asm.jmp(gpr(Reg.RET));
    }
}

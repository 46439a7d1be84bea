package dev.justjit.masm.a64;

import static dev.justjit.masm.a64.A64Registers.ADDRESS;
import static dev.justjit.masm.a64.A64Registers.CONSTANT;
import static dev.justjit.masm.a64.A64Registers.FRAME_BYTES;
import static dev.justjit.masm.a64.A64Registers.SAVED_LAST;
import static dev.justjit.masm.a64.A64Registers.SAVED_PAIR;
import static dev.justjit.masm.a64.A64Registers.SCRATCH;
import static dev.justjit.masm.a64.A64Registers.gpr;

import dev.justjit.asm.a64.Address;
import dev.justjit.asm.a64.Barrier;
import dev.justjit.asm.a64.CacheOperation;
import dev.justjit.asm.a64.Cc;
import dev.justjit.asm.a64.Gpr;
import dev.justjit.asm.a64.Size;
import dev.justjit.asm.a64.SystemRegister;
import dev.justjit.masm.FReg;
import dev.justjit.masm.FunctionFrame;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.NativeFrame;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.Locale;

/**
 * The portable operations on AArch64: calls and frames.
 *
 * <pre>
 *   x29 + 112  THREAD, DATA of the caller, in frames entered from C only
 *   x29 + 104  word 0, below it the others
 *   x29 +  40  word 8
 *   x29 +  16  FRAME, SAVED0, SAVED1 of the caller
 *   x29        caller's x29, return address
 *   x29 -   8  word 9, if it has been reserved, below it the others
 * </pre>
 */
public final class A64Masm extends A64Branches {
    /** Fields of {@code CTR_EL0}. */
    private static final int INSTRUCTION_LINE = 0;

    private static final int DATA_LINE = 16;
    private static final int FIELD_BITS = 4;

    /** Where the distance to a site is, in bytes from the return address. */
    private static final int SITE_WORD = 4;

    /** THREAD and DATA of the C caller, above the words. */
    private static final int C_FRAME_BYTES = FRAME_BYTES + 16;

    /**
     * @param far whether the code may become larger than 1 MiB
     */
    public A64Masm(boolean listing, boolean far) {
        super(listing, far);
    }

    /** Name of the register that plays the role. */
    public static String nameOf(Reg reg) {
        return gpr(reg).name().toLowerCase(Locale.ROOT);
    }

    /** Name of the register that plays the role. */
    public static String nameOf(FReg reg) {
        return A64Registers.fpr(reg).name().toLowerCase(Locale.ROOT);
    }

    /** Brings the result of a call to its role. */
    private void takeResult() {
        asm.mov(Size.X, gpr(Reg.RET), Gpr.X0);
    }

    private void giveResult() {
        asm.mov(Size.X, Gpr.X0, gpr(Reg.RET));
    }

    @Override
    public void call(Symbol function) {
        asm.blr(target(function));
        takeResult();
    }

    /** Variadic functions take their named arguments, and ours, as all others do. */
    @Override
    public void callVariadic(Symbol function) {
        call(function);
    }

    @Override
    public void call(Mem function) {
        loadInto(Width.W64, SCRATCH, function);
        asm.blr(SCRATCH);
        takeResult();
    }

    @Override
    public void call(Label function) {
        asm.bl(label(function));
        takeResult();
    }

    @Override
    public void callWithSite(Label function, Label site) {
        asm.bl(label(function));
        siteWord(site);
        takeResult();
    }

    @Override
    public void callWithSite(Symbol function, Label site) {
        asm.blr(target(function));
        siteWord(site);
        takeResult();
    }

    @Override
    public void storeCodePosition(Mem dst, Mem code, int offset) {
        load(Width.W64, Reg.TMP0, code);
        add(Reg.TMP0, Reg.TMP0, offset);
        store(Width.W64, dst, Reg.TMP0);
    }

    @Override
    public void callWithData(Label function, long data) {
        asm.bl(label(function));
        asm.embed(data);
    }

    @Override
    public void takeData(Reg dst) {
        asm.mov(Size.X, gpr(dst), Gpr.X30);
    }

    /** A jump over a word with the distance from itself to the site. */
    private void siteWord(Label site) {
        var skip = asm.newLabel();
        asm.b(skip);
        asm.embedDistance(label(site));
        asm.bind(skip);
    }

    @Override
    public void siteOf(Reg dst, Reg returnAddress) {
        asm.add(Size.X, ADDRESS, gpr(returnAddress), SITE_WORD);
        asm.ldrsw(SCRATCH, Address.at(ADDRESS, 0));
        asm.add(Size.X, gpr(dst), ADDRESS, SCRATCH);
    }

    @Override
    public void loadReturnAddress(Reg dst) {
        asm.ldr(Size.X, gpr(dst), Address.at(Gpr.X29, 8));
    }

    @Override
    public void callRegister(Reg function) {
        asm.blr(gpr(function));
        takeResult();
    }

    @Override
    public void jump(Symbol target) {
        asm.br(target(target));
    }

    @Override
    public void jumpRegister(Reg target) {
        asm.br(gpr(target));
    }

    @Override
    public void ret() {
        giveResult();
        asm.ret();
    }

    @Override
    public void retVoid() {
        asm.ret();
    }

    /**
     * Lines of code are read by way of another cache than they are written by: written lines are
     * cleaned to the point where both meet, then the stale ones are dropped from the caches of
     * instructions. {@code dsb} waits for either on all processors; {@code isb} drops what this one
     * has already fetched.
     */
    @Override
    public void synchronizeCode(Reg start, Reg end) {
        asm.mrs(CONSTANT, SystemRegister.CTR_EL0);
        eachLine(DATA_LINE, start, end, CacheOperation.CVAU);
        asm.dsb(Barrier.ISH);
        eachLine(INSTRUCTION_LINE, start, end, CacheOperation.IVAU);
        asm.dsb(Barrier.ISH);
        asm.isb();
    }

    /** Lines are 4 << n bytes, n a field of {@code CONSTANT}. */
    private void eachLine(int field, Reg start, Reg end, CacheOperation operation) {
        var again = asm.newLabel();
        Gpr size = gpr(Reg.TMP0);
        asm.ubfx(Size.X, SCRATCH, CONSTANT, field, FIELD_BITS);
        asm.mov(size, 4);
        asm.lsl(Size.X, size, size, SCRATCH);
        asm.sub(Size.X, SCRATCH, size, 1);
        asm.bic(Size.X, ADDRESS, gpr(start), SCRATCH);
        asm.bind(again);
        if (operation == CacheOperation.CVAU) {
            asm.dc(operation, ADDRESS);
        } else {
            asm.ic(operation, ADDRESS);
        }
        asm.add(Size.X, ADDRESS, ADDRESS, size);
        asm.cmp(Size.X, ADDRESS, gpr(end));
        asm.b(Cc.CC, again);
    }

    private void push(int bytes) {
        asm.stp(Size.X, Gpr.X29, Gpr.X30, Address.pre(Gpr.SP, -bytes));
        asm.mov(Size.X, Gpr.X29, Gpr.SP);
        asm.stp(Size.X, gpr(Reg.FRAME), gpr(Reg.SAVED0), Address.at(Gpr.SP, SAVED_PAIR));
        asm.str(Size.X, gpr(Reg.SAVED1), Address.at(Gpr.SP, SAVED_LAST));
    }

    private void pop(int bytes) {
        asm.ldr(Size.X, gpr(Reg.SAVED1), Address.at(Gpr.SP, SAVED_LAST));
        asm.ldp(Size.X, gpr(Reg.FRAME), gpr(Reg.SAVED0), Address.at(Gpr.SP, SAVED_PAIR));
        asm.ldp(Size.X, Gpr.X29, Gpr.X30, Address.post(Gpr.SP, bytes));
    }

    @Override
    public void enter() {
        push(FRAME_BYTES);
    }

    @Override
    public void leaveFrame() {
        pop(FRAME_BYTES);
    }

    @Override
    public void leave() {
        leaveFrame();
        ret();
    }

    @Override
    public void leaveAndJump(Symbol target) {
        leaveFrame();
        jump(target);
    }

    @Override
    public void reserveWords(int count) {
        asm.sub(Size.X, Gpr.SP, Gpr.SP, NativeFrame.reservedBytes(count));
    }

    @Override
    public void releaseWords(int count) {
        asm.add(Size.X, Gpr.SP, Gpr.SP, NativeFrame.reservedBytes(count));
    }

    @Override
    public void enterFunction(FunctionFrame frame) {
        int bytes = frame.bytes();
        asm.sub(Size.X, Gpr.SP, Gpr.SP, bytes);
        asm.str(Size.X, Gpr.X30, Address.at(Gpr.SP, bytes - 8));
        if (frame.keeps0()) {
            asm.str(Size.X, gpr(Reg.SAVED0), Address.at(Gpr.SP, bytes - 16));
        }
        if (frame.keeps1()) {
            asm.str(Size.X, gpr(Reg.SAVED1), Address.at(Gpr.SP, bytes - 8 - 8 * frame.kept()));
        }
    }

    @Override
    public void leaveFunction(FunctionFrame frame) {
        int bytes = frame.bytes();
        if (frame.keeps1()) {
            asm.ldr(Size.X, gpr(Reg.SAVED1), Address.at(Gpr.SP, bytes - 8 - 8 * frame.kept()));
        }
        if (frame.keeps0()) {
            asm.ldr(Size.X, gpr(Reg.SAVED0), Address.at(Gpr.SP, bytes - 16));
        }
        asm.ldr(Size.X, Gpr.X30, Address.at(Gpr.SP, bytes - 8));
        asm.add(Size.X, Gpr.SP, Gpr.SP, bytes);
        ret();
    }

    @Override
    public void stackPointer(Reg dst) {
        asm.add(Size.X, gpr(dst), Gpr.SP, 0);
    }

    @Override
    public void enterFromC() {
        push(C_FRAME_BYTES);
        asm.stp(Size.X, gpr(Reg.THREAD), gpr(Reg.DATA), Address.at(Gpr.SP, FRAME_BYTES));
        load(Reg.DATA, Symbol.jitData());
    }

    private void restoreC() {
        asm.ldp(Size.X, gpr(Reg.THREAD), gpr(Reg.DATA), Address.at(Gpr.SP, FRAME_BYTES));
        pop(C_FRAME_BYTES);
    }

    @Override
    public void leaveToC() {
        restoreC();
        ret();
    }

    @Override
    public void leaveToCAndJumpRet() {
        restoreC();
        asm.br(gpr(Reg.RET));
    }
}

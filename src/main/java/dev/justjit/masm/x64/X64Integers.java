package dev.justjit.masm.x64;

import static dev.justjit.masm.x64.X64Registers.SCRATCH;
import static dev.justjit.masm.x64.X64Registers.cc;
import static dev.justjit.masm.x64.X64Registers.gpr;
import static dev.justjit.masm.x64.X64Registers.operand;
import static dev.justjit.masm.x64.X64Registers.size;

import dev.justjit.asm.x64.Cc;
import dev.justjit.asm.x64.Gpr;
import dev.justjit.asm.x64.Size;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Integer arithmetic on x86-64: three-operand verbs over two-operand instructions. */
abstract class X64Integers extends X64Base {
    X64Integers(boolean listing) {
        super(listing);
    }

    /** Puts {@code left} into {@code dst}; answers where {@code right} is afterwards. */
    private Gpr twoOperands(Reg dst, Reg left, Reg right) {
        Gpr second = gpr(right);
        if (dst == right && dst != left) {
            asm.mov(Size.Q64, SCRATCH, second);
            second = SCRATCH;
        }
        move(dst, left);
        return second;
    }

    @Override
    public void add(Reg dst, Reg left, Reg right) {
        if (dst == right) {
            asm.add(Size.Q64, gpr(dst), gpr(left));
        } else {
            move(dst, left);
            asm.add(Size.Q64, gpr(dst), gpr(right));
        }
    }

    @Override
    public void add(Reg dst, Reg left, int imm) {
        if (dst == left) {
            asm.add(Size.Q64, gpr(dst), imm);
        } else {
            address(dst, Mem.at(left, imm));
        }
    }

    @Override
    public void add(Reg dst, Reg left, Mem right) {
        move(dst, left);
        asm.add(Size.Q64, gpr(dst), operand(right));
    }

    @Override
    public void sub(Reg dst, Reg left, Reg right) {
        Gpr second = twoOperands(dst, left, right);
        asm.sub(Size.Q64, gpr(dst), second);
    }

    @Override
    public void sub(Width width, Reg dst, Mem right) {
        asm.sub(size(width), gpr(dst), operand(right));
    }

    @Override
    public void and(Reg dst, Reg left, Reg right) {
        Gpr second = twoOperands(dst, left, right);
        asm.and(Size.Q64, gpr(dst), second);
    }

    @Override
    public void and(Reg dst, Reg left, int imm) {
        move(dst, left);
        asm.and(Size.Q64, gpr(dst), imm);
    }

    @Override
    public void or(Reg dst, Reg left, Reg right) {
        Gpr second = twoOperands(dst, left, right);
        asm.or(Size.Q64, gpr(dst), second);
    }

    @Override
    public void or(Reg dst, Reg left, int imm) {
        move(dst, left);
        asm.or(Size.Q64, gpr(dst), imm);
    }

    @Override
    public void xor(Reg dst, Reg left, Reg right) {
        Gpr second = twoOperands(dst, left, right);
        asm.xor(Size.Q64, gpr(dst), second);
    }

    @Override
    public void xor(Reg dst, Reg left, int imm) {
        move(dst, left);
        asm.xor(Size.Q64, gpr(dst), imm);
    }

    @Override
    public void neg(Reg dst, Reg src) {
        move(dst, src);
        asm.neg(Size.Q64, gpr(dst));
    }

    @Override
    public void not(Reg dst, Reg src) {
        move(dst, src);
        asm.not(Size.Q64, gpr(dst));
    }

    @Override
    public void mul(Reg dst, Reg left, Reg right) {
        Gpr second = twoOperands(dst, left, right);
        asm.imul(Size.Q64, gpr(dst), second);
    }

    /** {@code imul} wants RAX and writes RDX:RAX; both are kept unless one is {@code dst}. */
    @Override
    public void mulHigh(Reg dst, Reg left, Reg right) {
        Gpr high = gpr(dst);
        boolean swap = high == gpr(right);
        Gpr first = gpr(swap ? right : left);
        Gpr second = gpr(swap ? left : right);
        if (high == Gpr.RAX) {
            asm.mov(Size.Q64, SCRATCH, Gpr.RDX);
            copy(Gpr.RAX, first);
            asm.imul(Size.Q64, second);
            asm.mov(Size.Q64, Gpr.RAX, Gpr.RDX);
            asm.mov(Size.Q64, Gpr.RDX, SCRATCH);
            return;
        }
        asm.mov(Size.Q64, SCRATCH, Gpr.RAX);
        copy(Gpr.RAX, first);
        copy(high, Gpr.RDX);
        asm.imul(Size.Q64, first == second ? Gpr.RAX : second == Gpr.RAX ? SCRATCH : second);
        if (high != Gpr.RDX) {
            asm.xchg(Size.Q64, high, Gpr.RDX);
        }
        asm.mov(Size.Q64, Gpr.RAX, SCRATCH);
    }

    @Override
    public void shiftLeft(Reg dst, Reg src, int count) {
        move(dst, src);
        asm.shl(Size.Q64, gpr(dst), count);
    }

    @Override
    public void shiftRight(Reg dst, Reg src, int count) {
        move(dst, src);
        asm.shr(Size.Q64, gpr(dst), count);
    }

    @Override
    public void shiftRightSigned(Reg dst, Reg src, int count) {
        move(dst, src);
        asm.sar(Size.Q64, gpr(dst), count);
    }

    @Override
    public void shiftLeft(Reg dst, Reg src, Reg count) {
        shiftByCl(dst, src, count, true);
    }

    @Override
    public void shiftRightSigned(Reg dst, Reg src, Reg count) {
        shiftByCl(dst, src, count, false);
    }

    /** The count must be in CL; the scratch register keeps RCX, or is shifted in its place. */
    private void shiftByCl(Reg dst, Reg src, Reg count, boolean left) {
        Gpr value = gpr(dst) == Gpr.RCX ? SCRATCH : gpr(dst);
        boolean keepCx = value != SCRATCH && gpr(count) != Gpr.RCX;
        if (keepCx) {
            asm.mov(Size.Q64, SCRATCH, Gpr.RCX);
        } else {
            copy(value, gpr(src));
        }
        copy(Gpr.RCX, gpr(count));
        if (keepCx) {
            copy(value, gpr(src) == Gpr.RCX ? SCRATCH : gpr(src));
        }
        if (left) {
            asm.shlCl(Size.Q64, value);
        } else {
            asm.sarCl(Size.Q64, value);
        }
        if (keepCx || value == SCRATCH) {
            asm.mov(Size.Q64, Gpr.RCX, SCRATCH);
        }
    }

    private void copy(Gpr dst, Gpr src) {
        if (dst != src) {
            asm.mov(Size.Q64, dst, src);
        }
    }

    private void jumpOnOverflow(Label overflow) {
        asm.jcc(Cc.O, label(overflow));
    }

    @Override
    public void addOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        add(dst, left, right);
        jumpOnOverflow(overflow);
    }

    @Override
    public void addOverflow(Reg dst, Reg left, int imm, Label overflow) {
        move(dst, left);
        asm.add(Size.Q64, gpr(dst), imm);
        jumpOnOverflow(overflow);
    }

    @Override
    public void subOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        sub(dst, left, right);
        jumpOnOverflow(overflow);
    }

    @Override
    public void subOverflow(Reg dst, Reg left, int imm, Label overflow) {
        move(dst, left);
        asm.sub(Size.Q64, gpr(dst), imm);
        jumpOnOverflow(overflow);
    }

    @Override
    public void mulOverflow(Reg dst, Reg left, Reg right, Label overflow) {
        mul(dst, left, right);
        jumpOnOverflow(overflow);
    }

    @Override
    public void negOverflow(Reg dst, Reg src, Label overflow) {
        neg(dst, src);
        jumpOnOverflow(overflow);
    }

    /** {@code idiv} wants RDX:RAX; whatever lives there and is not a result is kept. */
    @Override
    public void divide(Reg quotient, Reg remainder, Reg dividend, Reg divisor) {
        if (gpr(quotient) == Gpr.RAX) {
            divideToRax(gpr(remainder), gpr(dividend), gpr(divisor));
        } else {
            divideAnywhere(gpr(quotient), gpr(remainder), gpr(dividend), gpr(divisor));
        }
    }

    /** The register of the remainder keeps RDX. */
    private void divideToRax(Gpr remainder, Gpr dividend, Gpr divisor) {
        Gpr by = divisor == Gpr.RDX ? SCRATCH : divisor;
        copy(by, divisor);
        copy(Gpr.RAX, dividend);
        copy(remainder, Gpr.RDX);
        asm.cqo();
        asm.idiv(Size.Q64, by);
        if (remainder != Gpr.RDX) {
            asm.xchg(Size.Q64, remainder, Gpr.RDX);
        }
    }

    @Override
    public void divideSmall(Reg dst, Reg dividend, Reg divisor) {
        divideSmall(gpr(dst), Gpr.RAX, gpr(dividend), gpr(divisor));
    }

    @Override
    public void remainderSmall(Reg dst, Reg dividend, Reg divisor) {
        divideSmall(gpr(dst), Gpr.RDX, gpr(dividend), gpr(divisor));
    }

    /** {@code TMP0} keeps RDX. Not exchanged: the result is what the next instruction waits for. */
    private void divideSmall(Gpr dst, Gpr result, Gpr dividend, Gpr divisor) {
        Gpr by = divisor == Gpr.RDX ? SCRATCH : divisor;
        copy(by, divisor);
        copy(Gpr.RAX, dividend);
        if (dst != Gpr.RDX) {
            copy(gpr(Reg.TMP0), Gpr.RDX);
        }
        asm.xor(Size.D32, Gpr.RDX, Gpr.RDX);
        asm.div(Size.D32, by);
        copy(dst, result);
        if (dst != Gpr.RDX) {
            copy(Gpr.RDX, gpr(Reg.TMP0));
        }
    }

    private void divideAnywhere(Gpr quotient, Gpr remainder, Gpr dividend, Gpr divisor) {
        asm.push(Gpr.RAX);
        asm.push(Gpr.RDX);
        asm.mov(Size.Q64, SCRATCH, divisor);
        copy(Gpr.RAX, dividend);
        asm.cqo();
        asm.idiv(Size.Q64, SCRATCH);
        asm.mov(Size.Q64, SCRATCH, Gpr.RDX);
        asm.pop(Gpr.RDX);
        asm.mov(Size.Q64, quotient, Gpr.RAX);
        asm.pop(Gpr.RAX);
        asm.mov(Size.Q64, remainder, SCRATCH);
    }

    @Override
    public void addMem(Width width, Mem dst, int imm) {
        asm.add(size(width), operand(dst), imm);
    }

    @Override
    public void addMemBranch(Cond cond, Width width, Mem dst, int imm, Label target) {
        asm.add(size(width), operand(dst), imm);
        asm.jcc(cond == Cond.LT ? Cc.S : cond == Cond.GE ? Cc.NS : cc(cond), label(target));
    }

    @Override
    public void set(Cond cond, Width width, Reg dst, Reg left, Reg right) {
        asm.cmp(size(width), gpr(left), gpr(right));
        asm.setcc(cc(cond), gpr(dst));
        asm.movzx(Size.B8, gpr(dst), gpr(dst));
    }

    /** A move leaves the flags alone. */
    @Override
    public void select(
            Cond cond, Width width, Reg dst, Reg left, Reg right, Reg ifTrue, Reg ifFalse) {
        asm.cmp(size(width), gpr(left), gpr(right));
        if (dst == ifTrue) {
            asm.cmovcc(cc(cond.inverse()), Size.Q64, gpr(dst), gpr(ifFalse));
        } else {
            copy(gpr(dst), gpr(ifFalse));
            asm.cmovcc(cc(cond), Size.Q64, gpr(dst), gpr(ifTrue));
        }
    }
}

package dev.justjit.masm;

import dev.justjit.abi.Global;
import java.util.List;

/**
 * Portable machine operations. Three-operand; a destination may equal a source. An operation never
 * changes a register that it does not name, and no flag survives it.
 *
 * <p>Ownership, reference counts and bytecode are the callers' business.
 */
public interface MacroAssembler extends CallAssembler {
    // ---- labels, text ----

    Label newLabel();

    /** A label that will be bound within 100 bytes of all jumps to it. */
    Label newNearLabel();

    void bind(Label label);

    /** Bytes emitted so far. */
    int position();

    int positionOf(Label bound);

    /** How many labels have been bound so far. */
    int boundLabels();

    /** A remark for the listing, if one is kept. */
    void comment(String text);

    /** Whether a listing is kept: else remarks are not worth putting together. */
    boolean keepsListing();

    /** Pads to a multiple of {@code bytes} with code that is never executed. */
    void align(int bytes);

    /** Eight data bytes. */
    void embed(long value);

    /** Eight data bytes: the distance from this word to {@code label}. */
    void embedDistance(Label label);

    // ---- moves ----

    void move(Reg dst, Reg src);

    void moveImm(Reg dst, long value);

    /** Loads and zero-extends. */
    void load(Width width, Reg dst, Mem src);

    /** Loads and sign-extends to 64 bits. */
    void loadSigned(Width width, Reg dst, Mem src);

    void store(Width width, Mem dst, Reg src);

    /** Stores a sign-extended 32-bit immediate. */
    void storeImm(Width width, Mem dst, int value);

    /**
     * Stores the address of byte {@code offset} of the code object, whose own address is in the memory
     * at {@code code}. {@code dst} holds an address inside of it already. {@code TMP0} is lost.
     */
    void storeCodePosition(Mem dst, Mem code, int offset);

    /** {@code dst} = contents of the pool slot. */
    void load(Reg dst, Symbol symbol);

    default void load(Reg dst, Global global) {
        load(dst, symbolOf(global));
    }

    /** {@code dst} = address of the operand. */
    void address(Reg dst, Mem mem);

    /** {@code dst} = address of the code at {@code label}. */
    void address(Reg dst, Label label);

    // ---- integer arithmetic, 64 bits ----

    void add(Reg dst, Reg left, Reg right);

    void add(Reg dst, Reg left, int imm);

    void add(Reg dst, Reg left, Mem right);

    void sub(Reg dst, Reg left, Reg right);

    /** {@code dst} -= memory. The upper half is cleared for 32 bits. */
    void sub(Width width, Reg dst, Mem right);

    void and(Reg dst, Reg left, Reg right);

    void and(Reg dst, Reg left, int imm);

    void or(Reg dst, Reg left, Reg right);

    void or(Reg dst, Reg left, int imm);

    void xor(Reg dst, Reg left, Reg right);

    void xor(Reg dst, Reg left, int imm);

    void neg(Reg dst, Reg src);

    void not(Reg dst, Reg src);

    void mul(Reg dst, Reg left, Reg right);

    /** {@code dst} = upper 64 bits of the signed 128-bit product. */
    void mulHigh(Reg dst, Reg left, Reg right);

    void shiftLeft(Reg dst, Reg src, int count);

    void shiftRight(Reg dst, Reg src, int count);

    void shiftRightSigned(Reg dst, Reg src, int count);

    /** Shift by a register whose value is 0..63. */
    void shiftLeft(Reg dst, Reg src, Reg count);

    /** Arithmetic shift by a register whose value is 0..63. */
    void shiftRightSigned(Reg dst, Reg src, Reg count);

    /** Adds and jumps if the signed 64-bit sum overflowed; {@code dst} is then undefined. */
    void addOverflow(Reg dst, Reg left, Reg right, Label overflow);

    void addOverflow(Reg dst, Reg left, int imm, Label overflow);

    void subOverflow(Reg dst, Reg left, Reg right, Label overflow);

    void subOverflow(Reg dst, Reg left, int imm, Label overflow);

    void mulOverflow(Reg dst, Reg left, Reg right, Label overflow);

    void negOverflow(Reg dst, Reg src, Label overflow);

    /**
     * Truncating signed division. {@code divisor} is not 0 and not -1. {@code quotient} and {@code
     * remainder} are distinct and neither is {@code divisor}; the operands survive if they are
     * neither. {@code RET} is the cheapest quotient.
     */
    void divide(Reg quotient, Reg remainder, Reg dividend, Reg divisor);

    /**
     * {@code dst} = quotient of two numbers from 0 to 2**32 - 1, the divisor not 0. Processors do
     * this faster than {@link #divide}. {@code dst} is not {@code TMP0}; the operands are neither
     * {@code RET} nor {@code TMP0}, which are lost, nor {@code dst}.
     */
    void divideSmall(Reg dst, Reg dividend, Reg divisor);

    /** {@code dst} = remainder of such a division. */
    void remainderSmall(Reg dst, Reg dividend, Reg divisor);

    /** Memory at {@code dst} += {@code imm}. */
    void addMem(Width width, Mem dst, int imm);

    /** Memory at {@code dst} += {@code imm}; jumps if the new value compares so with zero. */
    void addMemBranch(Cond cond, Width width, Mem dst, int imm, Label target);

    /** {@code dst} = 1 if the comparison holds, else 0. */
    void set(Cond cond, Width width, Reg dst, Reg left, Reg right);

    /** {@code dst} = all of {@code ifTrue} if the comparison holds, else of {@code ifFalse}. */
    void select(Cond cond, Width width, Reg dst, Reg left, Reg right, Reg ifTrue, Reg ifFalse);

    // ---- reference counts ----

    /** One more reference; immortal objects stay as they are. {@code scratch} is lost. */
    void incref(Reg object, Reg scratch);

    /**
     * One reference less; jumps to {@code dead} (object still in its register) when it was the
     * last. {@code scratch} is lost.
     */
    void decref(Reg object, Reg scratch, Label dead);

    /** The same the other way round: jumps to {@code alive} unless it was the last. */
    void decrefUnlessLast(Reg object, Reg scratch, Label alive);

    // ---- branches ----

    void jump(Label target);

    void branch(Cond cond, Width width, Reg left, Reg right, Label target);

    void branch(Cond cond, Width width, Reg left, int imm, Label target);

    void branch(Cond cond, Width width, Mem left, int imm, Label target);

    /** Compares a memory cell with a register. */
    void branch(Cond cond, Width width, Mem left, Reg right, Label target);

    /** Compares a register with the contents of a pool slot. */
    void branch(Cond cond, Reg left, Symbol right, Label target);

    /** Compares a 64-bit memory cell with the contents of a pool slot. */
    void branch(Cond cond, Mem left, Symbol right, Label target);

    /** Compares a 32-bit memory cell with the lower half of the value of a symbol. */
    void branchHalf(Cond cond, Mem left, Symbol right, Label target);

    default void branch(Cond cond, Mem left, Global right, Label target) {
        branch(cond, left, symbolOf(right), target);
    }

    default void branch(Cond cond, Reg left, Global right, Label target) {
        branch(cond, left, symbolOf(right), target);
    }

    /** Jumps if {@code value & mask} is zero ({@code EQ}) or not ({@code NE}). */
    void branchTest(Cond cond, Width width, Reg value, int mask, Label target);

    void branchTest(Cond cond, Width width, Mem value, int mask, Label target);

    /** Jumps if {@code left & right} is zero ({@code EQ}) or not ({@code NE}). */
    void branchTest(Cond cond, Width width, Reg left, Reg right, Label target);

    // ---- doubles ----

    void load(FReg dst, Mem src);

    void store(Mem dst, FReg src);

    void move(FReg dst, FReg src);

    /** {@code dst} = the double with these bits; {@code scratch} is lost. */
    void moveImm(FReg dst, double value, Reg scratch);

    /** The bits of a double in a general register. */
    void moveBits(Reg dst, FReg src);

    /** {@code dst} = the double whose bits are in a general register. */
    void moveFromBits(FReg dst, Reg src);

    /** Loads a 32-bit float and widens it, which is exact. */
    void loadFloat(FReg dst, Mem src);

    /**
     * Stores a double as a 32-bit float: the nearest, ties to even, infinite if it is too large.
     * {@code scratch} is lost; it may be {@code src}.
     */
    void storeFloat(Mem dst, FReg src, FReg scratch);

    void add(FReg dst, FReg left, FReg right);

    void sub(FReg dst, FReg left, FReg right);

    void mul(FReg dst, FReg left, FReg right);

    void div(FReg dst, FReg left, FReg right);

    /** Flips the sign bit; {@code scratch} is lost. */
    void neg(FReg dst, FReg src, Reg scratch);

    /** Clears the sign bit, of a NaN too; {@code scratch} is lost. */
    void abs(FReg dst, FReg src, Reg scratch);

    /** The square root; NaN for what is less than zero. */
    void sqrt(FReg dst, FReg src);

    /** Rounds to nearest even, as CPython's own conversion of an int of at most 64 bits. */
    void toDouble(FReg dst, Reg src);

    /**
     * {@code dst} = {@code src} rounded toward zero. Jumps unless -2^63 < {@code src} < 2^63: for a
     * NaN and for -2^63 itself too. {@code dst} is then undefined.
     */
    void truncate(Reg dst, FReg src, Label outside);

    /** {@code dst} = 1 if the comparison holds, else 0. */
    void set(DoubleCond cond, Reg dst, FReg left, FReg right);

    /** Jumps if the comparison has the outcome {@code sense}. */
    void branch(DoubleCond cond, FReg left, FReg right, boolean sense, Label target);

    // ---- code memory ----

    /**
     * Makes what was written to the bytes from {@code start} to {@code end} visible to the fetching
     * of instructions, on all processors. Changes {@code TMP0}; the range is not empty.
     */
    void synchronizeCode(Reg start, Reg end);

    // ---- inlined code ----

    /** From now on the names of what a code object has are of inlined code with this number; 0: of the code itself. */
    void inlined(int code);

    // ---- result ----

    /** Emits the pool and ends assembly. */
    MachineCode finish();

    /** The pool name of a data object; exception classes are read through their variable. */
    static Symbol symbolOf(Global global) {
        return global.isPointerVariable()
                ? Symbol.exportValue(global.symbol())
                : Symbol.export(global.symbol());
    }

    /**
     * Assembled code.
     *
     * @param bytes code followed by the pool
     * @param poolOffset where the pool starts in {@code bytes}
     * @param pool names of the pool slots, in order
     * @param relocations what linking fills in besides
     * @param listing text lines, empty unless a listing was asked for
     */
    record MachineCode(
            byte[] bytes,
            int poolOffset,
            List<Symbol> pool,
            List<Relocation> relocations,
            List<String> listing) {}
}

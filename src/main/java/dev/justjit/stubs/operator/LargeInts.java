package dev.justjit.stubs.operator;

import dev.justjit.abi.layout.PyLong;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Exact ints of any number of digits, read in place. */
final class LargeInts {
    private LargeInts() {}

    /**
     * Compares the ints {@code ARG3} and {@code ARG4}: goes on if they are equal. Signs and counts of digits first, then the
     * digits, the greatest first. {@code ARG0}, {@code ARG1}, {@code ARG5} and {@code TMP0} are lost.
     */
    static void compare(MacroAssembler m, Label less, Label greater) {
        Label next = m.newLabel();
        Label differ = m.newLabel();
        Label equal = m.newLabel();
        signedCount(m, Reg.ARG0, Reg.ARG3);
        signedCount(m, Reg.ARG1, Reg.ARG4);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, Reg.ARG1, less);
        m.branch(Cond.GT, Width.W64, Reg.ARG0, Reg.ARG1, greater);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG3, PyLong.TAG));
        m.shiftRight(Reg.ARG5, Reg.ARG5, PyLong.TAG_SHIFT);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, 0, equal);
        m.add(Reg.ARG5, Reg.ARG5, -1);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG3, Reg.ARG5, 4, PyLong.DIGIT));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG4, Reg.ARG5, 4, PyLong.DIGIT));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Reg.ARG1, next);
        m.branch(Cond.GT, Width.W64, Reg.ARG0, 0, differ);
        m.branch(Cond.GT, Width.W64, Reg.TMP0, Reg.ARG1, less); // both negative
        m.jump(greater);
        m.bind(differ);
        m.branch(Cond.LT, Width.W64, Reg.TMP0, Reg.ARG1, less);
        m.jump(greater);
        m.bind(equal);
    }

    /** {@code dst} = number of digits of the int {@code object}, negative for a negative one; 0 for 0. */
    private static void signedCount(MacroAssembler m, Reg dst, Reg object) {
        Label positive = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(object, PyLong.TAG));
        m.shiftRight(dst, Reg.TMP0, PyLong.TAG_SHIFT);
        m.branchTest(Cond.EQ, Width.W64, Reg.TMP0, 2, positive);
        m.neg(dst, dst);
        m.bind(positive);
    }
}

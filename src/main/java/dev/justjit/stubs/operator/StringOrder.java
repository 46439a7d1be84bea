package dev.justjit.stubs.operator;

import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Which of two exact strings is less, where both have characters of one byte: those are in the order of the bytes. */
final class StringOrder {
    private static final int FORM =
            PyUnicode.STATE_KIND_MASK << PyUnicode.STATE_KIND_SHIFT | PyUnicode.STATE_COMPACT;

    private static final int ONE_BYTE = 1 << PyUnicode.STATE_KIND_SHIFT | PyUnicode.STATE_COMPACT;

    /** Strings that are both longer are compared by C. */
    private static final int MOST_CHARACTERS = 64;

    private final MacroAssembler m;

    StringOrder(MacroAssembler m) {
        this.m = m;
    }

    /**
     * Compares the exact strings {@code ARG0} and {@code ARG1}: goes on if they are equal. All registers but SAVED and
     * {@code ARG2} are lost.
     */
    void compare(Label less, Label greater, Label unknown) {
        Label shorter = m.newLabel();
        Label next = m.newLabel();
        Label prefix = m.newLabel();
        characters(Reg.ARG3, Reg.ARG0, unknown);
        characters(Reg.ARG4, Reg.ARG1, unknown);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyUnicode.LENGTH));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyUnicode.LENGTH));
        m.move(Reg.ARG5, Reg.ARG0);
        m.branch(Cond.LE, Width.W64, Reg.ARG0, Reg.ARG1, shorter);
        m.move(Reg.ARG5, Reg.ARG1);
        m.bind(shorter);
        m.branch(Cond.GT, Width.W64, Reg.ARG5, MOST_CHARACTERS, unknown);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, 0, prefix);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG3, 0));
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG4, 0));
        m.branch(Cond.LT, Width.W64, Reg.RET, Reg.TMP0, less);
        m.branch(Cond.GT, Width.W64, Reg.RET, Reg.TMP0, greater);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.add(Reg.ARG5, Reg.ARG5, -1);
        m.jump(next);
        m.bind(prefix);
        m.branch(Cond.LT, Width.W64, Reg.ARG0, Reg.ARG1, less);
        m.branch(Cond.GT, Width.W64, Reg.ARG0, Reg.ARG1, greater);
    }

    /** {@code dst} = where the characters of {@code text} are, of one byte each, or a jump. {@code RET} and {@code TMP0} are lost. */
    private void characters(Reg dst, Reg text, Label unknown) {
        Label ascii = m.newLabel();
        m.load(Width.W32, Reg.TMP0, Mem.at(text, PyUnicode.STATE));
        m.and(Reg.RET, Reg.TMP0, FORM);
        m.branch(Cond.NE, Width.W64, Reg.RET, ONE_BYTE, unknown);
        m.address(dst, Mem.at(text, PyUnicode.ASCII_DATA));
        m.branchTest(Cond.NE, Width.W32, Reg.TMP0, PyUnicode.STATE_ASCII, ascii);
        m.add(dst, dst, PyUnicode.COMPACT_DATA - PyUnicode.ASCII_DATA);
        m.bind(ascii);
    }
}

package dev.justjit.stubs.hash;

import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Whether two exact strings have the same characters, without a call. Strings of different kinds differ: CPython
 * keeps each in the narrowest one ({@code Objects/unicodeobject.c}).
 */
public final class StringEquality {
    /** What decides where the characters are, and how wide. */
    private static final int FORM =
            PyUnicode.STATE_KIND_MASK << PyUnicode.STATE_KIND_SHIFT
                    | PyUnicode.STATE_COMPACT
                    | PyUnicode.STATE_ASCII;

    private final MacroAssembler m;
    private final Reg size;
    private final Reg left;
    private final Reg right;
    private final Reg word;

    /** These four registers are lost. */
    public StringEquality(MacroAssembler m, Reg size, Reg left, Reg right, Reg word) {
        this.m = m;
        this.size = size;
        this.left = left;
        this.right = right;
        this.word = word;
    }

    /**
     * Goes on if the exact strings {@code one} and {@code other} are equal; {@code unknown} is for those whose
     * characters are not in the object. The characters are read in words of eight bytes: memory is allocated in
     * such words, and an object begins with one.
     */
    public void guard(Reg one, Reg other, Label different, Label unknown) {
        Label ascii = m.newLabel();
        m.load(Width.W64, size, Mem.at(one, PyUnicode.LENGTH));
        m.branch(Cond.NE, Width.W64, Mem.at(other, PyUnicode.LENGTH), size, different);
        m.load(Width.W32, word, Mem.at(one, PyUnicode.STATE));
        m.load(Width.W32, right, Mem.at(other, PyUnicode.STATE));
        m.xor(right, right, word);
        m.branchTest(Cond.NE, Width.W32, right, FORM, different);
        m.branchTest(Cond.EQ, Width.W32, word, PyUnicode.STATE_COMPACT, unknown);
        m.address(left, Mem.at(one, PyUnicode.ASCII_DATA));
        m.address(right, Mem.at(other, PyUnicode.ASCII_DATA));
        m.branchTest(Cond.NE, Width.W32, word, PyUnicode.STATE_ASCII, ascii);
        m.add(left, left, PyUnicode.COMPACT_DATA - PyUnicode.ASCII_DATA);
        m.add(right, right, PyUnicode.COMPACT_DATA - PyUnicode.ASCII_DATA);
        m.shiftRight(word, word, PyUnicode.STATE_KIND_SHIFT + 1); // 1, 2, 4 bytes are 0, 1, 2
        m.and(word, word, PyUnicode.STATE_KIND_MASK >> 1);
        m.shiftLeft(size, size, word);
        m.bind(ascii);
        guardBytes(different);
    }

    /**
     * Goes on if the {@code size} bytes at {@code left} and {@code right} are equal; they are read in words of eight, the last
     * of which may go beyond them.
     */
    public void guardBytes(Label different) {
        Label again = m.newLabel();
        Label last = m.newLabel();
        Label equal = m.newLabel();
        m.bind(again);
        m.branch(Cond.LT, Width.W64, size, Long.BYTES, last);
        m.load(Width.W64, word, Mem.at(left, 0));
        m.branch(Cond.NE, Width.W64, Mem.at(right, 0), word, different);
        m.add(left, left, Long.BYTES);
        m.add(right, right, Long.BYTES);
        m.add(size, size, -Long.BYTES);
        m.jump(again);
        m.bind(last);
        m.branch(Cond.EQ, Width.W64, size, 0, equal);
        m.load(Width.W64, left, Mem.at(left, 0));
        m.load(Width.W64, right, Mem.at(right, 0));
        m.xor(left, left, right);
        m.neg(size, size);
        m.add(size, size, Long.BYTES);
        m.shiftLeft(size, size, 3);
        m.shiftLeft(left, left, size); // what is behind the characters does not count
        m.branch(Cond.NE, Width.W64, left, 0, different);
        m.bind(equal);
    }
}

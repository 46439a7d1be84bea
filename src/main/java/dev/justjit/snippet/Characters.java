package dev.justjit.snippet;

import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Characters of strings that have one byte for each, whose objects exist and never die. */
public final class Characters {
    private static final int COMPACT_ASCII = PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII;
    private static final int SIZE_SHIFT = 4;

    private Characters() {}

    /** Goes on if the exact string has ASCII characters only, in the object itself; {@code scratch} is lost. */
    public static void guardAscii(MacroAssembler m, Reg string, Reg scratch, Label other) {
        m.load(Width.W32, scratch, Mem.at(string, PyUnicode.STATE));
        m.and(scratch, scratch, COMPACT_ASCII);
        m.branch(Cond.NE, Width.W32, scratch, COMPACT_ASCII, other);
    }

    /** {@code dst} = the character at {@code index} of such a string. */
    public static void load(MacroAssembler m, Reg dst, Reg string, Reg index) {
        m.load(Width.W8, dst, Mem.at(string, index, 1, PyUnicode.ASCII_DATA));
        of(m, dst, dst);
    }

    /** {@code dst} = the character of a number up to 127: 48 bytes each. */
    public static void of(MacroAssembler m, Reg dst, Reg number) {
        m.address(dst, Mem.at(number, number, 2, 0));
        m.shiftLeft(dst, dst, SIZE_SHIFT);
        m.add(dst, dst, Mem.at(Reg.DATA, JitData.ASCII_CHARACTERS));
    }
}

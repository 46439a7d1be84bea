package dev.justjit.stubs.operator;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.IntOperations;
import dev.justjit.stubs.library.JoinStub;
import dev.justjit.stubs.library.StubLibrary;

/** {@link Stub#INT_TEXT}: the decimal digits of an int of one or two digits; larger ones are CPython's. */
public final class IntTexts {
    /** Two fifths of 2 to the power of 64, rounded up: the upper half of a product with it, by four, is a tenth of the number. */
    private static final long FIFTHS = 0x6666666666666667L;

    /** The digits are written backwards, before this address. */
    private static final Mem LAST_WORD = Mem.nativeWord(0);

    private IntTexts() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label large = m.newLabel();
        Label next = m.newLabel();
        Label positive = m.newLabel();
        stubs.begin(Stub.INT_TEXT);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.branch(Cond.LE, Width.W32, budget, 0, large); // CPython says so
        IntOperations.unbox(m, Reg.ARG0, large);
        m.address(Reg.ARG1, LAST_WORD);
        m.add(Reg.ARG1, Reg.ARG1, Long.BYTES);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.move(Reg.ARG4, Reg.ARG0);
        m.branch(Cond.GE, Width.W64, Reg.ARG0, 0, positive);
        m.neg(Reg.ARG0, Reg.ARG0);
        m.bind(positive);
        m.moveImm(Reg.ARG5, FIFTHS);
        m.bind(next);
        m.mulHigh(Reg.ARG3, Reg.ARG0, Reg.ARG5);
        m.shiftRight(Reg.ARG3, Reg.ARG3, 2); // a tenth
        m.address(Reg.TMP0, Mem.at(Reg.ARG3, Reg.ARG3, 4, 0));
        m.shiftLeft(Reg.TMP0, Reg.TMP0, 1);
        m.sub(Reg.ARG0, Reg.ARG0, Reg.TMP0);
        m.add(Reg.ARG0, Reg.ARG0, '0');
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.store(Width.W8, Mem.at(Reg.ARG1, 0), Reg.ARG0);
        m.move(Reg.ARG0, Reg.ARG3);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, next);
        writeSign(m);
        newText(m);
        m.bind(large);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Helper.PYOBJECT_STR);
        m.leave();
    }

    private static void writeSign(MacroAssembler m) {
        Label none = m.newLabel();
        m.branch(Cond.GE, Width.W64, Reg.ARG4, 0, none);
        m.moveImm(Reg.TMP0, '-');
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.store(Width.W8, Mem.at(Reg.ARG1, 0), Reg.TMP0);
        m.bind(none);
    }

    /** Returns a string of the characters from {@code ARG1} to {@code SAVED1}. */
    private static void newText(MacroAssembler m) {
        Label failed = m.newLabel();
        m.sub(Reg.SAVED1, Reg.SAVED1, Reg.ARG1);
        m.move(Reg.SAVED0, Reg.ARG1);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.moveImm(Reg.ARG1, '9');
        m.call(Helper.PYUNICODE_NEW);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.address(Reg.ARG5, Mem.at(Reg.RET, PyUnicode.ASCII_DATA));
        JoinStub.copy(m);
        m.bind(failed);
        m.leave();
    }
}

package dev.justjit.stock;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code close_range} for a program in whose process a JVM is: the {@link HostBlock#DESCRIPTORS} stay open, which a
 * process without one would not have. Other calls than those to close, and those in a forked child, are passed on.
 */
final class CloseRange {
    /** The next descriptor to close. */
    private static final Reg FIRST = Reg.SAVED0;

    private static final Reg LAST = Reg.SAVED1;

    /** The protected one that is looked at. */
    private static final Mem PROTECTED = Mem.nativeWord(0);

    private CloseRange() {}

    static void emit(MacroAssembler m) {
        Label passOn = m.newLabel();
        Label rest = m.newLabel();
        m.branch(Cond.NE, Width.W64, HostCode.word(HostBlock.ENDED), 0, passOn);
        m.branch(Cond.NE, Width.W32, Reg.ARG2, 0, passOn);
        unsigned(m, FIRST, Reg.ARG0);
        unsigned(m, LAST, Reg.ARG1);
        m.branch(Cond.GT, Width.W64, FIRST, LAST, passOn); // an error
        for (int i = 0; i < HostBlock.MOST_DESCRIPTORS; i++) {
            upTo(m, i, rest);
        }
        m.bind(rest);
        Label done = m.newLabel();
        m.moveImm(Reg.RET, 0);
        m.branch(Cond.GT, Width.W64, FIRST, LAST, done);
        m.move(Reg.ARG1, LAST);
        close(m);
        m.bind(done);
        m.leaveToC();
        m.bind(passOn);
        m.load(Width.W64, Reg.RET, HostCode.word(HostBlock.CLOSE_RANGE));
        m.leaveToCAndJumpRet();
    }

    private static void unsigned(MacroAssembler m, Reg dst, Reg src) {
        m.shiftLeft(dst, src, Integer.SIZE);
        m.shiftRight(dst, dst, Integer.SIZE);
    }

    /** Closes what is before the protected descriptor, and goes on behind it. */
    private static void upTo(MacroAssembler m, int number, Label none) {
        Label nothing = m.newLabel();
        Label outside = m.newLabel();
        int offset = HostBlock.DESCRIPTORS.offset() + Long.BYTES * number;
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, offset));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, none);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG1, FIRST, outside);
        m.branch(Cond.GT, Width.W64, Reg.ARG1, LAST, none);
        m.store(Width.W64, PROTECTED, Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, FIRST, nothing);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        close(m);
        m.bind(nothing);
        m.load(Width.W64, FIRST, PROTECTED);
        m.add(FIRST, FIRST, 1);
        m.bind(outside);
    }

    /** From {@code FIRST} to {@code ARG1}. */
    private static void close(MacroAssembler m) {
        m.move(Reg.ARG0, FIRST);
        m.moveImm(Reg.ARG2, 0);
        m.call(HostCode.word(HostBlock.CLOSE_RANGE));
    }
}

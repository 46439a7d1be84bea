package dev.justjit.stock;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** The part of {@link HostCode} that keeps the program's handlers of signals its own while there is a JVM. */
final class HostSignals {
    /** Bits 4, 7, 8 and 11: ILL, BUS, FPE and SEGV. */
    static final int[] FATAL = {4, 7, 8, 11};

    /** PIPE, XFSZ and USR2: a JVM takes them, and has no use for them here. */
    static final int[] TAKEN = {13, 25, 12};

    private final MacroAssembler m;
    private final HostCode host;

    HostSignals(MacroAssembler m, HostCode host) {
        this.m = m;
        this.host = host;
    }

    /**
     * What the program has asked for becomes what {@link HostCode.Entry#FATAL_SIGNAL} does, so that the JVM, which takes
     * these signals, hands on what is not its own.
     */
    void takeFatalSignals() {
        for (int signal : FATAL) {
            m.moveImm(Reg.ARG0, signal);
            m.address(Reg.ARG1, HostCode.word(HostBlock.HANDLER_ACTION));
            m.address(Reg.ARG2, userAction(signal));
            m.call(HostCode.word(HostBlock.SIGACTION));
        }
    }

    private static Mem userAction(int signal) {
        return Mem.at(Reg.DATA, HostBlock.USER_ACTIONS.offset() + HostBlock.ACTION_BYTES * signal);
    }

    private static Mem keptAction(int index) {
        return Mem.at(Reg.DATA, HostBlock.KEPT_ACTIONS.offset() + HostBlock.ACTION_BYTES * index);
    }

    void keepSignals() {
        for (int i = 0; i < TAKEN.length; i++) {
            m.moveImm(Reg.ARG0, TAKEN[i]);
            m.moveImm(Reg.ARG1, 0);
            m.address(Reg.ARG2, keptAction(i));
            m.call(HostCode.word(HostBlock.SIGACTION));
        }
    }

    /**
     * Where the handler is now one of the library that {@code SAVED0} is in. What the program has installed meanwhile
     * stays.
     */
    void giveSignalsBack() {
        Label unknown = m.newLabel();
        m.move(Reg.ARG0, Reg.SAVED0);
        m.address(Reg.ARG1, HostCode.word(HostBlock.OF_LIBRARY));
        m.call(HostCode.word(HostBlock.DLADDR));
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, unknown);
        for (int i = 0; i < TAKEN.length; i++) {
            Label programs = m.newLabel();
            m.moveImm(Reg.ARG0, TAKEN[i]);
            m.moveImm(Reg.ARG1, 0);
            m.address(Reg.ARG2, HostCode.word(HostBlock.NEW_ACTION));
            m.call(HostCode.word(HostBlock.SIGACTION));
            m.load(Width.W64, Reg.ARG0, HostCode.word(HostBlock.NEW_ACTION));
            m.address(Reg.ARG1, HostCode.word(HostBlock.OF_HANDLER));
            m.call(HostCode.word(HostBlock.DLADDR));
            m.branch(Cond.EQ, Width.W32, Reg.RET, 0, programs); // SIG_DFL, SIG_IGN
            m.load(Width.W64, Reg.TMP0, baseIn(HostBlock.OF_LIBRARY));
            m.branch(Cond.NE, Width.W64, baseIn(HostBlock.OF_HANDLER), Reg.TMP0, programs);
            m.moveImm(Reg.ARG0, TAKEN[i]);
            m.address(Reg.ARG1, keptAction(i));
            m.moveImm(Reg.ARG2, 0);
            m.call(HostCode.word(HostBlock.SIGACTION));
            m.bind(programs);
        }
        m.bind(unknown);
    }

    /**
     * The JVM's handlers, and all that they call, run on the alternate stack of a thread that has one: where the
     * stack has overflown there is no other room for them, and faulthandler gives one to the main thread.
     */
    void handleOverflows() {
        for (int signal : FATAL) {
            m.moveImm(Reg.ARG0, signal);
            m.moveImm(Reg.ARG1, 0);
            m.address(Reg.ARG2, HostCode.word(HostBlock.NEW_ACTION));
            m.call(HostCode.word(HostBlock.SIGACTION));
            Mem flags = Mem.at(Reg.DATA, HostBlock.NEW_ACTION.offset() + HostBlock.FLAGS_IN_ACTION);
            m.load(Width.W32, Reg.TMP0, flags);
            m.or(Reg.TMP0, Reg.TMP0, HostBlock.ON_STACK);
            m.store(Width.W32, flags, Reg.TMP0);
            m.moveImm(Reg.ARG0, signal);
            m.address(Reg.ARG1, HostCode.word(HostBlock.NEW_ACTION));
            m.moveImm(Reg.ARG2, 0);
            m.call(HostCode.word(HostBlock.SIGACTION));
        }
    }

    private static Mem baseIn(HostBlock info) {
        return Mem.at(Reg.DATA, info.offset() + HostBlock.BASE_IN_DL_INFO);
    }

    /** The program's own handler, or the end that the signal has without one. */
    void fatalSignal() {
        Label byDefault = m.newLabel();
        host.begin(HostCode.Entry.FATAL_SIGNAL);
        m.move(Reg.SAVED0, Reg.ARG0);
        m.moveImm(Reg.TMP0, HostBlock.ACTION_BYTES);
        m.mul(Reg.TMP0, Reg.TMP0, Reg.ARG0);
        m.add(Reg.TMP0, Reg.TMP0, Reg.DATA);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, HostBlock.USER_ACTIONS.offset()));
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, 2, byDefault); // SIG_DFL, SIG_IGN
        m.callRegister(Reg.TMP0);
        m.leaveToC();
        m.bind(byDefault);
        m.address(Reg.ARG1, HostCode.word(HostBlock.DEFAULT_ACTION));
        m.moveImm(Reg.ARG2, 0);
        m.call(HostCode.word(HostBlock.SIGACTION));
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(HostCode.word(HostBlock.RAISE));
        m.leaveToC();
    }

    /** For the fatal signals only what the program has asked for is told and changed. */
    void sigaction() {
        Label fatal = m.newLabel();
        Label told = m.newLabel();
        Label changed = m.newLabel();
        host.begin(HostCode.Entry.SIGACTION);
        for (int signal : FATAL) {
            m.branch(Cond.EQ, Width.W32, Reg.ARG0, signal, fatal);
        }
        m.load(Width.W64, Reg.RET, HostCode.word(HostBlock.SIGACTION));
        m.leaveToCAndJumpRet();
        m.bind(fatal);
        m.moveImm(Reg.RET, HostBlock.ACTION_BYTES);
        m.mul(Reg.RET, Reg.RET, Reg.ARG0);
        m.add(Reg.SAVED0, Reg.RET, Reg.DATA);
        m.add(Reg.SAVED0, Reg.SAVED0, HostBlock.USER_ACTIONS.offset());
        m.move(Reg.SAVED1, Reg.ARG1);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, told);
        m.move(Reg.ARG0, Reg.ARG2);
        copyAction(Reg.SAVED0);
        m.bind(told);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, changed);
        m.move(Reg.ARG0, Reg.SAVED0);
        copyAction(Reg.SAVED1);
        m.bind(changed);
        m.moveImm(Reg.RET, 0);
        m.leaveToC();
    }

    /** To {@code ARG0}. */
    private void copyAction(Reg source) {
        m.move(Reg.ARG1, source);
        m.moveImm(Reg.ARG2, HostBlock.ACTION_BYTES);
        m.call(HostCode.word(HostBlock.MEMCPY));
    }
}

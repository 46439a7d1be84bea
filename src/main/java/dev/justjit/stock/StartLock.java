package dev.justjit.stock;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * One start of a JVM at a time among a user's programs: a record lock on a file beside the store. Such a lock belongs
 * to the process, so neither a forked child nor a program that it becomes has it, and it ends with the process however
 * that ends. What cannot be locked (a folder that cannot be written) keeps nobody waiting.
 *
 * <p>A program may close the descriptor, and get the same number for a file of its own: ours is known by its position,
 * which nobody else moves to.
 */
final class StartLock {
    /** The position of our descriptor. */
    private static final int MARK = 0x4a4a1057;

    /** Looks at the clock until the first next try: a tenth of a second, twice as many each time. */
    private static final int FIRST_PAUSE = 10;

    /** The longest pause is two seconds: a try takes about ten microseconds. */
    private static final int LONGEST_PAUSE = 200;

    private static final int FOLDER_MODE = 0700;
    private static final int FILE_MODE = 0600;
    private static final int F_SETLK = 6;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;

    private static final Reg DESCRIPTOR = Reg.SAVED0;

    private StartLock() {}

    /**
     * Where a JVM is worth its start: goes on to make it, or jumps.
     *
     * @param go when it is to be made now
     * @param wait when another one is being started; the next look at the clock comes back here. {@code ARG0} is the
     *     processor time until now, before and after
     */
    static void enter(MacroAssembler m, Label go, Label wait) {
        Label tryNow = m.newLabel();
        Label free = m.newLabel();
        Label held = m.newLabel();
        m.branch(Cond.EQ, Width.W64, HostCode.word(HostBlock.LOCK_FILE), 0, go);
        m.branch(Cond.EQ, Width.W64, HostCode.word(HostBlock.START_NANOS), 0, go);
        m.load(Width.W64, Reg.ARG1, HostCode.word(HostBlock.START_NANOS));
        m.add(Reg.ARG1, Reg.ARG1, HostCode.word(HostBlock.PATIENCE_NANOS));
        m.branch(Cond.GE, Width.W64, Reg.ARG0, Reg.ARG1, go);
        m.branch(Cond.EQ, Width.W64, HostCode.word(HostBlock.LOCK_PAUSE), 0, tryNow);
        m.addMem(Width.W64, HostCode.word(HostBlock.LOCK_PAUSE), -1);
        m.jump(wait);
        m.bind(tryNow);
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG0);
        take(m, free, held);
        m.bind(held);
        close(m);
        putOff(m);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.jump(wait);
        m.bind(free);
    }

    /** Goes on when another process has it; else to {@code free}, with the lock if it can be had at all. */
    private static void take(MacroAssembler m, Label free, Label held) {
        Label marked = m.newLabel();
        m.load(Width.W64, Reg.ARG0, HostCode.word(HostBlock.LOCK_FOLDER));
        m.moveImm(Reg.ARG1, FOLDER_MODE);
        m.call(HostCode.word(HostBlock.MKDIR)); // it is there, mostly
        m.load(Width.W64, Reg.ARG0, HostCode.word(HostBlock.LOCK_FILE));
        m.load(Width.W64, Reg.ARG1, HostCode.word(HostBlock.LOCK_FLAGS));
        m.moveImm(Reg.ARG2, FILE_MODE);
        m.call(HostCode.word(HostBlock.OPEN));
        m.branch(Cond.EQ, Width.W32, Reg.RET, -1, free);
        m.move(DESCRIPTOR, Reg.RET);
        m.move(Reg.ARG0, DESCRIPTOR);
        m.moveImm(Reg.ARG1, F_SETLK);
        m.address(Reg.ARG2, HostCode.word(HostBlock.LOCK_REQUEST));
        m.call(HostCode.word(HostBlock.FCNTL));
        m.branch(Cond.NE, Width.W32, Reg.RET, -1, marked);
        m.call(HostCode.word(HostBlock.ERRNO_LOCATION));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.RET, 0));
        m.branch(Cond.EQ, Width.W32, Reg.RET, EAGAIN, held);
        m.branch(Cond.EQ, Width.W32, Reg.RET, EACCES, held);
        m.bind(marked);
        m.move(Reg.ARG0, DESCRIPTOR);
        m.moveImm(Reg.ARG1, MARK);
        m.moveImm(Reg.ARG2, SEEK_SET);
        m.call(HostCode.word(HostBlock.LSEEK));
        m.add(Reg.TMP0, DESCRIPTOR, 1);
        m.store(Width.W64, HostCode.word(HostBlock.LOCK_DESCRIPTOR), Reg.TMP0);
        m.jump(free);
    }

    private static void close(MacroAssembler m) {
        m.move(Reg.ARG0, DESCRIPTOR);
        m.call(HostCode.word(HostBlock.CLOSE));
    }

    /** The next try is later, and meanwhile there may be code that the other process has stored. */
    private static void putOff(MacroAssembler m) {
        Label longer = m.newLabel();
        m.addMem(Width.W64, HostCode.word(HostBlock.JVM_WAITED), 1);
        m.load(Width.W64, Reg.TMP0, HostCode.word(HostBlock.LOCK_LAST_PAUSE));
        m.add(Reg.TMP0, Reg.TMP0, Reg.TMP0);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, longer);
        m.moveImm(Reg.TMP0, FIRST_PAUSE);
        m.bind(longer);
        Label stored = m.newLabel();
        Label short_ = m.newLabel();
        m.branch(Cond.LE, Width.W64, Reg.TMP0, LONGEST_PAUSE, short_);
        m.moveImm(Reg.TMP0, LONGEST_PAUSE);
        m.bind(short_);
        m.store(Width.W64, HostCode.word(HostBlock.LOCK_LAST_PAUSE), Reg.TMP0);
        m.store(Width.W64, HostCode.word(HostBlock.LOCK_PAUSE), Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, HostCode.word(HostBlock.CALLABLE), 0, stored);
        m.storeImm(Width.W64, HostCode.word(HostBlock.STORED_NANOS), 1);
        m.bind(stored);
    }

    /** Others may start: the process's last close of the file ends the lock. */
    static void giveBack(MacroAssembler m) {
        Label none = m.newLabel();
        m.load(Width.W64, DESCRIPTOR, HostCode.word(HostBlock.LOCK_DESCRIPTOR));
        m.branch(Cond.EQ, Width.W64, DESCRIPTOR, 0, none);
        m.storeImm(Width.W64, HostCode.word(HostBlock.LOCK_DESCRIPTOR), 0);
        m.add(DESCRIPTOR, DESCRIPTOR, -1);
        m.move(Reg.ARG0, DESCRIPTOR);
        m.moveImm(Reg.ARG1, 0);
        m.moveImm(Reg.ARG2, SEEK_CUR);
        m.call(HostCode.word(HostBlock.LSEEK));
        m.branch(Cond.NE, Width.W64, Reg.RET, MARK, none);
        close(m);
        m.bind(none);
    }
}

package dev.justjit.stubs.site;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;

/**
 * How an analysis begins and ends: in a frame with the owner in {@code SAVED0}, the record in {@code
 * SAVED1}, and a few words for what is known so far.
 */
final class SiteEntries {
    /** The owner's class. */
    static final Mem TYPE = Mem.nativeWord(0);

    /** What the class has under the name, or 0. */
    static final Mem FOUND = Mem.nativeWord(1);

    /** The version that the entry is for. */
    static final Mem VERSION = Mem.nativeWord(2);

    /** Where the name is in keys. */
    static final Mem INDEX = Mem.nativeWord(3);

    /** What else the entry compares. */
    static final Mem SECOND = Mem.nativeWord(4);

    /** What goes to the entry's {@link SiteRecord#ENTRY_NAME}: the name, unless the analysis changes it. */
    static final Mem KEY = Mem.nativeWord(5);

    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final Label add;
    private final Label done;

    SiteEntries(MacroAssembler m, SiteHandlers handlers) {
        this.m = m;
        this.handlers = handlers;
        add = m.newLabel();
        done = m.newLabel();
    }

    /** Ends an analysis without an entry. */
    Label done() {
        return done;
    }

    /** Begins an analysis at {@code entry}, to call with the owner in {@code ARG0}, record in {@code ARG1}. */
    void begin(Label entry, String name) {
        m.align(16);
        m.comment(name);
        m.bind(entry);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.SAVED1, SiteRecord.MISSES), 1);
        branchUnlessDue(m, Reg.SAVED1, done);
        m.addMem(Width.W64, Mem.at(Reg.SAVED1, SiteRecord.ANALYSED), 1);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.store(Width.W64, KEY, Reg.TMP0);
    }

    /** Jumps where a miss of the record, which is counted already, is not to be analysed. */
    static void branchUnlessDue(MacroAssembler m, Reg record, Label spared) {
        Label due = m.newLabel();
        Mem analysed = Mem.at(record, SiteRecord.ANALYSED);
        m.branch(Cond.LT, Width.W64, analysed, SiteRecord.MOST_ANALYSED, due);
        Mem misses = Mem.at(record, SiteRecord.MISSES);
        m.branchTest(Cond.NE, Width.W32, misses, SiteRecord.MISSES_TO_ANALYSE - 1, spared);
        m.bind(due);
    }

    /** Ends it with an entry: {@code ARG2} = payload, {@code ARG3} = second. */
    void add(Shape shape) {
        m.moveImm(Reg.ARG5, shape.ordinal());
        m.address(Reg.ARG4, handlers.of(shape));
        m.jump(add);
    }

    /** The same; only the site's slow path serves it. */
    void addForSlowPath(Shape shape) {
        m.moveImm(Reg.ARG5, shape.ordinal());
        m.address(Reg.ARG4, handlers.slowPath());
        m.jump(add);
    }

    /**
     * Writes the entry with the handler {@code ARG4} and the shape {@code ARG5}: over one of the same class
     * and shape, whose other guard has become stale, else into an unused one, else over one of
     * them in turn.
     */
    void emit() {
        Label write = m.newLabel();
        Label other = m.newLabel();
        Label look = m.newLabel();
        m.align(16);
        m.comment("add site entry");
        m.bind(add);
        m.load(Width.W64, Reg.ARG1, VERSION);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED1, SiteRecord.COUNT));
        m.bind(look);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, SiteRecord.SHAPE));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Shape.NONE.ordinal(), write);
        m.branch(Cond.NE, Width.W64, Reg.TMP0, Reg.ARG5, other);
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.ARG0, SiteRecord.VERSION), Reg.ARG1, write);
        m.bind(other);
        m.add(Reg.ARG0, Reg.ARG0, SiteRecord.ENTRY_BYTES);
        m.add(Reg.RET, Reg.RET, -1);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, look);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.SAVED1, SiteRecord.ANALYSED));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED1, SiteRecord.COUNT));
        m.add(Reg.RET, Reg.RET, -1);
        m.and(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.moveImm(Reg.RET, SiteRecord.ENTRY_BYTES);
        m.mul(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.add(Reg.ARG0, Reg.SAVED1, Reg.TMP0);
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, SiteRecord.HITS), 0);
        m.bind(write);
        m.store(Width.W32, Mem.at(Reg.ARG0, SiteRecord.VERSION), Reg.ARG1);
        m.store(Width.W32, Mem.at(Reg.ARG0, SiteRecord.SECOND), Reg.ARG3);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.PAYLOAD), Reg.ARG2);
        m.load(Width.W64, Reg.RET, KEY);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.ENTRY_NAME), Reg.RET);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.SHAPE), Reg.ARG5);
        m.store(Width.W64, Mem.at(Reg.ARG0, SiteRecord.HANDLER), Reg.ARG4);
        m.bind(done);
        m.leave();
    }
}

package dev.justjit.stubs.site;

import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.hash.KeysProbe;

/** Looking into the keys of dicts, without running Python. Leaves; all registers but SAVED are lost. */
final class SiteKeys {
    /** Answers of the search. */
    static final int ABSENT = -1;

    static final int UNKNOWN = -2;

    /**
     * The interpreter's specialized {@code LOAD_GLOBAL} has 16 bits for versions: more than half of them are
     * left to it.
     */
    private static final int LAST_VERSION = 30_000;

    private final MacroAssembler m;
    private final KeysProbe probe;
    private final Label search;
    private final Label version;

    SiteKeys(MacroAssembler m) {
        this.m = m;
        probe = new KeysProbe(m);
        search = m.newLabel();
        version = m.newLabel();
    }

    /**
     * To call: {@code RET} = index of the interned name {@code ARG1} in the str-only keys {@code ARG0}; {@link
     * #ABSENT}; or {@link #UNKNOWN} if a key in its way is not interned, so that it may be equal without
     * being the same.
     */
    Label search() {
        return search;
    }

    /**
     * To call: {@code RET} = version of the keys {@code ARG0}, which get one now if they have none; 0 if there
     * is none for them.
     */
    Label version() {
        return version;
    }

    void emit() {
        m.align(16);
        m.comment("search keys");
        m.bind(search);
        emitSearch();
        m.align(16);
        m.comment("version of keys");
        m.bind(version);
        emitVersion();
    }

    /** The index is kept: {@code ARG2} is where the entry is. */
    private void emitSearch() {
        Label look = m.newLabel();
        Label advance = m.newLabel();
        Label absent = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyUnicode.HASH));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, -1, unknown);
        probe.begin(unknown);
        m.bind(look);
        probe.loadIndex();
        m.branch(Cond.EQ, Width.W64, Reg.RET, KeysProbe.EMPTY, absent);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, advance);
        m.shiftLeft(Reg.ARG2, Reg.RET, 4); // 16 bytes each
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, Reg.ARG2, 1, DictUnicodeEntry.KEY));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, Reg.ARG1, found);
        m.branchTest(
                Cond.EQ,
                Width.W32,
                Mem.at(Reg.TMP0, PyUnicode.STATE),
                PyUnicode.STATE_INTERNED_MASK,
                unknown);
        m.bind(advance);
        probe.next();
        m.jump(look);
        m.bind(absent);
        m.moveImm(Reg.RET, ABSENT);
        m.bind(found);
        m.ret();
        m.bind(unknown);
        m.moveImm(Reg.RET, UNKNOWN);
        m.ret();
    }

    /** As CPython does, from its own counter; where that is, is known if it could be found out. */
    private void emitVersion() {
        Label has = m.newLabel();
        Label none = m.newLabel();
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG0, DictKeys.VERSION));
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, has);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.NEXT_KEYS_VERSION));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, none);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG1, 0));
        m.branch(Cond.ABOVE, Width.W32, Reg.RET, LAST_VERSION, none);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, none);
        m.store(Width.W32, Mem.at(Reg.ARG0, DictKeys.VERSION), Reg.RET);
        m.addMem(Width.W32, Mem.at(Reg.ARG1, 0), 1);
        m.bind(has);
        m.ret();
        m.bind(none);
        m.moveImm(Reg.RET, 0);
        m.ret();
    }
}

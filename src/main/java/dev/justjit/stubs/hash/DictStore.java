package dev.justjit.stubs.hash;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Gives a key that a dict has another value, as {@code insertdict} in {@code Objects/dictobject.c} does where nobody
 * watches the dict.
 */
public final class DictStore {
    /** What an exact dict may hold without being tracked by the collector. */
    private static final Global[] UNTRACKED = {
        Global.PYUNICODE_TYPE, Global.PYLONG_TYPE, Global.PYFLOAT_TYPE
    };

    private static final int WATCHERS = 0xFF;

    /** Bits of the tag below the version: {@code DICT_WATCHER_AND_MODIFICATION_MASK}. */
    private static final int BELOW_VERSION = 0xFFF;

    private DictStore() {}

    /**
     * The exact dict {@code dict} has the value {@code value} for {@code key} then, the reference to it moved, and
     * {@code ARG0} is a reference to the old one, to be released; or a jump, with nothing changed. All registers but
     * SAVED are lost.
     */
    public static void replace(
            MacroAssembler m, HashTables tables, Mem dict, Mem key, Mem value, Label otherwise) {
        Label tracked = m.newLabel();
        Label same = m.newLabel();
        m.load(Width.W64, Reg.ARG0, dict);
        m.load(Width.W64, Reg.ARG1, key);
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, otherwise);
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, otherwise);
        m.load(Width.W64, Reg.ARG1, dict);
        m.load(Width.W64, Reg.ARG2, value);
        Mem tag = Mem.at(Reg.ARG1, PyDict.VERSION_TAG);
        m.branchTest(Cond.NE, Width.W32, tag, WATCHERS, otherwise);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.DATA, JitData.NEXT_KEYS_VERSION));
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, otherwise);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyObject.GC_NEXT), 0, tracked);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG2, PyObject.TYPE));
        for (Global type : UNTRACKED) {
            m.branch(Cond.EQ, Reg.ARG4, type, tracked);
        }
        m.jump(otherwise);
        m.bind(tracked);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, Reg.ARG2, same);
        m.store(Width.W64, Mem.at(Reg.RET, 0), Reg.ARG2);
        nextVersion(m, tag);
        m.bind(same);
    }

    /** The counter of versions lies before that of keys, whose address is {@code ARG3}. */
    private static void nextVersion(MacroAssembler m, Mem tag) {
        Mem counter = Mem.at(Reg.ARG3, -Long.BYTES);
        m.load(Width.W64, Reg.RET, counter);
        m.add(Reg.RET, Reg.RET, BELOW_VERSION + 1);
        m.store(Width.W64, counter, Reg.RET);
        m.load(Width.W64, Reg.ARG4, tag);
        m.and(Reg.ARG4, Reg.ARG4, BELOW_VERSION);
        m.or(Reg.RET, Reg.RET, Reg.ARG4);
        m.store(Width.W64, tag, Reg.RET);
    }
}

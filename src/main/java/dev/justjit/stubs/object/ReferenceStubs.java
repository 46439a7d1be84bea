package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Releasing objects. */
public final class ReferenceStubs {
    private ReferenceStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        release(stubs);
        dealloc(stubs);
        QuietEnds.emit(stubs);
    }

    private static void release(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label isNull = m.newLabel();
        stubs.begin(Stub.RELEASE);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, isNull);
        m.decref(Reg.ARG0, Reg.TMP0, stubs.of(Stub.DEALLOC));
        m.bind(isNull);
        m.retVoid();
    }

    /**
     * Dead ints of at most two digits go to our own list: a 32-byte block under pymalloc whatever
     * their digits. The list is used only with that allocator. Dead floats have one, too. Both are bounded.
     */
    private static void dealloc(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label noInt = m.newLabel();
        Label other = m.newLabel();
        Label instance = m.newLabel();
        Label foreign = m.newLabel();
        stubs.begin(Stub.DEALLOC);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, noInt);
        m.branch(
                Cond.ABOVE_EQ,
                Width.W64,
                Mem.at(Reg.ARG0, PyLong.TAG),
                3 << PyLong.TAG_SHIFT,
                foreign);
        keep(m, JitData.INT_FREE_LIST, JitData.INT_FREE_ROOM, foreign);
        m.bind(noInt);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFLOAT_TYPE, other);
        keep(m, JitData.FLOAT_FREE_LIST, JitData.FLOAT_FREE_ROOM, foreign);
        m.bind(other);
        new SequenceEnd(stubs).emit(foreign, instance);
        m.bind(instance);
        new InstanceEnd(stubs).emit(foreign);
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PY_DEALLOC.symbol()));
    }

    /** Puts {@code ARG0} on the list and returns, or jumps if there is no room. */
    private static void keep(MacroAssembler m, int list, int room, Label full) {
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.DATA, room), 0, full);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, list));
        m.store(Width.W64, Mem.at(Reg.ARG0, PyObject.REFCNT), Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.DATA, list), Reg.ARG0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, room), -1);
        m.retVoid();
    }

    /** Releases what the slots from {@code SAVED1} to the address in {@code end} hold, in their order; NULL is nothing. */
    public static void releaseUntil(StubLibrary stubs, Mem end) {
        MacroAssembler m = stubs.masm();
        Label next = m.newLabel();
        Label dead = m.newLabel();
        Label released = m.newLabel();
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, end, Reg.SAVED1, released);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, 0));
        m.add(Reg.SAVED1, Reg.SAVED1, 8);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, next);
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.jump(next);
        m.bind(dead);
        m.call(stubs.of(Stub.DEALLOC));
        m.jump(next);
        m.bind(released);
    }
}

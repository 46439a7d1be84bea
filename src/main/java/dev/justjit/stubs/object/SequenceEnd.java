package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.FreeObjects;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * The end of exact tuples and lists, and of iterators over lists: what their {@code tp_dealloc} do. Items are released
 * from the last to the first, when the collector knows the container no more; dead tuples and lists go to CPython's own
 * lists of them.
 */
final class SequenceEnd {
    private static final Mem FIRST = Mem.nativeWord(0);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    SequenceEnd(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Ends the object {@code ARG0} and returns; jumps to {@code foreign} to have CPython do it, and to {@code other} if it is none of these. */
    void emit(Label foreign, Label other) {
        Label tuple = m.newLabel();
        Label list = m.newLabel();
        Label iterator = m.newLabel();
        Mem type = Mem.at(Reg.ARG0, PyObject.TYPE);
        m.branch(Cond.EQ, type, Global.PYTUPLE_TYPE, tuple);
        m.branch(Cond.EQ, type, Global.PYLIST_TYPE, list);
        m.branch(Cond.EQ, type, Global.PYLISTITER_TYPE, iterator);
        m.jump(other);
        tuple(tuple, foreign);
        list(list, foreign);
        iterator(iterator, foreign);
    }

    private void begin(Label entry, Label foreign) {
        m.bind(entry);
        Blocks.begin(m, Reg.ARG1, Reg.TMP0, foreign);
        InstanceEnd.guardRoom(m, foreign);
    }

    private void tuple(Label entry, Label foreign) {
        Label free = m.newLabel();
        Label done = m.newLabel();
        begin(entry, foreign);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, foreign);
        m.enter();
        enter();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyVarObject.OB_SIZE));
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, PyTuple.ITEMS));
        releaseItems();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyVarObject.OB_SIZE));
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG2, FreeObjects.LONGEST_TUPLE, free);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.FREE_TUPLES));
        m.address(Reg.ARG3, Mem.at(Reg.ARG1, Reg.ARG2, 4, FreeObjects.TUPLES_COUNTS - 4));
        Mem number = Mem.at(Reg.ARG3, 0);
        m.branch(Cond.ABOVE_EQ, Width.W32, number, FreeObjects.MOST_TUPLES, free);
        m.address(Reg.ARG1, Mem.at(Reg.ARG1, Reg.ARG2, 8, FreeObjects.TUPLES - 8));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, 0));
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyTuple.ITEMS), Reg.TMP0);
        m.store(Width.W64, Mem.at(Reg.ARG1, 0), Reg.SAVED0);
        m.addMem(Width.W32, number, 1);
        m.jump(done);
        m.bind(free);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Helper.PYOBJECT_GC_DEL);
        m.bind(done);
        leave();
    }

    private void list(Label entry, Label foreign) {
        Label empty = m.newLabel();
        Label free = m.newLabel();
        Label done = m.newLabel();
        begin(entry, foreign);
        m.enter();
        enter();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyList.ITEMS));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, empty);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyVarObject.OB_SIZE));
        releaseItems();
        freeItems();
        m.bind(empty);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.FREE_LISTS));
        Mem number = Mem.at(Reg.ARG1, FreeObjects.LISTS_COUNT);
        m.load(Width.W32, Reg.ARG2, number);
        m.branch(Cond.ABOVE_EQ, Width.W32, Reg.ARG2, FreeObjects.MOST_LISTS, free);
        m.store(Width.W64, Mem.at(Reg.ARG1, Reg.ARG2, 8, FreeObjects.LISTS), Reg.SAVED0);
        m.addMem(Width.W32, number, 1);
        m.jump(done);
        m.bind(free);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Helper.PYOBJECT_GC_DEL);
        m.bind(done);
        leave();
    }

    /** Gives back the array of items of the list. */
    private void freeItems() {
        Label foreign = m.newLabel();
        Label done = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyList.ITEMS));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, PyList.ALLOCATED));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, foreign);
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG2, JitData.LARGEST_BLOCK / 8, foreign);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, 3);
        Blocks.listOf(m, Reg.ARG2, foreign);
        Blocks.keep(m, Reg.ARG1, Reg.ARG2, Reg.TMP0, foreign);
        m.jump(done);
        m.bind(foreign);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyList.ITEMS));
        m.call(Helper.PYMEM_FREE);
        m.bind(done);
    }

    private void iterator(Label entry, Label foreign) {
        Label free = m.newLabel();
        Label done = m.newLabel();
        begin(entry, foreign);
        m.enter();
        enter();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, ListIter.SEQ));
        m.call(stubs.of(Stub.RELEASE));
        m.moveImm(Reg.ARG2, PyObject.GC_HEADER_SIZE + ListIter.SIZE);
        Blocks.listOf(m, Reg.ARG2, free);
        m.add(Reg.ARG1, Reg.SAVED0, -PyObject.GC_HEADER_SIZE);
        Blocks.keep(m, Reg.ARG1, Reg.ARG2, Reg.TMP0, free);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.YOUNG_OBJECTS));
        Blocks.uncount(m, Reg.ARG1);
        m.jump(done);
        m.bind(free);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Helper.PYOBJECT_GC_DEL);
        m.bind(done);
        leave();
    }

    private void enter() {
        m.move(Reg.SAVED0, Reg.ARG0);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING), -1);
        Blocks.untrack(m);
    }

    private void leave() {
        InstanceEnd.endChain(m);
        m.leave();
    }

    /** Releases {@code ARG2} items from {@code ARG1} on, the last one first; NULL is nothing. */
    private void releaseItems() {
        Label next = m.newLabel();
        Label dead = m.newLabel();
        Label released = m.newLabel();
        m.store(Width.W64, FIRST, Reg.ARG1);
        m.address(Reg.SAVED1, Mem.at(Reg.ARG1, Reg.ARG2, 8, 0));
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, FIRST, Reg.SAVED1, released);
        m.add(Reg.SAVED1, Reg.SAVED1, -8);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, next);
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.jump(next);
        m.bind(dead);
        m.call(stubs.of(Stub.DEALLOC));
        m.jump(next);
        m.bind(released);
    }
}

package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
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
 * The end of objects of ordinary classes: what {@code subtype_dealloc} does where there is no finalizer, no weak
 * reference, no slot, no {@code __dict__} but the values in the object, and no base but such classes and {@code
 * object}. Values are released in their order, when the collector knows the object no more; then its memory.
 */
final class InstanceEnd {
    /** {@code Py_TRASHCAN_HEADROOM}: with fewer units of C recursion objects are put off. */
    private static final int HEADROOM = 50;

    private static final int FLAGS =
            PyType.TPFLAGS_HEAPTYPE
                    | PyType.TPFLAGS_HAVE_GC
                    | PyType.TPFLAGS_INLINE_VALUES
                    | PyType.TPFLAGS_MANAGED_DICT;

    /** Of the word that leads back in the collector's lists. */
    private static final int PREVIOUS_FLAGS = 3;

    private static final int FINALIZED = 1;
    private static final Mem END = Mem.nativeWord(0);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    InstanceEnd(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Ends the object {@code ARG0} and returns, or jumps while nothing has changed. */
    void emit(Label other) {
        Label untracked = m.newLabel();
        guardClass(other);
        guardObject(other);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.addMem(Width.W32, budget, -1);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyObject.GC_NEXT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, untracked);
        untrack();
        m.bind(untracked);
        releaseValues();
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Mem.at(Reg.SAVED1, PyType.FREE));
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE));
        m.addMem(Width.W32, budget, 1);
        endChain(budget);
        m.leave();
    }

    /** {@code RET} = the class. {@code TMP0}, {@code ARG1} and {@code ARG2} are lost. */
    private void guardClass(Label other) {
        Label next = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyType.DEALLOC));
        Mem ordinary = Mem.at(Reg.DATA, JitData.SUBTYPE_DEALLOC);
        m.branch(Cond.NE, Width.W64, ordinary, Reg.TMP0, other);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyType.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, FLAGS);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, FLAGS, other);
        Mem size = Mem.at(Reg.RET, PyType.BASICSIZE);
        m.branch(Cond.NE, Width.W64, size, ManagedObject.INLINE_VALUES_OFFSET, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.FINALIZE), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.DEL), 0, other);
        m.move(Reg.ARG1, Reg.RET);
        m.bind(next);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.BASE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyType.DEALLOC));
        m.branch(Cond.EQ, Width.W64, ordinary, Reg.ARG2, next);
        m.branch(Cond.NE, Reg.ARG1, Global.PYBASEOBJECT_TYPE, other);
    }

    private void guardObject(Label other) {
        Mem valid = Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_VALID);
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, ManagedObject.MANAGED_DICT), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, ManagedObject.MANAGED_WEAKREFS), 0, other);
        m.branch(Cond.EQ, Width.W8, valid, 0, other);
        m.branch(Cond.LE, Width.W32, budget, HEADROOM, other);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.REFERENCE_TRACER));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, 0), 0, other);
    }

    /** Takes the object out of the collector's list, whose next element is {@code ARG1}. */
    private void untrack() {
        int previous = PyObject.GC_PREV - PyObject.GC_NEXT;
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.SAVED0, PyObject.GC_PREV));
        m.and(Reg.ARG2, Reg.ARG3, ~PREVIOUS_FLAGS);
        m.store(Width.W64, Mem.at(Reg.ARG2, 0), Reg.ARG1);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, previous));
        m.and(Reg.TMP0, Reg.TMP0, PREVIOUS_FLAGS);
        m.or(Reg.TMP0, Reg.TMP0, Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.ARG1, previous), Reg.TMP0);
        m.and(Reg.ARG3, Reg.ARG3, FINALIZED);
        m.store(Width.W64, Mem.at(Reg.SAVED0, PyObject.GC_PREV), Reg.ARG3);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED0, PyObject.GC_NEXT), 0);
    }

    private void releaseValues() {
        int values = ManagedObject.INLINE_VALUES_OFFSET;
        m.load(Width.W8, Reg.RET, Mem.at(Reg.SAVED0, values + DictValues.CAPACITY));
        m.address(Reg.SAVED1, Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_SLOTS));
        m.address(Reg.RET, Mem.at(Reg.SAVED1, Reg.RET, 8, 0));
        m.store(Width.W64, END, Reg.RET);
        ReferenceStubs.releaseUntil(stubs, END);
    }

    /** Objects that were put off end where there is room again: {@code Py_TRASHCAN_END}. */
    private void endChain(Mem budget) {
        Label none = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.THREAD, ThreadState.DELETE_LATER), 0, none);
        m.branch(Cond.LE, Width.W32, budget, 2 * HEADROOM, none);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYTRASH_THREAD_DESTROY_CHAIN);
        m.bind(none);
    }
}

package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
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

/**
 * The end of objects of ordinary classes: what {@code subtype_dealloc} does where there is no finalizer, no weak
 * reference, no base but such classes and {@code object}, and either no slot and no {@code __dict__} but the values in
 * the object, or nothing but slots. Values are released in their order, when the collector knows the object no more;
 * then its memory.
 */
final class InstanceEnd {
    /** {@code Py_TRASHCAN_HEADROOM}: with fewer units of C recursion objects are put off. */
    private static final int HEADROOM = 50;

    private static final int COLLECTED = PyType.TPFLAGS_HEAPTYPE | PyType.TPFLAGS_HAVE_GC;

    private static final int WITH_VALUES =
            COLLECTED | PyType.TPFLAGS_INLINE_VALUES | PyType.TPFLAGS_MANAGED_DICT;

    private static final Mem END = Mem.nativeWord(0);
    private static final Mem CLASS = Mem.nativeWord(1);
    private static final Mem BUDGET = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);

    private final StubLibrary stubs;
    private final MacroAssembler m;

    InstanceEnd(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Ends the object {@code ARG0} and returns, or jumps while nothing has changed. */
    void emit(Label other) {
        Label slots = m.newLabel();
        Label free = m.newLabel();
        guardClass(other);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyType.FLAGS));
        m.and(Reg.ARG1, Reg.TMP0, WITH_VALUES);
        m.branch(Cond.NE, Width.W32, Reg.ARG1, WITH_VALUES, slots);
        guardValues(other);
        begin();
        releaseValues();
        m.bind(free);
        free();
        m.bind(slots);
        guardSlots(other);
        begin();
        releaseSlots();
        m.jump(free);
    }

    /** Jumps unless the object {@code ARG0} is one with values inside of it. {@code RET}, {@code TMP0}, {@code ARG1} and {@code ARG2} are lost. */
    void guardPlain(Label other) {
        guardClass(other);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.RET, PyType.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, WITH_VALUES);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, WITH_VALUES, other);
        guardValues(other);
    }

    private void begin() {
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.addMem(Width.W32, BUDGET, -1);
        Blocks.untrack(m);
    }

    /** {@code RET} = the class, whose bases are such classes, too. {@code TMP0}, {@code ARG1} and {@code ARG2} are lost. */
    private void guardClass(Label other) {
        Label next = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyType.DEALLOC));
        Mem ordinary = Mem.at(Reg.DATA, JitData.SUBTYPE_DEALLOC);
        m.branch(Cond.NE, Width.W64, ordinary, Reg.TMP0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.FINALIZE), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.DEL), 0, other);
        m.move(Reg.ARG1, Reg.RET);
        m.bind(next);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.BASE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyType.DEALLOC));
        m.branch(Cond.EQ, Width.W64, ordinary, Reg.ARG2, next);
        m.branch(Cond.NE, Reg.ARG1, Global.PYBASEOBJECT_TYPE, other);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.REFERENCE_TRACER));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, 0), 0, other);
        guardRoom(m, other);
    }

    /** Jumps where objects are put off. */
    static void guardRoom(MacroAssembler m, Label other) {
        m.branch(Cond.LE, Width.W32, BUDGET, HEADROOM, other);
    }

    private void guardValues(Label other) {
        Mem valid = Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_VALID);
        Mem size = Mem.at(Reg.RET, PyType.BASICSIZE);
        m.branch(Cond.NE, Width.W64, size, ManagedObject.INLINE_VALUES_OFFSET, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, ManagedObject.MANAGED_DICT), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, ManagedObject.MANAGED_WEAKREFS), 0, other);
        m.branch(Cond.EQ, Width.W8, valid, 0, other);
    }

    /** {@code TMP0} = the flags. Each class adds slots, and nothing else. */
    private void guardSlots(Label other) {
        Label next = m.newLabel();
        Label none = m.newLabel();
        int managed = PyType.TPFLAGS_MANAGED_DICT | PyType.TPFLAGS_MANAGED_WEAKREF;
        int inside = PyType.TPFLAGS_INLINE_VALUES | managed;
        m.and(Reg.TMP0, Reg.TMP0, COLLECTED | inside);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, COLLECTED, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.ITEMSIZE), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.WEAKLISTOFFSET), 0, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.DICTOFFSET), 0, other);
        m.move(Reg.ARG1, Reg.RET);
        m.bind(next);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyType.BASE));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, none);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyHeapType.SLOTS), 0, other); // members in C
        m.bind(none);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG2, PyType.BASICSIZE));
        m.address(Reg.ARG3, Mem.at(Reg.ARG3, Reg.TMP0, 8, 0));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyType.BASICSIZE), Reg.ARG3, other);
        m.move(Reg.ARG1, Reg.ARG2);
        m.branch(Cond.NE, Reg.ARG1, Global.PYBASEOBJECT_TYPE, next);
    }

    private void releaseValues() {
        int values = ManagedObject.INLINE_VALUES_OFFSET;
        m.load(Width.W8, Reg.RET, Mem.at(Reg.SAVED0, values + DictValues.CAPACITY));
        m.address(Reg.SAVED1, Mem.at(Reg.SAVED0, ManagedObject.INLINE_VALUES_SLOTS));
        m.address(Reg.RET, Mem.at(Reg.SAVED1, Reg.RET, 8, 0));
        m.store(Width.W64, END, Reg.RET);
        ReferenceStubs.releaseUntil(stubs, END);
    }

    /** Those of the class before those of its base. */
    private void releaseSlots() {
        Label next = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, PyObject.TYPE));
        m.bind(next);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyType.BASICSIZE));
        m.add(Reg.ARG2, Reg.ARG2, Reg.SAVED0);
        m.store(Width.W64, END, Reg.ARG2);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.BASE));
        m.store(Width.W64, CLASS, Reg.ARG1);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.ARG1, PyType.BASICSIZE));
        m.add(Reg.SAVED1, Reg.SAVED1, Reg.SAVED0);
        ReferenceStubs.releaseUntil(stubs, END);
        m.load(Width.W64, Reg.ARG1, CLASS);
        m.branch(Cond.NE, Reg.ARG1, Global.PYBASEOBJECT_TYPE, next);
    }

    /** Gives back the memory of the object, and the reference to its class. */
    private void free() {
        Label foreign = m.newLabel();
        Label freed = m.newLabel();
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.SAVED0, PyObject.TYPE));
        keep(foreign);
        m.jump(freed);
        m.bind(foreign);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Mem.at(Reg.SAVED1, PyType.FREE));
        m.bind(freed);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE));
        endChain(m);
        m.leave();
    }

    /** Keeps the memory of the object {@code SAVED0} of the class {@code SAVED1}, or jumps. */
    private void keep(Label foreign) {
        Label values = m.newLabel();
        Label sized = m.newLabel();
        m.branch(
                Cond.NE,
                Mem.at(Reg.SAVED1, PyType.FREE),
                Symbol.export(Helper.PYOBJECT_GC_DEL.symbol()),
                foreign);
        Blocks.begin(m, Reg.ARG1, Reg.TMP0, foreign);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED1, PyType.BASICSIZE));
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.SAVED1, PyType.FLAGS));
        m.branchTest(Cond.NE, Width.W32, Reg.TMP0, PyType.TPFLAGS_INLINE_VALUES, values);
        m.add(Reg.ARG2, Reg.ARG2, PyObject.GC_HEADER_SIZE);
        m.add(Reg.ARG3, Reg.SAVED0, -PyObject.GC_HEADER_SIZE);
        m.jump(sized);
        m.bind(values);
        int capacity = ManagedObject.INLINE_VALUES_OFFSET + DictValues.CAPACITY;
        m.load(Width.W8, Reg.ARG4, Mem.at(Reg.SAVED0, capacity));
        NewObjects.addValues(m, Reg.ARG2, Reg.ARG4, Reg.TMP0);
        m.add(Reg.ARG2, Reg.ARG2, NewObjects.HEADER_SIZE);
        m.add(Reg.ARG3, Reg.SAVED0, -NewObjects.HEADER_SIZE);
        m.bind(sized);
        Blocks.listOf(m, Reg.ARG2, foreign);
        Blocks.keep(m, Reg.ARG3, Reg.ARG2, Reg.TMP0, foreign);
        Blocks.uncount(m, Reg.ARG1);
    }

    /** One object has come to its end. Objects that were put off end where there is room again: {@code Py_TRASHCAN_END}. */
    static void endChain(MacroAssembler m) {
        Label none = m.newLabel();
        m.addMem(Width.W32, BUDGET, 1);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.THREAD, ThreadState.DELETE_LATER), 0, none);
        m.branch(Cond.LE, Width.W32, BUDGET, 2 * HEADROOM, none);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYTRASH_THREAD_DESTROY_CHAIN);
        m.bind(none);
    }
}

package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.FreeObjects;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyVarObject;
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

/** New objects from the memory of dead ones; where there is none, from CPython's own functions. */
public final class NewObjects {
    /** Bytes before an object that has a dict or weak references of its own. */
    static final int HEADER_SIZE = 32;

    private static final int PREHEADER =
            PyType.TPFLAGS_MANAGED_DICT | PyType.TPFLAGS_MANAGED_WEAKREF;

    /** {@code embedded} and {@code valid} of {@code DictValues}. */
    private static final int EMBEDDED_AND_VALID = 0x01010000;

    private NewObjects() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.NEW_OBJECT);
        instance(m);
        stubs.begin(Stub.NEW_TUPLE);
        tuple(m);
        stubs.begin(Stub.TUPLE_OF);
        tupleOf(stubs);
        stubs.begin(Stub.NEW_LIST);
        list(m);
        stubs.begin(Stub.LIST_OF);
        listOf(stubs);
        stubs.begin(Stub.ITERATE_LIST);
        iterator(m);
    }

    /** {@code bytes} += those of {@code count} values inside of an object, which is kept. {@code scratch} is lost. */
    static void addValues(MacroAssembler m, Reg bytes, Reg count, Reg scratch) {
        m.add(scratch, count, 7);
        m.and(scratch, scratch, -8);
        m.add(bytes, bytes, scratch);
        m.address(bytes, Mem.at(bytes, count, 8, 8));
    }

    /** What {@code PyType_GenericAlloc} does for classes that Python made, without items. */
    private static void instance(MacroAssembler m) {
        Label foreign = m.newLabel();
        Label values = m.newLabel();
        Label sized = m.newLabel();
        Label headed = m.newLabel();
        Label done = m.newLabel();
        Blocks.begin(m, Reg.ARG1, Reg.TMP0, foreign);
        Blocks.guardFew(m, Reg.ARG1, Reg.TMP0, foreign);
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG0, PyType.FLAGS));
        int flags = PyType.TPFLAGS_HEAPTYPE | PyType.TPFLAGS_HAVE_GC;
        m.and(Reg.TMP0, Reg.ARG2, flags);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, flags, foreign);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyType.ITEMSIZE), 0, foreign);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyType.BASICSIZE));
        m.branchTest(Cond.NE, Width.W32, Reg.ARG3, 7, foreign);
        m.branchTest(Cond.NE, Width.W32, Reg.ARG2, PyType.TPFLAGS_INLINE_VALUES, values);
        m.bind(sized);
        m.moveImm(Reg.TMP0, PyObject.GC_HEADER_SIZE);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG2, PREHEADER, headed);
        m.moveImm(Reg.TMP0, HEADER_SIZE);
        m.bind(headed);
        m.add(Reg.ARG4, Reg.ARG3, Reg.TMP0);
        Blocks.listOf(m, Reg.ARG4, foreign);
        Blocks.find(m, Reg.ARG5, Reg.ARG4, foreign);
        Blocks.take(m, Reg.ARG5, Reg.ARG4, Reg.ARG1);
        m.storeImm(Width.W64, Mem.at(Reg.ARG5, 0), 0);
        m.storeImm(Width.W64, Mem.at(Reg.ARG5, 8), 0);
        m.add(Reg.ARG5, Reg.ARG5, Reg.TMP0);
        clear(m);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.DATA, JitData.YOUNG_OBJECTS));
        begin(m, Reg.ARG5, Reg.ARG0);
        m.incref(Reg.ARG0, Reg.TMP0);
        Blocks.count(m, Reg.ARG1);
        Blocks.track(m, Reg.ARG5, Reg.ARG1, Reg.TMP0, Reg.ARG4);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG2, PyType.TPFLAGS_INLINE_VALUES, done);
        beginValues(m);
        m.bind(done);
        m.move(Reg.RET, Reg.ARG5);
        m.ret();
        m.bind(values);
        count(m, Reg.ARG5);
        addValues(m, Reg.ARG3, Reg.ARG5, Reg.TMP0);
        m.jump(sized);
        m.bind(foreign);
        m.moveImm(Reg.ARG1, 0);
        m.jump(Symbol.export(Helper.PYTYPE_GENERICALLOC.symbol()));
    }

    /** {@code count} = values that objects of the class {@code ARG0} have room for; {@code ARG4} = their names. */
    private static void count(MacroAssembler m, Reg count) {
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        m.load(Width.W64, count, Mem.at(Reg.ARG4, DictKeys.USABLE));
        m.add(count, count, Mem.at(Reg.ARG4, DictKeys.NENTRIES));
    }

    /** Sets the {@code ARG3} bytes of the object {@code ARG5} to 0 behind its header. */
    private static void clear(MacroAssembler m) {
        Label next = m.newLabel();
        Label cleared = m.newLabel();
        m.add(Reg.ARG1, Reg.ARG5, PyObject.SIZE);
        m.add(Reg.ARG3, Reg.ARG3, Reg.ARG5);
        m.bind(next);
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG1, Reg.ARG3, cleared);
        m.storeImm(Width.W64, Mem.at(Reg.ARG1, 0), 0);
        m.add(Reg.ARG1, Reg.ARG1, 8);
        m.jump(next);
        m.bind(cleared);
    }

    private static void begin(MacroAssembler m, Reg object, Reg type) {
        m.storeImm(Width.W64, Mem.at(object, PyObject.REFCNT), 1);
        m.store(Width.W64, Mem.at(object, PyObject.TYPE), type);
    }

    /** What {@code _PyObject_InitInlineValues} does: each new object takes room from the later ones, down to one. */
    private static void beginValues(MacroAssembler m) {
        Label last = m.newLabel();
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG0, PyHeapType.CACHED_KEYS));
        Mem usable = Mem.at(Reg.ARG4, DictKeys.USABLE);
        m.branch(Cond.LE, Width.W64, usable, 1, last);
        m.addMem(Width.W64, usable, -1);
        m.bind(last);
        count(m, Reg.ARG1);
        m.or(Reg.ARG1, Reg.ARG1, EMBEDDED_AND_VALID);
        m.store(Width.W32, Mem.at(Reg.ARG5, ManagedObject.INLINE_VALUES_OFFSET), Reg.ARG1);
    }

    /** {@code ARG0} items, which are not set. {@code ARG3} = the tuple, too. */
    private static void tuple(MacroAssembler m) {
        Label foreign = m.newLabel();
        takeTuple(m, Reg.ARG0, foreign);
        m.move(Reg.RET, Reg.ARG3);
        m.ret();
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PYTUPLE_NEW.symbol()));
    }

    /** {@code ARG3} = a dead tuple of {@code length}, in {@code ARG0} or {@code ARG1}, begun anew. */
    private static void takeTuple(MacroAssembler m, Reg length, Label foreign) {
        Blocks.begin(m, Reg.ARG2, Reg.TMP0, foreign);
        m.branch(Cond.EQ, Width.W64, length, 0, foreign);
        m.branch(Cond.ABOVE, Width.W64, length, FreeObjects.LONGEST_TUPLE, foreign);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.DATA, JitData.FREE_TUPLES));
        m.address(Reg.ARG5, Mem.at(Reg.ARG4, length, 8, FreeObjects.TUPLES - 8));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG5, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, foreign);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, PyTuple.ITEMS));
        m.store(Width.W64, Mem.at(Reg.ARG5, 0), Reg.TMP0);
        m.address(Reg.ARG5, Mem.at(Reg.ARG4, length, 4, FreeObjects.TUPLES_COUNTS - 4));
        m.addMem(Width.W32, Mem.at(Reg.ARG5, 0), -1);
        m.storeImm(Width.W64, Mem.at(Reg.ARG3, PyObject.REFCNT), 1);
        Blocks.track(m, Reg.ARG3, Reg.ARG2, Reg.TMP0, Reg.ARG4);
    }

    /** Of the {@code ARG1} items at {@code ARG0}, whose references go to it. */
    private static void tupleOf(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label foreign = m.newLabel();
        takeTuple(m, Reg.ARG1, foreign);
        copy(m, PyTuple.ITEMS, Reg.ARG3);
        m.move(Reg.RET, Reg.ARG3);
        m.ret();
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PYTUPLE_FROMARRAYSTEAL.symbol()));
    }

    /** Copies the {@code ARG1} words, at least one, at {@code ARG0} to {@code dst} + {@code offset}. {@code ARG1} and {@code TMP0} are lost. */
    private static void copy(MacroAssembler m, int offset, Reg dst) {
        Label next = m.newLabel();
        m.bind(next);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, Reg.ARG1, 8, -8));
        m.store(Width.W64, Mem.at(dst, Reg.ARG1, 8, offset - 8), Reg.TMP0);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.branch(Cond.GT, Width.W64, Reg.ARG1, 0, next);
    }

    /** {@code ARG0} items, which are not set. */
    private static void list(MacroAssembler m) {
        Label foreign = m.newLabel();
        takeList(m, Reg.ARG0, foreign);
        m.move(Reg.RET, Reg.ARG3);
        m.ret();
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PYLIST_NEW.symbol()));
    }

    /** {@code ARG3} = a dead list begun anew with {@code length}, in {@code ARG0} or {@code ARG1}; {@code ARG5} = its items. */
    private static void takeList(MacroAssembler m, Reg length, Label foreign) {
        Label empty = m.newLabel();
        Blocks.begin(m, Reg.ARG2, Reg.TMP0, foreign);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.DATA, JitData.FREE_LISTS));
        Mem number = Mem.at(Reg.ARG4, FreeObjects.LISTS_COUNT);
        m.branch(Cond.LE, Width.W32, number, 0, foreign);
        m.moveImm(Reg.ARG5, 0);
        m.branch(Cond.EQ, Width.W64, length, 0, empty);
        m.branch(Cond.ABOVE, Width.W64, length, JitData.LARGEST_BLOCK / 8, foreign);
        m.shiftLeft(Reg.ARG3, length, 3);
        Blocks.listOf(m, Reg.ARG3, foreign);
        Blocks.find(m, Reg.ARG5, Reg.ARG3, foreign);
        Blocks.take(m, Reg.ARG5, Reg.ARG3, Reg.TMP0);
        m.bind(empty);
        m.addMem(Width.W32, number, -1);
        m.load(Width.W32, Reg.ARG3, number);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG4, Reg.ARG3, 8, FreeObjects.LISTS));
        m.storeImm(Width.W64, Mem.at(Reg.ARG3, PyObject.REFCNT), 1);
        m.store(Width.W64, Mem.at(Reg.ARG3, PyVarObject.OB_SIZE), length);
        m.store(Width.W64, Mem.at(Reg.ARG3, PyList.ALLOCATED), length);
        m.store(Width.W64, Mem.at(Reg.ARG3, PyList.ITEMS), Reg.ARG5);
        Blocks.track(m, Reg.ARG3, Reg.ARG2, Reg.TMP0, Reg.ARG4);
    }

    /** Of the {@code ARG1} items at {@code ARG0}, whose references go to it. */
    private static void listOf(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label foreign = m.newLabel();
        Label empty = m.newLabel();
        takeList(m, Reg.ARG1, foreign);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, empty);
        copy(m, 0, Reg.ARG5);
        m.bind(empty);
        m.move(Reg.RET, Reg.ARG3);
        m.ret();
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PYLIST_FROMARRAYSTEAL.symbol()));
    }

    /** Over the exact list {@code ARG0}. */
    private static void iterator(MacroAssembler m) {
        Label foreign = m.newLabel();
        Blocks.begin(m, Reg.ARG1, Reg.TMP0, foreign);
        Blocks.guardFew(m, Reg.ARG1, Reg.TMP0, foreign);
        m.moveImm(Reg.ARG2, PyObject.GC_HEADER_SIZE + ListIter.SIZE);
        Blocks.listOf(m, Reg.ARG2, foreign);
        Blocks.find(m, Reg.ARG3, Reg.ARG2, foreign);
        Blocks.take(m, Reg.ARG3, Reg.ARG2, Reg.TMP0);
        m.add(Reg.ARG3, Reg.ARG3, PyObject.GC_HEADER_SIZE);
        m.load(Reg.ARG2, Global.PYLISTITER_TYPE);
        begin(m, Reg.ARG3, Reg.ARG2);
        m.storeImm(Width.W64, Mem.at(Reg.ARG3, ListIter.INDEX), 0);
        m.store(Width.W64, Mem.at(Reg.ARG3, ListIter.SEQ), Reg.ARG0);
        m.incref(Reg.ARG0, Reg.TMP0);
        Blocks.count(m, Reg.ARG1);
        Blocks.track(m, Reg.ARG3, Reg.ARG1, Reg.TMP0, Reg.ARG2);
        m.move(Reg.RET, Reg.ARG3);
        m.ret();
        m.bind(foreign);
        m.jump(Symbol.export(Helper.PYOBJECT_GETITER.symbol()));
    }
}

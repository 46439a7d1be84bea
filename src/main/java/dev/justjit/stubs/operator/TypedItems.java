package dev.justjit.stubs.operator;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyByteArray;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.abi.layout.TupleIter;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.snippet.Characters;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.ObjectStubs;

/**
 * Items and iteration of containers whose types are found out when the code runs. What would run
 * Python code, or raise, is not done, and nothing has happened then.
 */
public final class TypedItems {
    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final HashTables tables;

    private TypedItems(StubLibrary stubs, HashTables tables) {
        this.stubs = stubs;
        this.tables = tables;
        m = stubs.masm();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, HashTables tables) {
        TypedItems items = new TypedItems(stubs, tables);
        items.get();
        items.set();
        items.next();
    }

    private void branchUnless(Reg object, Global type, Label other) {
        m.branch(Cond.NE, Mem.at(object, PyObject.TYPE), type, other);
    }

    /** {@code ARG1} = the index, within the size of the sequence {@code ARG0}. {@code TMP0} is lost. */
    private void unboxIndex(Label outside) {
        Label positive = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, outside);
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG1, PyLong.DIGIT));
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, positive);
        m.neg(Reg.ARG1, Reg.ARG1);
        m.add(Reg.ARG1, Reg.ARG1, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        m.bind(positive);
        m.branch(
                Cond.BELOW_EQ, Width.W64, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE), Reg.ARG1, outside);
    }

    private void found() {
        m.incref(Reg.RET, Reg.TMP0);
        m.ret();
    }

    private void get() {
        Label notList = m.newLabel();
        Label notTuple = m.newLabel();
        Label notInt = m.newLabel();
        Label notString = m.newLabel();
        Label notBytes = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.GET_ITEM_TYPED);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, notInt);
        branchUnless(Reg.ARG0, Global.PYLIST_TYPE, notList);
        unboxIndex(undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, Reg.ARG1, 8, 0));
        found();
        m.bind(notList);
        branchUnless(Reg.ARG0, Global.PYTUPLE_TYPE, notTuple);
        unboxIndex(undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG1, 8, PyTuple.ITEMS));
        found();
        m.bind(notTuple);
        character(notString, undone);
        m.bind(notString);
        byteOf(notBytes, undone);
        m.bind(notBytes);
        byteOfArray(notInt, undone);
        m.bind(notInt);
        byKey(undone);
        m.bind(undone);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.ret();
    }

    /** A character of a compact ASCII string; its length is where other objects have their size. */
    private void character(Label notString, Label undone) {
        branchUnless(Reg.ARG0, Global.PYUNICODE_TYPE, notString);
        Characters.guardAscii(m, Reg.ARG0, Reg.ARG2, undone);
        unboxIndex(undone);
        Characters.load(m, Reg.RET, Reg.ARG0, Reg.ARG1);
        m.ret();
    }

    /** A byte of an exact bytes object: a small int, which is immortal. */
    private void byteOf(Label notBytes, Label undone) {
        branchUnless(Reg.ARG0, Global.PYBYTES_TYPE, notBytes);
        unboxIndex(undone);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG0, Reg.ARG1, 1, PyBytes.DATA));
        smallInt();
    }

    private void byteOfArray(Label other, Label undone) {
        branchUnless(Reg.ARG0, Global.PYBYTEARRAY_TYPE, other);
        unboxIndex(undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyByteArray.START));
        m.load(Width.W8, Reg.RET, Mem.at(Reg.RET, Reg.ARG1, 1, 0));
        smallInt();
    }

    /** The object of the byte in {@code RET}. */
    private void smallInt() {
        m.shiftLeft(Reg.RET, Reg.RET, PyLong.SMALL_SHIFT);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
        m.ret();
    }

    /** The item of a dict, where it is found without calling anybody. */
    private void byKey(Label undone) {
        Label other = m.newLabel();
        tables.guardDictItems(undone);
        m.enter();
        ObjectStubs.loadDictItem(m, tables, other);
        m.leave();
        m.bind(other);
        m.leaveFrame();
    }

    private void set() {
        Label undone = m.newLabel();
        stubs.begin(Stub.SET_ITEM_TYPED);
        branchUnless(Reg.ARG1, Global.PYLONG_TYPE, undone);
        branchUnless(Reg.ARG0, Global.PYLIST_TYPE, undone);
        unboxIndex(undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, Reg.ARG1, 8, 0));
        m.store(Width.W64, Mem.at(Reg.RET, Reg.ARG1, 8, 0), Reg.ARG4);
        m.moveImm(Reg.ARG2, 1);
        m.retVoid();
        m.bind(undone);
        m.moveImm(Reg.ARG2, 0);
        m.retVoid();
    }

    private void next() {
        Label notRange = m.newLabel();
        Label notList = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.NEXT_TYPED);
        branchUnless(Reg.ARG0, Global.PYRANGEITER_TYPE, notRange);
        m.branch(Cond.LE, Width.W64, Mem.at(Reg.ARG0, RangeIter.LEN), 0, undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, RangeIter.START));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, RangeIter.STEP));
        m.add(Reg.ARG1, Reg.ARG1, Reg.RET);
        m.store(Width.W64, Mem.at(Reg.ARG0, RangeIter.START), Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.ARG0, RangeIter.LEN), -1);
        m.move(Reg.ARG0, Reg.RET);
        m.jump(stubs.of(Stub.BOX_INT));
        m.bind(notRange);
        branchUnless(Reg.ARG0, Global.PYLISTITER_TYPE, notList);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, ListIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, undone);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, ListIter.INDEX));
        // at the end the iterator's own code drops the list
        Mem size = Mem.at(Reg.ARG1, PyVarObject.OB_SIZE);
        m.branch(Cond.BELOW_EQ, Width.W64, size, Reg.ARG2, undone);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyList.ITEMS));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG2, 8, 0));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, ListIter.INDEX), 1);
        found();
        m.bind(notList);
        branchUnless(Reg.ARG0, Global.PYTUPLEITER_TYPE, undone);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, TupleIter.SEQ));
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, undone);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, TupleIter.INDEX));
        m.branch(Cond.BELOW_EQ, Width.W64, size, Reg.ARG2, undone);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG2, 8, PyTuple.ITEMS));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, TupleIter.INDEX), 1);
        found();
        m.bind(undone);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.ret();
    }
}

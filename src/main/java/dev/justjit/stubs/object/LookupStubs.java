package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySet;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.hash.DictStore;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Questions to builtin containers and classes that are answered without running Python, for code that relies on what
 * Python could change. Nothing is consumed; what cannot be answered so is not done.
 */
public final class LookupStubs {
    /** Types whose objects have their length in a word of their own: type, where. */
    private static final Object[][] LENGTHS = {
        {Global.PYLIST_TYPE, PyVarObject.OB_SIZE},
        {Global.PYDICT_TYPE, PyDict.USED},
        {Global.PYUNICODE_TYPE, PyUnicode.LENGTH},
        {Global.PYTUPLE_TYPE, PyVarObject.OB_SIZE},
        {Global.PYSET_TYPE, PySet.USED},
        {Global.PYFROZENSET_TYPE, PySet.USED},
        {Global.PYBYTES_TYPE, PyVarObject.OB_SIZE},
    };

    /** Types whose objects have a text without asking Python. */
    private static final Global[] WITH_TEXT = {
        Global.PYUNICODE_TYPE, Global.PYLONG_TYPE, Global.PYFLOAT_TYPE, Global.PYBOOL_TYPE
    };

    private static final int DECIMAL = 10;

    private static final Mem FIRST = Mem.nativeWord(0);
    private static final Mem SECOND = Mem.nativeWord(1);
    private static final Mem THIRD = Mem.nativeWord(2);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final HashTables tables;

    private LookupStubs(StubLibrary stubs, HashTables tables) {
        this.stubs = stubs;
        this.tables = tables;
        m = stubs.masm();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        LookupStubs lookups = new LookupStubs(stubs, tables);
        lookups.findDictItem();
        lookups.setDictItem();
        lookups.contains();
        lookups.addToSet();
        lookups.isInstance(specials);
        lookups.length();
        lookups.text();
        lookups.format();
        lookups.formatBySpecification();
        lookups.number(Stub.INT_OF, Global.PYLONG_TYPE, Global.PYFLOAT_TYPE);
        lookups.number(Stub.FLOAT_OF, Global.PYFLOAT_TYPE, Global.PYLONG_TYPE);
        new SliceStub(stubs).emitTyped();
    }

    /** {@code RET} = the class of the object. */
    private void beginWithType(Stub stub, Reg object) {
        stubs.begin(stub);
        m.load(Width.W64, Reg.RET, Mem.at(object, PyObject.TYPE));
    }

    /** The first two arguments are kept in the frame. */
    private void beginWithTwo(Stub stub) {
        stubs.begin(stub);
        m.enter();
        m.store(Width.W64, FIRST, Reg.ARG0);
        m.store(Width.W64, SECOND, Reg.ARG1);
    }

    /** Nothing has been done, and the answer says so. */
    private void notDone(Label here) {
        m.bind(here);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
    }

    private void findDictItem() {
        Label absent = m.newLabel();
        Label unknown = m.newLabel();
        stubs.begin(Stub.FIND_DICT_ITEM);
        m.enter();
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, unknown);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, absent);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
        m.bind(absent);
        m.leave();
        notDone(unknown);
        m.leave();
    }

    /**
     * What the quick way does not do is done by CPython, which finds out no more about the key than has been here; the old
     * value, if there is one, is kept alive over that.
     */
    private void setDictItem() {
        Label slow = m.newLabel();
        Label insert = m.newLabel();
        Label undone = m.newLabel();
        Label failed = m.newLabel();
        beginWithTwo(Stub.SET_DICT_ITEM);
        m.store(Width.W64, THIRD, Reg.ARG2);
        DictStore.replace(m, tables, FIRST, SECOND, THIRD, slow);
        m.move(Reg.RET, Reg.ARG0);
        m.leave();
        m.bind(slow);
        m.load(Width.W64, Reg.ARG0, FIRST);
        m.load(Width.W64, Reg.ARG1, SECOND);
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, undone);
        m.moveImm(Reg.SAVED0, 0);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, insert);
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.RET, 0));
        m.incref(Reg.SAVED0, Reg.TMP0);
        m.bind(insert);
        m.load(Width.W64, Reg.ARG0, FIRST);
        m.load(Width.W64, Reg.ARG1, SECOND);
        m.load(Width.W64, Reg.ARG2, THIRD);
        m.call(Helper.PYDICT_SETITEM);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, failed);
        m.load(Width.W64, Reg.ARG0, THIRD);
        m.call(stubs.of(Stub.RELEASE)); // the dict holds it too
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
        m.bind(failed);
        m.call(Helper.PYERR_CLEAR); // no memory: whoever does it again raises
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(stubs.of(Stub.RELEASE)); // the dict still holds it
        notDone(undone);
        m.leave();
    }

    private void contains() {
        Label told = m.newLabel();
        stubs.begin(Stub.CONTAINS_TYPED);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        ContainsStubs.containsKey(m, tables, told);
        m.moveImm(Reg.SAVED1, -1);
        m.bind(told);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** An item that is not there yet is put in by CPython, which finds out no more about it than has been here. */
    private void addToSet() {
        Label done = m.newLabel();
        beginWithTwo(Stub.ADD_TO_SET);
        tables.findInSet();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, done);
        m.load(Width.W64, Reg.ARG0, FIRST);
        m.load(Width.W64, Reg.ARG1, SECOND);
        m.call(Helper.PYSET_ADD);
        m.shiftLeft(Reg.RET, Reg.RET, Integer.SIZE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.call(Helper.PYERR_CLEAR); // no memory: whoever does it again raises
        m.moveImm(Reg.RET, -1);
        m.bind(done);
        m.leave();
    }

    private void isInstance(SpecialMethods specials) {
        Label other = m.newLabel();
        Label told = m.newLabel();
        Label yes = m.newLabel();
        beginWithTwo(Stub.ISINSTANCE_TYPED);
        m.address(Reg.SAVED0, FIRST);
        m.address(Reg.SAVED1, SECOND);
        InstanceChecks.emit(m, specials, Mem.at(Reg.SAVED0, 0), Mem.at(Reg.SAVED1, 0), other, told);
        m.bind(told);
        m.branch(Cond.EQ, Reg.RET, Global.TRUE, yes);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(yes);
        m.moveImm(Reg.RET, 1);
        m.leave();
        m.bind(other);
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    /** What has a text of its own, without asking Python. */
    private void text() {
        Label other = m.newLabel();
        Label byC = m.newLabel();
        Label undone = m.newLabel();
        beginWithType(Stub.TEXT_OF, Reg.ARG0);
        m.branch(Cond.NE, Reg.RET, Global.PYUNICODE_TYPE, other);
        m.move(Reg.RET, Reg.ARG0);
        m.incref(Reg.RET, Reg.TMP0);
        m.ret();
        m.bind(other);
        m.branch(Cond.EQ, Reg.RET, Global.PYLONG_TYPE, stubs.of(Stub.INT_TEXT));
        m.branch(Cond.EQ, Reg.RET, Global.PYFLOAT_TYPE, byC);
        m.branch(Cond.EQ, Reg.RET, Global.PYBOOL_TYPE, byC);
        m.branch(Cond.NE, Reg.ARG0, Global.NONE, undone);
        m.bind(byC);
        m.enter();
        m.call(Helper.PYOBJECT_STR);
        m.leave();
        notDone(undone);
        m.ret();
    }

    private void formatBySpecification() {
        Label plain = m.newLabel();
        Label undone = m.newLabel();
        stubs.begin(Stub.FORMAT_OF);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYUNICODE_TYPE, undone);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.ARG2, Global.PYLONG_TYPE, plain);
        m.branch(Cond.EQ, Reg.ARG2, Global.PYFLOAT_TYPE, plain);
        m.branch(Cond.EQ, Reg.ARG2, Global.PYUNICODE_TYPE, plain);
        m.bind(undone);
        m.moveImm(Reg.RET, Stub.NOT_DONE);
        m.ret();
        m.bind(plain);
        m.enter();
        m.call(Helper.PYOBJECT_FORMAT);
        m.leave();
    }

    /** {@code ARG4} items left of those at {@code ARG3}. */
    private void format() {
        Label next = m.newLabel();
        Label plain = m.newLabel();
        Label one = m.newLabel();
        Label undone = m.newLabel();
        beginWithType(Stub.FORMAT_TYPED, Reg.ARG1);
        m.branch(Cond.NE, Reg.RET, Global.PYTUPLE_TYPE, one);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.address(Reg.ARG3, Mem.at(Reg.ARG1, PyTuple.ITEMS));
        m.bind(next);
        m.add(Reg.ARG4, Reg.ARG4, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG4, 0, plain);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, 0));
        m.add(Reg.ARG3, Reg.ARG3, Long.BYTES);
        m.branch(Cond.EQ, Reg.RET, Global.NONE, next);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        for (Global type : WITH_TEXT) {
            m.branch(Cond.EQ, Reg.RET, type, next);
        }
        m.jump(undone);
        m.bind(one);
        for (Global type : WITH_TEXT) {
            m.branch(Cond.EQ, Reg.RET, type, plain);
        }
        notDone(undone);
        m.ret();
        m.bind(plain);
        m.enter();
        m.call(Helper.PYUNICODE_FORMAT);
        m.leave();
    }

    /** A number of its own type, of the other one or of a text. */
    private void number(Stub stub, Global own, Global other) {
        Label converted = m.newLabel();
        Label text = m.newLabel();
        Label undone = m.newLabel();
        beginWithType(stub, Reg.ARG0);
        m.branch(Cond.NE, Reg.RET, own, converted);
        m.move(Reg.RET, Reg.ARG0);
        m.incref(Reg.RET, Reg.TMP0);
        m.ret();
        m.bind(converted);
        m.branch(Cond.NE, Reg.RET, other, text);
        m.enter();
        m.call(stub == Stub.INT_OF ? Helper.PYNUMBER_LONG : Helper.PYNUMBER_FLOAT);
        m.leave();
        m.bind(text);
        m.branch(Cond.NE, Reg.RET, Global.PYUNICODE_TYPE, undone);
        m.enter();
        if (stub == Stub.INT_OF) {
            m.moveImm(Reg.ARG1, DECIMAL);
            m.call(Helper.PYLONG_FROMUNICODEOBJECT);
        } else {
            m.call(Helper.PYFLOAT_FROMSTRING);
        }
        m.leave();
        notDone(undone);
        m.ret();
    }

    private void length() {
        beginWithType(Stub.LENGTH_TYPED, Reg.ARG0);
        for (Object[] length : LENGTHS) {
            Label next = m.newLabel();
            m.branch(Cond.NE, Reg.RET, (Global) length[0], next);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, (int) length[1]));
            m.ret();
            m.bind(next);
        }
        m.moveImm(Reg.RET, -1);
        m.ret();
    }
}

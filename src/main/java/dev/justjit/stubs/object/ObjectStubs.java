package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyNumberMethods;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.hash.DictStore;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/** Comparing, truth, items and globals. {@code SAVED0} is the address of the operands. */
public final class ObjectStubs {
    private ObjectStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        compareBool(stubs);
        isTrue(stubs, specials);
        getItem(stubs, specials, tables);
        getIter(stubs, specials);
        next(stubs, specials);
        getDictItem(stubs, tables);
        new SliceStub(stubs).emit();
        setSlice(stubs);
        setItem(stubs, specials, tables);
        loadGlobal(stubs);
    }

    /** The operand with an index, in a stub whose {@code SAVED0} is the address of the first. */
    public static Mem operand(int index) {
        return Mem.at(Reg.SAVED0, 8 * index);
    }

    static void begin(StubLibrary stubs, Stub stub) {
        stubs.begin(stub);
        stubs.masm().enter();
        stubs.masm().move(Reg.SAVED0, Reg.ARG0);
    }

    /** Releases operands {@code 0..count-1} in order and returns {@code SAVED1}. */
    static void releaseAndLeave(StubLibrary stubs, int count) {
        MacroAssembler m = stubs.masm();
        for (int i = 0; i < count; i++) {
            stubs.release(operand(i));
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private static void compareBool(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        stubs.begin(Stub.COMPARE_BOOL);
        m.enter();
        m.call(stubs.of(Stub.COMPARE));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        Mem word = Mem.nativeWord(0);
        m.store(Width.W64, word, Reg.RET);
        m.address(Reg.ARG0, word);
        m.call(stubs.of(Stub.IS_TRUE));
        m.leave();
        m.bind(failed);
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    private static void isTrue(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label yes = m.newLabel();
        Label no = m.newLabel();
        Label generic = m.newLabel();
        Label byLength = m.newLabel();
        Label done = m.newLabel();
        stubs.begin(Stub.IS_TRUE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.EQ, Reg.RET, Global.TRUE, yes);
        m.branch(Cond.EQ, Reg.RET, Global.FALSE, no);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        builtinTruth(m, done);
        specials.function(operand(0), SpecialMethod.BOOL, byLength, generic);
        specials.call(operand(0));
        truthOfBool(stubs, done);
        m.bind(byLength);
        m.load(Width.W64, Reg.RET, operand(0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.AS_NUMBER));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyNumberMethods.BOOL), 0, generic);
        specials.function(operand(0), SpecialMethod.LEN, generic, generic);
        specials.call(operand(0));
        specials.toLength();
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.LE, Width.W64, Reg.RET, 0, done);
        m.moveImm(Reg.SAVED1, 1);
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.call(Helper.PYOBJECT_ISTRUE);
        signExtend(m);
        m.bind(done);
        releaseAndLeave(stubs, 1);
        m.bind(yes);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(no);
        m.moveImm(Reg.RET, 0);
        m.ret();
    }

    /** {@code SAVED1} = truth of the object {@code RET} and a jump, if it is None or of one of the usual builtin types. */
    private static void builtinTruth(MacroAssembler m, Label done) {
        Label isInt = m.newLabel();
        Label sized = m.newLabel();
        Label other = m.newLabel();
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.EQ, Reg.RET, Global.NONE, done);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyObject.TYPE));
        m.branch(Cond.EQ, Reg.TMP0, Global.PYLONG_TYPE, isInt);
        Global[] types = {
            Global.PYUNICODE_TYPE, Global.PYLIST_TYPE, Global.PYTUPLE_TYPE, Global.PYDICT_TYPE
        };
        int[] sizes = {PyUnicode.LENGTH, PyVarObject.OB_SIZE, PyVarObject.OB_SIZE, PyDict.USED};
        for (int i = 0; i < types.length; i++) {
            Label next = m.newLabel();
            m.branch(Cond.NE, Reg.TMP0, types[i], next);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, sizes[i]));
            m.jump(sized);
            m.bind(next);
        }
        m.jump(other);
        m.bind(isInt);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyLong.TAG));
        m.and(Reg.RET, Reg.RET, PyLong.SIGN_MASK);
        m.xor(Reg.RET, Reg.RET, PyLong.TAG_ZERO);
        m.bind(sized);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.moveImm(Reg.SAVED1, 1);
        m.jump(done);
        m.bind(other);
    }

    /** {@code SAVED1} = truth of the result {@code RET} of {@code __bool__}, which has to be True or False. */
    private static void truthOfBool(StubLibrary stubs, Label done) {
        MacroAssembler m = stubs.masm();
        Mem result = Mem.nativeWord(0);
        m.moveImm(Reg.SAVED1, 1);
        m.branch(Cond.EQ, Reg.RET, Global.TRUE, done);
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.EQ, Reg.RET, Global.FALSE, done);
        m.moveImm(Reg.SAVED1, -1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.store(Width.W64, result, Reg.RET);
        BuildStubs.formatTypeName(m, "__bool__ should return bool, returned %s", result);
        stubs.release(result);
        m.jump(done);
    }

    /** {@code SAVED1} = the C int in {@code RET}, as 64 bits. */
    public static void signExtend(MacroAssembler m) {
        m.shiftLeft(Reg.RET, Reg.RET, 32);
        m.shiftRightSigned(Reg.SAVED1, Reg.RET, 32);
    }

    private static void getItem(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        Label generic = m.newLabel();
        Label done = m.newLabel();
        begin(stubs, Stub.GET_ITEM);
        specials.function(operand(0), SpecialMethod.GETITEM, generic, generic);
        specials.call(operand(0), operand(1));
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        tables.guardDictItems(other);
        loadDictItem(m, tables, other);
        m.jump(done);
        m.bind(other);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.call(Helper.PYOBJECT_GETITEM);
        m.bind(done);
        m.move(Reg.SAVED1, Reg.RET);
        releaseAndLeave(stubs, 2);
    }

    /** {@code RET} = new reference to the item {@code ARG1} of the dict {@code ARG0}, or a jump unless it is found. */
    public static void loadDictItem(MacroAssembler m, HashTables tables, Label other) {
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, other);
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
        m.incref(Reg.RET, Reg.TMP0);
    }

    /** What {@code __iter__} returns has to be an iterator. */
    private static void getIter(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label generic = m.newLabel();
        Label list = m.newLabel();
        Label made = m.newLabel();
        Label done = m.newLabel();
        Mem result = Mem.nativeWord(0);
        begin(stubs, Stub.GET_ITER);
        specials.function(operand(0), SpecialMethod.ITER, generic, generic);
        specials.call(operand(0));
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYITER_CHECK);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, done);
        m.store(Width.W64, result, Reg.SAVED1);
        BuildStubs.formatTypeName(m, "iter() returned non-iterator of type '%.100s'", result);
        stubs.release(result);
        m.moveImm(Reg.SAVED1, 0);
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLIST_TYPE, list);
        m.call(Helper.PYOBJECT_GETITER);
        m.bind(made);
        m.move(Reg.SAVED1, Reg.RET);
        m.bind(done);
        releaseAndLeave(stubs, 1);
        m.bind(list);
        m.call(stubs.of(Stub.ITERATE_LIST));
        m.jump(made);
    }

    private static void next(StubLibrary stubs, SpecialMethods specials) {
        MacroAssembler m = stubs.masm();
        Label notOurs = m.newLabel();
        Label generic = m.newLabel();
        Mem iterator = Mem.nativeWord(3);
        stubs.begin(Stub.NEXT);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, notOurs);
        m.enter();
        m.store(Width.W64, iterator, Reg.ARG0);
        m.moveImm(Reg.ARG3, SpecialMethod.NEXT.ordinal());
        specials.functionOfClass(generic, generic);
        specials.call(iterator);
        m.leave();
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, iterator);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.leaveFrame();
        m.bind(notOurs);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.ITERNEXT));
        m.jumpRegister(Reg.RET);
    }

    private static void getDictItem(StubLibrary stubs, HashTables tables) {
        MacroAssembler m = stubs.masm();
        Label done = m.newLabel();
        Label other = m.newLabel();
        begin(stubs, Stub.GET_DICT_ITEM);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        loadDictItem(m, tables, other);
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(done);
        m.bind(other);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.address(Reg.ARG2, Mem.nativeWord(0));
        m.call(Helper.PYDICT_GETITEMREF);
        m.load(Width.W64, Reg.SAVED1, Mem.nativeWord(0));
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, done);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.call(Helper.PYERR_SETKEYERROR);
        m.bind(done);
        releaseAndLeave(stubs, 2);
    }

    private static void callSetItem(MacroAssembler m) {
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.load(Width.W64, Reg.ARG2, operand(0));
        m.call(Helper.PYOBJECT_SETITEM);
        signExtend(m);
    }

    private static void setSlice(StubLibrary stubs) {
        begin(stubs, Stub.SET_SLICE);
        callSetItem(stubs.masm());
        stubs.release(operand(2));
        releaseAndLeave(stubs, 2);
    }

    private static void setItem(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        MacroAssembler m = stubs.masm();
        Label longWay = m.newLabel();
        Label other = m.newLabel();
        Label generic = m.newLabel();
        Label done = m.newLabel();
        begin(stubs, Stub.SET_ITEM);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, other);
        DictStore.replace(m, tables, operand(1), operand(2), operand(0), longWay);
        m.call(stubs.of(Stub.RELEASE));
        stubs.release(operand(2));
        stubs.release(operand(1));
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(longWay);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.load(Width.W64, Reg.ARG2, operand(0));
        m.call(Helper.PYDICT_SETITEM_TAKE2);
        signExtend(m);
        stubs.release(operand(1));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(other);
        specials.function(operand(1), SpecialMethod.SETITEM, generic, generic);
        specials.call(operand(1), operand(2), operand(0));
        m.moveImm(Reg.SAVED1, -1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.moveImm(Reg.SAVED1, 0);
        m.jump(done);
        m.bind(generic);
        callSetItem(m);
        m.bind(done);
        releaseAndLeave(stubs, 3);
    }

    /** Two exact dicts are searched by one helper; other namespaces as mappings, one by one. */
    private static void loadGlobal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label mappings = m.newLabel();
        Label missing = m.newLabel();
        Label done = m.newLabel();
        begin(stubs, Stub.LOAD_GLOBAL);
        m.move(Reg.ARG2, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, mappings);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYDICT_TYPE, mappings);
        m.call(Helper.PYDICT_LOADGLOBAL);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, done);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, missing);
        m.bind(done);
        m.leave();
        m.bind(mappings);
        lookUp(m, done);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        lookUp(m, done);
        m.bind(missing);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Reg.ARG1, Global.PYEXC_NAMEERROR);
        m.load(Reg.ARG2, Symbol.text("name '%.200s' is not defined"));
        m.move(Reg.ARG3, Reg.SAVED0);
        m.call(Helper.PYEVAL_FORMATEXCCHECKARG);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** {@code RET} = item {@code SAVED0} of {@code ARG0}; jumps to {@code done} unless absent. */
    private static void lookUp(MacroAssembler m, Label done) {
        m.move(Reg.ARG1, Reg.SAVED0);
        m.address(Reg.ARG2, Mem.nativeWord(0));
        m.call(Helper.PYMAPPING_GETOPTIONALITEM);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.nativeWord(0));
        m.branch(Cond.NE, Width.W32, Reg.ARG0, 0, done);
    }
}

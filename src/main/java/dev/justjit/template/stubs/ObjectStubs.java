package dev.justjit.template.stubs;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Comparing, truth, items and globals. {@code SAVED0} is the address of the operands. */
final class ObjectStubs {
    private ObjectStubs() {}

    static void emit(StubLibrary stubs) {
        compare(stubs);
        compareBool(stubs);
        isTrue(stubs);
        contains(stubs);
        getDictItem(stubs);
        getSlice(stubs);
        setSlice(stubs);
        setItem(stubs);
        loadGlobal(stubs);
    }

    static Mem operand(int index) {
        return Mem.at(Reg.SAVED0, 8 * index);
    }

    private static void begin(StubLibrary stubs, Stub stub) {
        stubs.begin(stub);
        stubs.masm().enter();
        stubs.masm().move(Reg.SAVED0, Reg.ARG0);
    }

    /** Releases operands {@code 0..count-1} in order and returns {@code SAVED1}. */
    private static void releaseAndLeave(StubLibrary stubs, int count) {
        MacroAssembler m = stubs.masm();
        for (int i = 0; i < count; i++) {
            stubs.release(operand(i));
        }
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    private static void compare(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        begin(stubs, Stub.COMPARE);
        m.move(Reg.ARG2, Reg.ARG1);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.call(Helper.PYOBJECT_RICHCOMPARE);
        m.move(Reg.SAVED1, Reg.RET);
        releaseAndLeave(stubs, 2);
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

    private static void isTrue(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label yes = m.newLabel();
        Label no = m.newLabel();
        stubs.begin(Stub.IS_TRUE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        m.branch(Cond.EQ, Reg.RET, Global.TRUE, yes);
        m.branch(Cond.EQ, Reg.RET, Global.FALSE, no);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYOBJECT_ISTRUE);
        signExtend(m);
        releaseAndLeave(stubs, 1);
        m.bind(yes);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(no);
        m.moveImm(Reg.RET, 0);
        m.ret();
    }

    /** {@code SAVED1} = the C int in {@code RET}, as 64 bits. */
    static void signExtend(MacroAssembler m) {
        m.shiftLeft(Reg.RET, Reg.RET, 32);
        m.shiftRightSigned(Reg.SAVED1, Reg.RET, 32);
    }

    private static void contains(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        begin(stubs, Stub.CONTAINS);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.load(Width.W64, Reg.ARG1, operand(0));
        m.call(Helper.PYSEQUENCE_CONTAINS);
        signExtend(m);
        releaseAndLeave(stubs, 2);
    }

    private static void getDictItem(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label done = m.newLabel();
        begin(stubs, Stub.GET_DICT_ITEM);
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

    private static void getSlice(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        begin(stubs, Stub.GET_SLICE);
        m.move(Reg.TMP0, Reg.ARG1);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, operand(1));
        m.callRegister(Reg.TMP0);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(operand(1));
        releaseAndLeave(stubs, 1);
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

    private static void setItem(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label other = m.newLabel();
        begin(stubs, Stub.SET_ITEM);
        m.load(Width.W64, Reg.ARG0, operand(1));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, other);
        m.load(Width.W64, Reg.ARG1, operand(2));
        m.load(Width.W64, Reg.ARG2, operand(0));
        m.call(Helper.PYDICT_SETITEM_TAKE2);
        signExtend(m);
        stubs.release(operand(1));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(other);
        callSetItem(m);
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

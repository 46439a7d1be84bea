package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyEnumerate;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyZip;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.LoopWords;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.operator.NumberStubs;

/** What numeric regions need beside their own code. */
public final class RegionStubs {
    private static final int THREE_DIGIT_TAG_LIMIT = 4 << PyLong.TAG_SHIFT;

    /** The third digit of an int of 63 bits. */
    private static final int LAST_DIGIT_MAX = 7;

    private static final Mem STASH = Mem.nativeWord(0);
    private static final Mem SECOND_STASH = Mem.nativeWord(1);

    private RegionStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        storeOrDie(stubs, Stub.STORE_INT_OR_DIE, Stub.STORE_INT_LOCAL);
        storeOrDie(stubs, Stub.STORE_DOUBLE_OR_DIE, Stub.STORE_DOUBLE_LOCAL);
        unboxInt64(stubs);
        floatRemainder(stubs);
        floatFloorDivide(stubs);
        makeRangeIter(stubs);
        makeSequenceIter(stubs);
        makeEnumerate(stubs);
        makeZip(stubs);
        findGlobal(stubs);
        findModuleAttr(stubs);
        setGlobal(stubs);
        loopIsHot(stubs);
    }

    private static void storeOrDie(StubLibrary stubs, Stub stub, Stub store) {
        MacroAssembler m = stubs.masm();
        stubs.begin(stub);
        m.enter();
        m.call(stubs.of(store));
        NumberStubs.dieIfNull(m);
        m.leave();
    }

    /** One to three digits. A leaf without a frame: the words are the caller's. */
    private static void unboxInt64(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label tooLarge = m.newLabel();
        Label two = m.newLabel();
        Label sign = m.newLabel();
        Label positive = m.newLabel();
        stubs.begin(Stub.UNBOX_INT_64);
        m.store(Width.W64, STASH, Reg.ARG0);
        m.store(Width.W64, SECOND_STASH, Reg.ARG1);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.TMP0, PyLong.TAG));
        m.load(Width.W32, Reg.RET, Mem.at(Reg.TMP0, PyLong.DIGIT));
        m.branch(Cond.BELOW, Width.W64, Reg.ARG0, PyLong.COMPACT_TAG_LIMIT, sign);
        m.branch(Cond.BELOW, Width.W64, Reg.ARG0, THREE_DIGIT_TAG_LIMIT - 8, two);
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG0, THREE_DIGIT_TAG_LIMIT, tooLarge);
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.TMP0, PyLong.DIGIT + 8));
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG1, LAST_DIGIT_MAX, tooLarge);
        m.shiftLeft(Reg.ARG1, Reg.ARG1, 2 * PyLong.DIGIT_BITS);
        m.or(Reg.RET, Reg.RET, Reg.ARG1);
        m.bind(two);
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.TMP0, PyLong.DIGIT + 4));
        m.shiftLeft(Reg.ARG1, Reg.ARG1, PyLong.DIGIT_BITS);
        m.or(Reg.RET, Reg.RET, Reg.ARG1);
        m.bind(sign);
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG0, 2, positive);
        m.neg(Reg.RET, Reg.RET);
        m.bind(positive);
        m.move(Reg.TMP0, Reg.RET);
        m.load(Width.W64, Reg.ARG0, STASH);
        m.load(Width.W64, Reg.ARG1, SECOND_STASH);
        m.storeImm(Width.W64, STASH, 0);
        m.retVoid();
        m.bind(tooLarge);
        m.load(Width.W64, Reg.ARG0, STASH);
        m.load(Width.W64, Reg.ARG1, SECOND_STASH);
        m.storeImm(Width.W64, STASH, 1);
        m.retVoid();
    }

    // ---- floats: float_rem and _float_div_mod of Objects/floatobject.c ----

    private static final Mem DIVIDEND = Mem.nativeWord(0);
    private static final Mem DIVISOR = Mem.nativeWord(1);
    private static final Mem REMAINDER = Mem.nativeWord(2);

    private static void copySign(MacroAssembler m) {
        m.call(Symbol.export("copysign"));
    }

    /**
     * {@code F0} = {@code fmod(F0, F1)}, with the operands in their words. Jumps if that is zero, else
     * goes on with {@code F1} the divisor.
     */
    private static void beginRemainder(MacroAssembler m, Label zero) {
        m.store(DIVIDEND, FReg.F0);
        m.store(DIVISOR, FReg.F1);
        m.call(Symbol.export("fmod"));
        m.load(FReg.F1, DIVISOR);
        m.moveImm(FReg.F2, 0, Reg.RET);
        m.branch(DoubleCond.EQ, FReg.F0, FReg.F2, true, zero);
    }

    /** Jumps if remainder {@code F0} and divisor {@code F1} have the same sign. {@code F2} is 0. */
    private static void branchIfSameSign(MacroAssembler m, Label same) {
        m.set(DoubleCond.LT, Reg.RET, FReg.F0, FReg.F2);
        m.set(DoubleCond.LT, Reg.TMP0, FReg.F1, FReg.F2);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.TMP0, same);
    }

    private static void floatRemainder(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label zero = m.newLabel();
        Label out = m.newLabel();
        stubs.begin(Stub.FLOAT_REMAINDER);
        m.enter();
        beginRemainder(m, zero);
        branchIfSameSign(m, out);
        m.add(FReg.F0, FReg.F0, FReg.F1);
        m.jump(out);
        m.bind(zero);
        m.move(FReg.F0, FReg.F2);
        copySign(m);
        m.bind(out);
        m.leave();
    }

    private static void floatFloorDivide(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label zero = m.newLabel();
        Label same = m.newLabel();
        Label out = m.newLabel();
        Label zeroQuotient = m.newLabel();
        stubs.begin(Stub.FLOAT_FLOOR_DIVIDE);
        m.enter();
        beginRemainder(m, zero);
        m.load(FReg.F3, DIVIDEND);
        m.sub(FReg.F3, FReg.F3, FReg.F0);
        m.div(FReg.F3, FReg.F3, FReg.F1);
        branchIfSameSign(m, same);
        m.moveImm(FReg.F4, 1.0, Reg.RET);
        m.sub(FReg.F3, FReg.F3, FReg.F4);
        m.jump(same);
        m.bind(zero);
        m.load(FReg.F3, DIVIDEND);
        m.sub(FReg.F3, FReg.F3, FReg.F0);
        m.div(FReg.F3, FReg.F3, FReg.F1);
        m.bind(same);
        m.branch(DoubleCond.EQ, FReg.F3, FReg.F2, true, zeroQuotient);
        m.store(REMAINDER, FReg.F3);
        m.move(FReg.F0, FReg.F3);
        m.call(Symbol.export("floor"));
        m.load(FReg.F1, REMAINDER);
        m.sub(FReg.F1, FReg.F1, FReg.F0);
        m.moveImm(FReg.F2, 0.5, Reg.RET);
        m.branch(DoubleCond.GT, FReg.F1, FReg.F2, false, out);
        m.moveImm(FReg.F2, 1.0, Reg.RET);
        m.add(FReg.F0, FReg.F0, FReg.F2);
        m.jump(out);
        m.bind(zeroQuotient);
        m.load(FReg.F0, DIVIDEND);
        m.load(FReg.F1, DIVISOR);
        m.div(FReg.F1, FReg.F0, FReg.F1);
        m.moveImm(FReg.F0, 0, Reg.RET);
        copySign(m);
        m.bind(out);
        m.leave();
    }

    // ---- objects ----

    /** The iterator of an empty range gets other contents. */
    private static void makeRangeIter(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.MAKE_RANGE_ITER);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.store(Width.W64, STASH, Reg.ARG2);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.DATA, JitData.EMPTY_RANGE));
        m.call(Helper.PYOBJECT_GETITER);
        NumberStubs.dieIfNull(m);
        m.store(Width.W64, Mem.at(Reg.RET, RangeIter.START), Reg.SAVED0);
        m.store(Width.W64, Mem.at(Reg.RET, RangeIter.LEN), Reg.SAVED1);
        m.load(Width.W64, Reg.TMP0, STASH);
        m.store(Width.W64, Mem.at(Reg.RET, RangeIter.STEP), Reg.TMP0);
        m.leave();
    }

    /** Iterators of tuples have their index where those of lists have it. */
    private static void makeSequenceIter(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.MAKE_SEQUENCE_ITER);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.call(Helper.PYOBJECT_GETITER);
        NumberStubs.dieIfNull(m);
        m.store(Width.W64, Mem.at(Reg.RET, ListIter.INDEX), Reg.SAVED0);
        m.leave();
    }

    private static void makeEnumerate(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.MAKE_ENUMERATE);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.move(Reg.ARG1, Reg.ARG0);
        m.load(Reg.ARG0, Global.PYENUM_TYPE);
        m.call(Helper.PYOBJECT_CALLONEARG);
        NumberStubs.dieIfNull(m);
        m.store(Width.W64, Mem.at(Reg.RET, PyEnumerate.INDEX), Reg.SAVED0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyEnumerate.ITERATOR));
        m.store(Width.W64, Mem.at(Reg.TMP0, ListIter.INDEX), Reg.SAVED0);
        m.leave();
    }

    private static void makeZip(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.MAKE_ZIP);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        // words with higher numbers come first
        m.store(Width.W64, SECOND_STASH, Reg.ARG0);
        m.store(Width.W64, STASH, Reg.ARG2);
        m.load(Reg.ARG0, Global.PYZIP_TYPE);
        m.address(Reg.ARG1, SECOND_STASH);
        m.moveImm(Reg.ARG2, 2);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        NumberStubs.dieIfNull(m);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyZip.ITERATORS));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyTuple.ITEMS));
        m.store(Width.W64, Mem.at(Reg.TMP0, ListIter.INDEX), Reg.SAVED0);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyTuple.ITEMS + 8));
        m.store(Width.W64, Mem.at(Reg.TMP0, ListIter.INDEX), Reg.SAVED0);
        m.leave();
    }

    /** {@code RET} = the value in the dict {@code ARG0}, which must be exact and have str keys only; or 0. */
    private static void findInDict(MacroAssembler m, Label none) {
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, none);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.load(Width.W8, Reg.RET, Mem.at(Reg.RET, DictKeys.KIND));
        m.branch(Cond.NE, Width.W64, Reg.RET, DictKeys.KIND_UNICODE, none);
        m.call(Helper.PYDICT_GETITEMWITHERROR);
    }

    /** Binds where {@code RET} is the result, and where there is none: 0. */
    private static void leaveOrNone(MacroAssembler m, Label out, Label none) {
        m.bind(out);
        m.leave();
        m.bind(none);
        m.moveImm(Reg.RET, 0);
        m.jump(out);
    }

    private static void findGlobal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        Label out = m.newLabel();
        stubs.begin(Stub.FIND_GLOBAL);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.ARG1, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        findInDict(m, none);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, out);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        findInDict(m, none);
        leaveOrNone(m, out, none);
    }

    private static void findModuleAttr(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        Label out = m.newLabel();
        stubs.begin(Stub.FIND_MODULE_ATTR);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.call(stubs.of(Stub.FIND_GLOBAL));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, out);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYMODULE_TYPE, none);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, PyModule.DICT));
        m.move(Reg.ARG1, Reg.SAVED0);
        findInDict(m, none);
        leaveOrNone(m, out, none);
    }

    /** {@code PyDict_SetItem} tells those who watch the dict, and answers 0 or -1. */
    private static void setGlobal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.SET_GLOBAL);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.move(Reg.ARG2, Reg.ARG1);
        m.move(Reg.ARG1, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.call(Helper.PYDICT_SETITEM);
        m.add(Reg.RET, Reg.RET, 1);
        m.and(Reg.RET, Reg.RET, 1);
        NumberStubs.dieIfNull(m);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(stubs.of(Stub.RELEASE));
        m.leave();
    }

    // ---- the host ----

    /** In the child of a fork, and on little stack, the loop stays as it is. */
    private static void loopIsHot(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label out = m.newLabel();
        stubs.begin(Stub.LOOP_IS_HOT);
        m.enter();
        m.storeImm(Width.W64, Mem.at(Reg.ARG0, LoopWords.COUNT), LoopWords.UNASKED);
        m.move(Reg.SAVED0, Reg.ARG0);
        HostCalls.branchIfAbsent(stubs, out);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.FRAME);
        m.call(Mem.at(Reg.DATA, JitData.LOOP_IS_HOT));
        m.bind(out);
        m.leave();
    }
}

package dev.justjit.stubs.operator;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Boxing and unboxing. Layout of ints: {@code Include/cpython/longintrepr.h}. */
public final class NumberStubs {
    private static final int TWO_DIGIT_TAG_LIMIT = 3 << PyLong.TAG_SHIFT;
    private static final int SMALL_COUNT = PyLong.SMALL_MAX - PyLong.SMALL_MIN;

    private NumberStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        boxInt(stubs);
        boxIntOrDie(stubs);
        boxDouble(stubs);
        boxDoubleOrDie(stubs);
        unboxInt(stubs);
        storeIntLocal(stubs);
        storeDoubleLocal(stubs);
    }

    /** Small values are singletons; then the list of dead ints; then CPython's allocator. */
    private static void boxInt(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label small = m.newLabel();
        Label allocate = m.newLabel();
        stubs.begin(Stub.BOX_INT);
        m.add(Reg.RET, Reg.ARG0, -PyLong.SMALL_MIN);
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.RET, SMALL_COUNT, small);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.INT_FREE_LIST));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, allocate);
        encode(m, Reg.RET, allocate, null);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.REFCNT));
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.INT_FREE_LIST), Reg.ARG1);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.INT_FREE_ROOM), 1);
        m.storeImm(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1);
        m.ret();
        m.bind(small);
        m.move(Reg.RET, Reg.ARG0);
        m.shiftLeft(Reg.RET, Reg.RET, PyLong.SMALL_SHIFT);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
        m.ret();
        m.bind(allocate);
        m.jump(Symbol.export(Helper.PYLONG_FROMLONGLONG.symbol()));
    }

    /**
     * Writes tag and digits of {@code ARG0} into the 32-byte int {@code object}; jumps to {@code
     * tooLarge} when it has more than two digits. Changes {@code ARG1..ARG3}.
     *
     * @param oneDigitOnly where to go for two digits when the block may hold only one, or null
     */
    private static void encode(
            MacroAssembler m,
            Reg object,
            Label tooLarge,
            @org.jspecify.annotations.Nullable Label oneDigitOnly) {
        Label positive = m.newLabel();
        Label two = m.newLabel();
        Label done = m.newLabel();
        m.moveImm(Reg.ARG2, PyLong.TAG_POSITIVE);
        m.move(Reg.ARG1, Reg.ARG0);
        m.branch(Cond.GE, Width.W64, Reg.ARG0, 0, positive);
        m.neg(Reg.ARG1, Reg.ARG1);
        m.moveImm(Reg.ARG2, PyLong.TAG_NEGATIVE);
        m.bind(positive);
        m.shiftRight(Reg.ARG3, Reg.ARG1, PyLong.DIGIT_BITS);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, 0, two);
        m.store(Width.W64, Mem.at(object, PyLong.TAG), Reg.ARG2);
        m.store(Width.W32, Mem.at(object, PyLong.DIGIT), Reg.ARG1);
        m.jump(done);
        m.bind(two);
        if (oneDigitOnly != null) {
            m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.TWO_DIGITS_FIT), 0, oneDigitOnly);
        }
        m.branch(Cond.ABOVE, Width.W64, Reg.ARG3, PyLong.COMPACT_MAX, tooLarge);
        m.add(Reg.ARG2, Reg.ARG2, 1 << PyLong.TAG_SHIFT);
        m.store(Width.W64, Mem.at(object, PyLong.TAG), Reg.ARG2);
        m.and(Reg.ARG1, Reg.ARG1, PyLong.COMPACT_MAX);
        m.store(Width.W32, Mem.at(object, PyLong.DIGIT), Reg.ARG1);
        m.store(Width.W32, Mem.at(object, PyLong.DIGIT + 4), Reg.ARG3);
        m.bind(done);
    }

    private static void boxIntOrDie(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.BOX_INT_OR_DIE);
        m.enter();
        m.call(stubs.of(Stub.BOX_INT));
        dieIfNull(m);
        m.leave();
    }

    private static void boxDoubleOrDie(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        stubs.begin(Stub.BOX_DOUBLE_OR_DIE);
        m.enter();
        m.call(stubs.of(Stub.BOX_DOUBLE));
        dieIfNull(m);
        m.leave();
    }

    /** Ends the process if {@code RET} is NULL: there is no memory for a number, in the middle of code that cannot raise. */
    public static void dieIfNull(MacroAssembler m) {
        Label ok = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, ok);
        m.call(Symbol.export("abort"));
        m.bind(ok);
    }

    /** A dead float, else one of CPython's. */
    private static void boxDouble(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label allocate = m.newLabel();
        stubs.begin(Stub.BOX_DOUBLE);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.DATA, JitData.FLOAT_FREE_LIST));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, allocate);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyObject.REFCNT));
        m.store(Width.W64, Mem.at(Reg.DATA, JitData.FLOAT_FREE_LIST), Reg.TMP0);
        m.addMem(Width.W64, Mem.at(Reg.DATA, JitData.FLOAT_FREE_ROOM), 1);
        m.storeImm(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1);
        m.store(Mem.at(Reg.RET, PyFloat.VALUE), FReg.F0);
        m.ret();
        m.bind(allocate);
        m.jump(Symbol.export(Helper.PYFLOAT_FROMDOUBLE.symbol()));
    }

    /** Changes {@code ARG5}, {@code TMP0} and {@code RET} only. */
    private static void unboxInt(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label tooLarge = m.newLabel();
        Label sign = m.newLabel();
        Label done = m.newLabel();
        stubs.begin(Stub.UNBOX_INT);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG5, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, TWO_DIGIT_TAG_LIMIT, tooLarge);
        m.load(Width.W32, Reg.RET, Mem.at(Reg.ARG5, PyLong.DIGIT));
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, sign);
        m.load(Width.W32, Reg.ARG5, Mem.at(Reg.ARG5, PyLong.DIGIT + 4));
        m.shiftLeft(Reg.ARG5, Reg.ARG5, PyLong.DIGIT_BITS);
        m.or(Reg.RET, Reg.RET, Reg.ARG5);
        m.bind(sign);
        m.move(Reg.ARG5, Reg.RET);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, done);
        m.neg(Reg.ARG5, Reg.ARG5);
        m.bind(done);
        m.moveImm(Reg.TMP0, 0);
        m.retVoid();
        m.bind(tooLarge);
        m.moveImm(Reg.TMP0, 1);
        m.retVoid();
    }

    /** In place when the local is the only holder of an int; small values are singletons. */
    private static void storeIntLocal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label replace = m.newLabel();
        stubs.begin(Stub.STORE_INT_LOCAL);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, replace);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYLONG_TYPE, replace);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1, replace);
        m.add(Reg.TMP0, Reg.ARG0, -PyLong.SMALL_MIN);
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.TMP0, SMALL_COUNT, replace);
        m.move(Reg.TMP0, Reg.ARG1); // encode() needs ARG1
        Label restore = m.newLabel();
        encode(m, Reg.RET, restore, restore);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(restore);
        m.move(Reg.ARG1, Reg.TMP0);
        m.bind(replace);
        storeSmall(stubs);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.call(stubs.of(Stub.BOX_INT));
        swapLocal(stubs);
    }

    /** The local at {@code ARG1} = singleton of {@code ARG0}, without a frame unless the old dies. */
    private static void storeSmall(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label large = m.newLabel();
        Label dead = m.newLabel();
        Label number = m.newLabel();
        Label done = m.newLabel();
        m.add(Reg.TMP0, Reg.ARG0, -PyLong.SMALL_MIN);
        m.branch(Cond.ABOVE, Width.W64, Reg.TMP0, SMALL_COUNT, large);
        m.shiftLeft(Reg.RET, Reg.ARG0, PyLong.SMALL_SHIFT);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, 0));
        m.store(Width.W64, Mem.at(Reg.ARG1, 0), Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.bind(done);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(dead);
        m.enter();
        m.moveImm(Reg.SAVED0, 1);
        branchIfNumber(m, number);
        m.moveImm(Reg.SAVED0, 2);
        m.bind(number);
        m.call(stubs.of(Stub.DEALLOC));
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
        m.bind(large);
    }

    /** Jumps if {@code ARG0} is an exact int or float: it dies quietly. */
    private static void branchIfNumber(MacroAssembler m, Label yes) {
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, yes);
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFLOAT_TYPE, yes);
    }

    /**
     * Puts the new object {@code RET} into the local at {@code SAVED0}; {@code RET} = 0 if that is NULL, 2 if
     * the old value was neither int nor float, else 1.
     */
    private static void swapLocal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label done = m.newLabel();
        Label release = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.store(Width.W64, Mem.at(Reg.SAVED0, 0), Reg.RET);
        m.moveImm(Reg.SAVED0, 1);
        m.moveImm(Reg.RET, 1);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        branchIfNumber(m, release);
        m.moveImm(Reg.SAVED0, 2);
        m.bind(release);
        m.call(stubs.of(Stub.RELEASE));
        m.move(Reg.RET, Reg.SAVED0);
        m.bind(done);
        m.leave();
    }

    private static void storeDoubleLocal(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label replace = m.newLabel();
        stubs.begin(Stub.STORE_DOUBLE_LOCAL);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, replace);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYFLOAT_TYPE, replace);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1, replace);
        m.store(Mem.at(Reg.RET, PyFloat.VALUE), FReg.F0);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(replace);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.call(stubs.of(Stub.BOX_DOUBLE));
        swapLocal(stubs);
    }
}

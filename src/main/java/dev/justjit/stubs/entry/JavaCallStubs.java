package dev.justjit.stubs.entry;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.JavaCall;
import dev.justjit.stubs.library.StubLibrary;

/**
 * The native method by which Java calls Python: takes the GIL, calls with registers or with objects, turns numbers
 * into objects and back, and gives the GIL back, all in one. What is shared with Java is in {@link JavaCall}.
 *
 * <p>{@code SAVED0} is the exchange, {@code SAVED1} what is called.
 */
public final class JavaCallStubs {
    private static final Mem TARGET = Mem.nativeWord(2);
    private static final Mem SIGNATURE = Mem.nativeWord(3);
    private static final Mem FLAGS = Mem.nativeWord(4);
    private static final Mem COUNT = Mem.nativeWord(5);

    /** Arguments that are objects: so many. */
    private static final Mem BOXED = Mem.nativeWord(6);

    private static final Mem RESULT = Mem.nativeWord(7);

    /** The kinds of the arguments that are none yet, the next one lowest. */
    private static final Mem KINDS = Mem.nativeWord(8);

    /** Scratch of {@link Stub#UNBOX_INT_64}. */
    private static final Mem UNBOX_FAILED = Mem.nativeWord(0);

    private static final Mem VALUE = Mem.at(Reg.SAVED0, JavaCall.VALUE);
    private static final int COUNT_MASK = (1 << JavaCall.COUNT_BITS) - 1;
    private static final int KIND_MASK = (1 << JavaCall.KIND_BITS) - 1;
    private static final int STATUS_FLAGS = JavaCall.GAVE_UP;

    private final StubLibrary stubs;
    private final MacroAssembler m;

    /** {@code RET} = status; the GIL goes back. */
    private final Label plain;

    /** The same; the GIL stays. */
    private final Label held;

    private JavaCallStubs(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
        plain = m.newLabel();
        held = m.newLabel();
    }

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        new JavaCallStubs(stubs).emit();
    }

    private void emit() {
        stubs.begin(Stub.CALL_FROM_JAVA);
        m.enterFromC();
        takeArguments();
        withoutLock();
        takeLock();
        withRegisters();
        withObjects();
        unbox();
        leave();
    }

    /** {@code ARG0} and {@code ARG1} are Java's; {@code ARG2} the exchange, {@code ARG3} the target, then two arguments. */
    private void takeArguments() {
        m.move(Reg.SAVED0, Reg.ARG2);
        m.store(Width.W64, Mem.at(Reg.SAVED0, JavaCall.ARGUMENTS), Reg.ARG4);
        m.store(Width.W64, Mem.at(Reg.SAVED0, JavaCall.ARGUMENTS + Long.BYTES), Reg.ARG5);
        m.load(Width.W64, Reg.THREAD, Mem.at(Reg.SAVED0, JavaCall.STATE));
        m.shiftRight(Reg.RET, Reg.ARG3, JavaCall.SIGNATURE_SHIFT);
        m.store(Width.W64, SIGNATURE, Reg.RET);
        int signature = Long.SIZE - JavaCall.SIGNATURE_SHIFT;
        m.shiftLeft(Reg.ARG3, Reg.ARG3, signature);
        m.shiftRight(Reg.ARG3, Reg.ARG3, signature);
        m.store(Width.W64, TARGET, Reg.ARG3);
        m.storeImm(Width.W64, FLAGS, 0);
    }

    /**
     * What needs no GIL does not take it. The stub itself runs without it, and so must lie in pages that are never
     * written again.
     */
    private void withoutLock() {
        Label locked = m.newLabel();
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, JavaCall.FREE_ENTRY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, locked);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG3, JavaCall.CALLABLE));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, locked);
        branchIfPending(locked);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.callRegister(Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, plain);
        m.bind(locked);
    }

    /** Or a tool is active. {@code TMP0} is lost. */
    private void branchIfPending(Label to) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        Mem quiet = Mem.at(Reg.DATA, JitData.OK_VERSION);
        m.branch(Cond.NE, Width.W64, quiet, Reg.TMP0, to);
    }

    /** Unless the thread has it: C code above may have given it up or not. */
    private void takeLock() {
        Label mine = m.newLabel();
        Mem status = Mem.at(Reg.THREAD, ThreadState.STATUS);
        m.branchTest(Cond.NE, Width.W32, status, ThreadState.STATUS_ACTIVE, mine);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYEVAL_RESTORETHREAD);
        m.storeImm(Width.W64, FLAGS, JavaCall.HELD);
        m.bind(mine);
    }

    /** Not while something is pending or a tool is active. */
    private void withRegisters() {
        Label open = m.newLabel();
        Label objects = m.newLabel();
        m.load(Width.W64, Reg.ARG3, TARGET);
        m.load(Width.W64, Reg.SAVED1, Mem.at(Reg.ARG3, JavaCall.CALLABLE));
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 0, open);
        m.moveImm(Reg.RET, JavaCall.CLOSED);
        m.jump(plain);
        m.bind(open);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, JavaCall.ENTRY));
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, objects);
        branchIfPending(objects);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.move(Reg.ARG1, Reg.SAVED0);
        m.callRegister(Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, plain);
        m.addMem(Width.W64, FLAGS, JavaCall.GAVE_UP);
        m.bind(objects);
    }

    // ---- by objects ----

    private void withObjects() {
        Label failed = m.newLabel();
        m.incref(Reg.SAVED1, Reg.TMP0);
        m.storeImm(Width.W64, RESULT, 0);
        m.storeImm(Width.W64, BOXED, 0);
        signature();
        box(failed);
        m.move(Reg.ARG0, Reg.SAVED1);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, JavaCall.ARGUMENTS));
        // the word before the arguments is the callee's to use
        m.moveImm(Reg.ARG2, 1);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, Long.SIZE - 1);
        m.load(Width.W64, Reg.TMP0, COUNT);
        m.or(Reg.ARG2, Reg.ARG2, Reg.TMP0);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.store(Width.W64, RESULT, Reg.RET);
        m.bind(failed);
        releaseArguments();
        m.move(Reg.ARG0, Reg.SAVED1);
        m.call(stubs.of(Stub.RELEASE));
    }

    /** The number of arguments and all kinds to their words. */
    private void signature() {
        Label few = m.newLabel();
        m.load(Width.W64, Reg.RET, SIGNATURE);
        m.and(Reg.ARG1, Reg.RET, COUNT_MASK);
        m.store(Width.W64, COUNT, Reg.ARG1);
        m.shiftRight(Reg.RET, Reg.RET, JavaCall.COUNT_BITS);
        m.branch(Cond.BELOW_EQ, Width.W64, Reg.ARG1, JavaCall.SIGNATURE_KINDS, few);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, JavaCall.KINDS));
        m.bind(few);
        m.store(Width.W64, KINDS, Reg.RET);
    }

    private void box(Label failed) {
        Label again = m.newLabel();
        Label notInt = m.newLabel();
        Label notDouble = m.newLabel();
        Label made = m.newLabel();
        Label keep = m.newLabel();
        Label done = m.newLabel();
        m.bind(again);
        m.load(Width.W64, Reg.ARG1, BOXED);
        m.branch(Cond.EQ, Width.W64, COUNT, Reg.ARG1, done);
        m.load(Width.W64, Reg.RET, KINDS);
        m.and(Reg.ARG2, Reg.RET, KIND_MASK);
        m.shiftRight(Reg.RET, Reg.RET, JavaCall.KIND_BITS);
        m.store(Width.W64, KINDS, Reg.RET);
        m.load(Width.W64, Reg.ARG0, argument(Reg.ARG1));
        m.branch(Cond.NE, Width.W64, Reg.ARG2, JavaCall.INT, notInt);
        m.call(stubs.of(Stub.BOX_INT));
        m.jump(made);
        m.bind(notInt);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, JavaCall.DOUBLE, notDouble);
        m.moveFromBits(FReg.F0, Reg.ARG0);
        m.call(stubs.of(Stub.BOX_DOUBLE));
        m.bind(made);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.bind(keep);
        m.load(Width.W64, Reg.ARG1, BOXED);
        m.store(Width.W64, argument(Reg.ARG1), Reg.RET);
        m.addMem(Width.W64, BOXED, 1);
        m.jump(again);
        m.bind(notDouble);
        singleton(keep);
        m.bind(done);
    }

    private static Mem argument(Reg number) {
        return Mem.at(Reg.SAVED0, number, Long.BYTES, JavaCall.ARGUMENTS);
    }

    /** Kind {@code ARG2}, value {@code ARG0}: a bool or None, which are immortal. */
    private void singleton(Label keep) {
        Label isTrue = m.newLabel();
        Label isNone = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, JavaCall.NONE, isNone);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, isTrue);
        m.load(Reg.RET, Global.FALSE);
        m.jump(keep);
        m.bind(isTrue);
        m.load(Reg.RET, Global.TRUE);
        m.jump(keep);
        m.bind(isNone);
        m.load(Reg.RET, Global.NONE);
        m.jump(keep);
    }

    private void releaseArguments() {
        Label again = m.newLabel();
        Label done = m.newLabel();
        m.bind(again);
        m.load(Width.W64, Reg.ARG1, BOXED);
        m.branch(Cond.EQ, Width.W64, Reg.ARG1, 0, done);
        m.add(Reg.ARG1, Reg.ARG1, -1);
        m.store(Width.W64, BOXED, Reg.ARG1);
        m.load(Width.W64, Reg.ARG0, argument(Reg.ARG1));
        m.call(stubs.of(Stub.RELEASE));
        m.jump(again);
        m.bind(done);
    }

    /** The number in the result, which is released; other objects stay. */
    private void unbox() {
        Label notInt = m.newLabel();
        Label notFloat = m.newLabel();
        Label object = m.newLabel();
        Label error = m.newLabel();
        m.load(Width.W64, Reg.TMP0, RESULT);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, error);
        asItIs();
        Mem type = Mem.at(Reg.TMP0, PyObject.TYPE);
        m.branch(Cond.NE, type, Global.PYLONG_TYPE, notInt);
        m.call(stubs.of(Stub.UNBOX_INT_64));
        m.branch(Cond.NE, Width.W64, UNBOX_FAILED, 0, object);
        m.store(Width.W64, VALUE, Reg.TMP0);
        stubs.release(RESULT);
        m.moveImm(Reg.RET, JavaCall.INT);
        m.jump(plain);
        m.bind(notInt);
        m.branch(Cond.NE, type, Global.PYFLOAT_TYPE, notFloat);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, PyFloat.VALUE));
        m.store(Width.W64, VALUE, Reg.RET);
        stubs.release(RESULT);
        m.moveImm(Reg.RET, JavaCall.DOUBLE);
        m.jump(plain);
        m.bind(notFloat);
        unboxSingleton();
        m.bind(object);
        m.load(Width.W64, Reg.TMP0, RESULT);
        m.store(Width.W64, VALUE, Reg.TMP0);
        m.moveImm(Reg.RET, JavaCall.OBJECT);
        m.jump(held);
        m.bind(error);
        m.moveImm(Reg.RET, JavaCall.ERROR);
        m.jump(held);
    }

    /** The object {@code TMP0}, if it is wanted as one. */
    private void asItIs() {
        Label number = m.newLabel();
        m.branchTest(Cond.EQ, Width.W64, SIGNATURE, JavaCall.WANTS_OBJECT, number);
        m.store(Width.W64, VALUE, Reg.TMP0);
        m.moveImm(Reg.RET, JavaCall.OBJECT);
        m.jump(plain);
        m.bind(number);
    }

    /** If {@code TMP0} is None or a bool; they are immortal. */
    private void unboxSingleton() {
        Label notNone = m.newLabel();
        Label notTrue = m.newLabel();
        Label other = m.newLabel();
        m.branch(Cond.NE, Reg.TMP0, Global.NONE, notNone);
        m.moveImm(Reg.RET, JavaCall.NONE);
        m.jump(plain);
        m.bind(notNone);
        m.branch(Cond.NE, Reg.TMP0, Global.TRUE, notTrue);
        m.storeImm(Width.W64, VALUE, 1);
        m.moveImm(Reg.RET, JavaCall.BOOL);
        m.jump(plain);
        m.bind(notTrue);
        m.branch(Cond.NE, Reg.TMP0, Global.FALSE, other);
        m.storeImm(Width.W64, VALUE, 0);
        m.moveImm(Reg.RET, JavaCall.BOOL);
        m.jump(plain);
        m.bind(other);
    }

    // ---- back to Java ----

    private void leave() {
        Label kept = m.newLabel();
        Label out = m.newLabel();
        m.bind(held);
        m.load(Width.W64, Reg.TMP0, FLAGS);
        m.or(Reg.RET, Reg.RET, Reg.TMP0);
        m.jump(kept);
        m.bind(plain);
        m.load(Width.W64, Reg.TMP0, FLAGS);
        m.and(Reg.ARG0, Reg.TMP0, STATUS_FLAGS);
        m.or(Reg.RET, Reg.RET, Reg.ARG0);
        m.store(Width.W64, Mem.at(Reg.SAVED0, JavaCall.STATUS), Reg.RET);
        m.branchTest(Cond.EQ, Width.W64, Reg.TMP0, JavaCall.HELD, out);
        m.call(Helper.PYEVAL_SAVETHREAD);
        m.jump(out);
        m.bind(kept);
        m.store(Width.W64, Mem.at(Reg.SAVED0, JavaCall.STATUS), Reg.RET);
        m.bind(out);
        answer();
    }

    /** Both as an int and as a double: one of them is what the native method was declared to return. */
    private void answer() {
        Label noInt = m.newLabel();
        Label noDouble = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, JavaCall.STATUS));
        m.branch(Cond.NE, Width.W64, Reg.ARG0, JavaCall.INT, noInt);
        noDouble();
        m.load(Width.W64, Reg.RET, VALUE);
        m.leaveToC();
        m.bind(noInt);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, JavaCall.DOUBLE, noDouble);
        m.load(FReg.F0, VALUE);
        m.moveImm(Reg.RET, JavaCall.NO_INT);
        m.leaveToC();
        m.bind(noDouble);
        noDouble();
        m.moveImm(Reg.RET, JavaCall.NO_INT);
        m.leaveToC();
    }

    private void noDouble() {
        m.moveImm(FReg.F0, Double.longBitsToDouble(JavaCall.NO_DOUBLE), Reg.RET);
    }
}

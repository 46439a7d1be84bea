package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Raising and matching exceptions, with the rules and texts of the interpreter's own. */
public final class RaiseStubs {
    private static final String BAD_INSTANCE =
            "calling %R should have returned an instance of BaseException, not %R";

    private RaiseStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        clearStopIteration(stubs);
        checkMatch(stubs);
        checkGroupMatch(stubs);
        raiseAgain(stubs);
        raise(stubs);
    }

    /** The common end of iteration sets no exception at all. */
    private static void clearStopIteration(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label end = m.newLabel();
        Label error = m.newLabel();
        stubs.begin(Stub.CLEAR_STOP_ITERATION);
        m.enter();
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, end);
        m.load(Reg.ARG0, Global.PYEXC_STOPITERATION);
        m.call(Helper.PYERR_EXCEPTIONMATCHES);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, error);
        m.call(Helper.PYERR_CLEAR);
        m.bind(end);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(error);
        m.moveImm(Reg.RET, 1);
        m.leave();
    }

    private static void checkMatch(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label invalid = m.newLabel();
        Label done = m.newLabel();
        stubs.begin(Stub.CHECK_EXC_MATCH);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.call(Helper.PYEVAL_CHECKEXCEPTTYPEVALID);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, invalid);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.call(Helper.PYERR_GIVENEXCEPTIONMATCHES);
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, done);
        m.moveImm(Reg.SAVED1, 1);
        m.jump(done);
        m.bind(invalid);
        m.moveImm(Reg.SAVED1, -1);
        m.bind(done);
        stubs.release(ObjectStubs.operand(1));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** Native words: 0 match, 1 rest. */
    private static void checkGroupMatch(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        Label none = m.newLabel();
        Mem match = Mem.nativeWord(0);
        Mem rest = Mem.nativeWord(1);
        stubs.begin(Stub.CHECK_EG_MATCH);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.storeImm(Width.W64, match, 0);
        m.storeImm(Width.W64, rest, 0);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.call(Helper.PYEVAL_CHECKEXCEPTSTARTYPEVALID);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(0));
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(1));
        m.address(Reg.ARG2, match);
        m.address(Reg.ARG3, rest);
        m.call(Helper.PYEVAL_EXCEPTIONGROUPMATCH);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        stubs.release(ObjectStubs.operand(0));
        stubs.release(ObjectStubs.operand(1));
        m.load(Width.W64, Reg.RET, rest);
        m.store(Width.W64, ObjectStubs.operand(0), Reg.RET);
        m.load(Width.W64, Reg.ARG0, match);
        m.store(Width.W64, ObjectStubs.operand(1), Reg.ARG0);
        m.branch(Cond.EQ, Reg.ARG0, Global.NONE, none);
        m.call(Helper.PYERR_SETHANDLEDEXCEPTION);
        m.bind(none);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(failed);
        stubs.release(ObjectStubs.operand(0));
        stubs.release(ObjectStubs.operand(1));
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    private static void raiseAgain(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        stubs.begin(Stub.RAISE_AGAIN);
        m.enter();
        m.call(Helper.PYERR_GETHANDLEDEXCEPTION);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYERR_SETRAISEDEXCEPTION);
        m.moveImm(Reg.RET, 1);
        m.leave();
        m.bind(none);
        m.load(Reg.ARG0, Global.PYEXC_RUNTIMEERROR);
        m.load(Reg.ARG1, Symbol.text("No active exception to reraise"));
        m.call(Helper.PYERR_SETSTRING);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /**
     * Native words: 0 the exception or its class, 1 the cause, 2 the instance, 3 the fixed cause. All
     * are owned until the end, so that every way out releases the same words.
     */
    private static void raise(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label done = m.newLabel();
        Label noCause = m.newLabel();
        Mem instance = Mem.nativeWord(2);
        Mem fixedCause = Mem.nativeWord(3);
        stubs.begin(Stub.RAISE);
        m.enter();
        m.store(Width.W64, Mem.nativeWord(0), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(1), Reg.ARG1);
        m.storeImm(Width.W64, instance, 0);
        m.storeImm(Width.W64, fixedCause, 0);
        toInstance(m, 0, instance, "exceptions must derive from BaseException", done);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(1));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, noCause);
        Label set = m.newLabel();
        m.branch(Cond.EQ, Reg.ARG0, Global.NONE, set);
        toInstance(m, 1, fixedCause, "exception causes must derive from BaseException", done);
        m.bind(set);
        m.load(Width.W64, Reg.ARG0, instance);
        m.load(Width.W64, Reg.ARG1, fixedCause);
        m.storeImm(Width.W64, fixedCause, 0); // taken over
        m.call(Helper.PYEXCEPTION_SETCAUSE);
        m.bind(noCause);
        setRaised(m, instance);
        m.bind(done);
        for (int i = 3; i >= 0; i--) {
            stubs.release(Mem.nativeWord(i));
        }
        m.moveImm(Reg.RET, 0);
        m.leave();
    }

    /** {@code PyErr_SetObject} chains the handled exception as context; the class is the raised one. */
    private static void setRaised(MacroAssembler m, Mem instance) {
        Label isClass = m.newLabel();
        Label ready = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(0));
        m.load(Width.W64, Reg.ARG1, instance);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, Reg.ARG1, isClass);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.jump(ready);
        m.bind(isClass);
        m.bind(ready);
        m.call(Helper.PYERR_SETOBJECT);
    }

    /** {@code out} = owned instance for the class or instance in native word {@code word}. */
    private static void toInstance(MacroAssembler m, int word, Mem out, String text, Label failed) {
        Label isClass = m.newLabel();
        Label done = m.newLabel();
        Mem given = Mem.nativeWord(word);
        m.load(Width.W64, Reg.ARG0, given);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyType.FLAGS));
        m.branchTest(Cond.NE, Width.W32, Reg.RET, (int) PyType.TPFLAGS_TYPE_SUBCLASS, isClass);
        Label instance = m.newLabel();
        Label invalid = m.newLabel();
        m.branchTest(Cond.NE, Width.W32, Reg.RET, PyType.TPFLAGS_BASE_EXC_SUBCLASS, instance);
        m.bind(invalid);
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.load(Reg.ARG1, Symbol.text(text));
        m.call(Helper.PYERR_SETSTRING);
        m.jump(failed);
        m.bind(instance);
        m.incref(Reg.ARG0, Reg.TMP0);
        m.store(Width.W64, out, Reg.ARG0);
        m.jump(done);
        m.bind(isClass);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.RET, PyType.TPFLAGS_BASE_EXC_SUBCLASS, invalid);
        m.call(Helper.PYOBJECT_CALLNOARGS);
        m.store(Width.W64, out, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, PyObject.TYPE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, PyType.FLAGS));
        m.branchTest(Cond.NE, Width.W32, Reg.RET, PyType.TPFLAGS_BASE_EXC_SUBCLASS, done);
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.load(Reg.ARG1, Symbol.text(BAD_INSTANCE));
        m.load(Width.W64, Reg.ARG2, given);
        m.callVariadic(Symbol.export("PyErr_Format"));
        m.jump(failed);
        m.bind(done);
    }
}

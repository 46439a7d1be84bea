package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Context managers. */
public final class ManagerStubs {
    private static final String NO_ENTER =
            "'%.200s' object does not support the context manager protocol";
    private static final String NO_EXIT = NO_ENTER + " (missed __exit__ method)";
    private static final String NO_ASYNC_ENTER =
            "'%.200s' object does not support the asynchronous context manager protocol";
    private static final String NO_ASYNC_EXIT = NO_ASYNC_ENTER + " (missed __aexit__ method)";

    private ManagerStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        beforeWith(stubs, Stub.BEFORE_WITH, NO_ENTER, NO_EXIT);
        beforeWith(stubs, Stub.BEFORE_ASYNC_WITH, NO_ASYNC_ENTER, NO_ASYNC_EXIT);
        withExceptStart(stubs);
    }

    /**
     * Both methods are looked up before the first is called. {@code SAVED0} = address of the
     * manager. Native words: 0 enter, 1 exit, 2 name of exit.
     */
    private static void beforeWith(
            StubLibrary stubs, Stub stub, String withoutEnter, String withoutExit) {
        MacroAssembler m = stubs.masm();
        Label noEnter = m.newLabel();
        Label noExit = m.newLabel();
        Label enterFailed = m.newLabel();
        Label failed = m.newLabel();
        Mem manager = Mem.at(Reg.SAVED0, 0);
        Mem enter = Mem.nativeWord(0);
        Mem exit = Mem.nativeWord(1);
        Mem exitName = Mem.nativeWord(2);
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.store(Width.W64, exitName, Reg.ARG2);
        m.load(Width.W64, Reg.ARG0, manager);
        m.call(Helper.PYOBJECT_LOOKUPSPECIAL);
        m.store(Width.W64, enter, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, noEnter);
        m.load(Width.W64, Reg.ARG0, manager);
        m.load(Width.W64, Reg.ARG1, exitName);
        m.call(Helper.PYOBJECT_LOOKUPSPECIAL);
        m.store(Width.W64, exit, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, noExit);
        stubs.release(manager);
        m.load(Width.W64, Reg.ARG0, enter);
        m.call(Helper.PYOBJECT_CALLNOARGS);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(enter);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, enterFailed);
        m.load(Width.W64, Reg.RET, exit);
        m.store(Width.W64, manager, Reg.RET);
        m.store(Width.W64, Mem.at(Reg.SAVED0, 8), Reg.SAVED1);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(noEnter);
        complain(m, withoutEnter);
        stubs.release(manager);
        m.jump(failed);
        m.bind(noExit);
        complain(m, withoutExit);
        stubs.release(enter);
        stubs.release(manager);
        m.jump(failed);
        m.bind(enterFailed);
        stubs.release(exit);
        m.bind(failed);
        m.moveImm(Reg.RET, -1);
        m.leave();
    }

    /** TypeError, unless the lookup itself raised. */
    private static void complain(MacroAssembler m, String format) {
        Label raised = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, raised);
        BuildStubs.formatTypeName(m, format, Mem.at(Reg.SAVED0, 0));
        m.bind(raised);
    }

    /**
     * Arguments lie in native words, highest address first: 7 scratch below the array, 6 type, 5
     * exception, 4 traceback. The traceback is borrowed from the exception.
     */
    private static void withExceptStart(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label none = m.newLabel();
        Label ready = m.newLabel();
        stubs.begin(Stub.WITH_EXCEPT_START);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.store(Width.W64, Mem.nativeWord(5), Reg.ARG1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.store(Width.W64, Mem.nativeWord(6), Reg.RET);
        m.move(Reg.ARG0, Reg.ARG1);
        m.call(Helper.PYEXCEPTION_GETTRACEBACK);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        m.store(Width.W64, Mem.nativeWord(4), Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.jump(ready);
        m.bind(none);
        m.load(Reg.RET, Global.NONE);
        m.store(Width.W64, Mem.nativeWord(4), Reg.RET);
        m.bind(ready);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.address(Reg.ARG1, Mem.nativeWord(6));
        m.moveImm(Reg.ARG2, Long.MIN_VALUE | 3);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.leave();
    }
}

package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ThreadState;
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

/** Imports. */
public final class ImportStubs {
    private ImportStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        importName(stubs);
        importFrom(stubs);
    }

    /**
     * {@code SAVED0} = address of level and fromlist. Native words: 0 the import function; 8 down to
     * 4 the five arguments, in rising addresses.
     */
    private static void importName(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label found = m.newLabel();
        Label failed = m.newLabel();
        Label overridden = m.newLabel();
        Label done = m.newLabel();
        Mem function = Mem.nativeWord(0);
        stubs.begin(Stub.IMPORT_NAME);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        storeArguments(m);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        m.move(Reg.ARG1, Reg.ARG2);
        m.address(Reg.ARG2, function);
        m.call(Helper.PYMAPPING_GETOPTIONALITEM);
        m.moveImm(Reg.SAVED1, 0);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, found);
        m.load(Reg.ARG0, Global.PYEXC_IMPORTERROR);
        m.load(Reg.ARG1, Symbol.text("__import__ not found"));
        m.call(Helper.PYERR_SETSTRING);
        m.jump(failed);
        m.bind(found);
        m.load(Width.W64, Reg.ARG0, function);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.IMPORT), Reg.ARG0, overridden);
        m.call(stubs.of(Stub.RELEASE));
        importDefault(m, failed);
        m.jump(done);
        m.bind(overridden);
        m.address(Reg.ARG1, Mem.nativeWord(8));
        m.moveImm(Reg.ARG2, 5);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.move(Reg.SAVED1, Reg.RET);
        stubs.release(function);
        m.bind(done);
        m.bind(failed);
        stubs.release(Mem.at(Reg.SAVED0, 0));
        stubs.release(Mem.at(Reg.SAVED0, 8));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }

    /** name, globals, locals or None, fromlist, level. */
    private static void storeArguments(MacroAssembler m) {
        Label hasLocals = m.newLabel();
        m.store(Width.W64, Mem.nativeWord(8), Reg.ARG1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        m.store(Width.W64, Mem.nativeWord(7), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.LOCALS));
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, hasLocals);
        m.load(Reg.RET, Global.NONE);
        m.bind(hasLocals);
        m.store(Width.W64, Mem.nativeWord(6), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, 8));
        m.store(Width.W64, Mem.nativeWord(5), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, 0));
        m.store(Width.W64, Mem.nativeWord(4), Reg.RET);
    }

    /** {@code SAVED1} = result of the import without a call through {@code __import__}. */
    private static void importDefault(MacroAssembler m, Label failed) {
        Label valid = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(4));
        m.call(Helper.PYLONG_ASINT);
        m.move(Reg.ARG4, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION), 0, valid);
        m.jump(failed);
        m.bind(valid);
        m.load(Width.W64, Reg.ARG0, Mem.nativeWord(8));
        m.load(Width.W64, Reg.ARG1, Mem.nativeWord(7));
        m.load(Width.W64, Reg.ARG2, Mem.nativeWord(6));
        m.load(Width.W64, Reg.ARG3, Mem.nativeWord(5));
        m.call(Helper.PYIMPORT_IMPORTMODULELEVELOBJECT);
        m.move(Reg.SAVED1, Reg.RET);
    }

    /**
     * The attribute; without one, the host's Python function looks into {@code sys.modules} and
     * words the error. Native words: 0 the result, 4 and 3 the arguments.
     */
    private static void importFrom(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label fallback = m.newLabel();
        Label done = m.newLabel();
        Mem out = Mem.nativeWord(0);
        stubs.begin(Stub.IMPORT_FROM);
        m.enter();
        m.store(Width.W64, Mem.nativeWord(4), Reg.ARG0);
        m.store(Width.W64, Mem.nativeWord(3), Reg.ARG1);
        m.address(Reg.ARG2, out);
        m.call(Helper.PYOBJECT_GETOPTIONALATTR);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, fallback);
        m.load(Width.W64, Reg.RET, out);
        m.leave();
        m.bind(fallback);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.DATA, JitData.IMPORT_FROM_FALLBACK));
        m.address(Reg.ARG1, Mem.nativeWord(4));
        m.moveImm(Reg.ARG2, 2);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.store(Width.W64, out, Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, done);
        // the error is ours: without the entries of the function that worded it
        m.call(Helper.PYERR_GETRAISEDEXCEPTION);
        m.move(Reg.SAVED0, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.load(Reg.ARG1, Global.NONE);
        m.call(Helper.PYEXCEPTION_SETTRACEBACK);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.call(Helper.PYERR_SETRAISEDEXCEPTION);
        m.bind(done);
        m.load(Width.W64, Reg.RET, out);
        m.leave();
    }
}

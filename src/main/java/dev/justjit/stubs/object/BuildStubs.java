package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/** Containers under construction, unpacking, and the texts of their errors. */
public final class BuildStubs {
    private BuildStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        buildSet(stubs);
        releaseAll(stubs);
        listExtend(stubs);
        dictUpdate(stubs);
        dictMerge(stubs);
        unpack(stubs);
    }

    /** Native words: 0 the set, 1 whether adding failed. After a failure items are only released. */
    private static void buildSet(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label again = m.newLabel();
        Label skip = m.newLabel();
        Label done = m.newLabel();
        Label ok = m.newLabel();
        Mem set = Mem.nativeWord(0);
        Mem failed = Mem.nativeWord(1);
        stubs.begin(Stub.BUILD_SET);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.moveImm(Reg.ARG0, 0);
        m.call(Helper.PYSET_NEW);
        m.store(Width.W64, set, Reg.RET);
        m.moveImm(Reg.ARG1, 0);
        m.set(Cond.EQ, Width.W64, Reg.TMP0, Reg.RET, Reg.ARG1);
        m.store(Width.W64, failed, Reg.TMP0);
        m.bind(again);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, done);
        m.branch(Cond.NE, Width.W32, failed, 0, skip);
        m.load(Width.W64, Reg.ARG0, set);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, 0));
        m.call(Helper.PYSET_ADD);
        m.store(Width.W32, failed, Reg.RET);
        m.bind(skip);
        stubs.release(Mem.at(Reg.SAVED0, 0));
        m.add(Reg.SAVED0, Reg.SAVED0, 8);
        m.add(Reg.SAVED1, Reg.SAVED1, -1);
        m.jump(again);
        m.bind(done);
        m.branch(Cond.EQ, Width.W32, failed, 0, ok);
        stubs.release(set);
        m.moveImm(Reg.RET, 0);
        m.leave();
        m.bind(ok);
        m.load(Width.W64, Reg.RET, set);
        m.leave();
    }

    private static void releaseAll(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label again = m.newLabel();
        Label done = m.newLabel();
        stubs.begin(Stub.RELEASE_ALL);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.bind(again);
        m.add(Reg.SAVED1, Reg.SAVED1, -1);
        m.branch(Cond.LT, Width.W64, Reg.SAVED1, 0, done);
        stubs.release(Mem.at(Reg.SAVED0, Reg.SAVED1, 8, 0));
        m.jump(again);
        m.bind(done);
        m.leave();
    }

    /** Saves container and address of the operand; loads both objects. */
    private static void beginUpdate(StubLibrary stubs, Stub stub) {
        MacroAssembler m = stubs.masm();
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG1);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 0));
    }

    /** Releases the operand; {@code RET} = {@code result}. */
    private static void endUpdate(StubLibrary stubs, int result) {
        MacroAssembler m = stubs.masm();
        stubs.release(Mem.at(Reg.SAVED0, 0));
        m.moveImm(Reg.RET, result);
        m.leave();
    }

    private static void listExtend(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        Label keep = m.newLabel();
        beginUpdate(stubs, Stub.LIST_EXTEND);
        m.call(Helper.PYLIST_EXTEND);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        endUpdate(stubs, 0);
        m.bind(failed);
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.call(Helper.PYERR_EXCEPTIONMATCHES);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, keep);
        branchIfIterable(m, Mem.at(Reg.SAVED0, 0), keep);
        m.call(Helper.PYERR_CLEAR);
        formatTypeName(m, "Value after * must be an iterable, not %.200s", Mem.at(Reg.SAVED0, 0));
        m.bind(keep);
        endUpdate(stubs, -1);
    }

    /** Jumps if the object has {@code tp_iter} or is a sequence. */
    public static void branchIfIterable(MacroAssembler m, Mem object, Label yes) {
        m.load(Width.W64, Reg.ARG0, object);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyType.ITER), 0, yes);
        m.call(Helper.PYSEQUENCE_CHECK);
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, yes);
    }

    /** Raises TypeError with a format that takes the name of the object's type. */
    public static void formatTypeName(MacroAssembler m, String format, Mem object) {
        formatTypeName(m, "PyErr_Format", format, object);
    }

    /** The same by a function like {@code PyErr_Format}. */
    public static void formatTypeName(
            MacroAssembler m, String function, String format, Mem object) {
        m.load(Width.W64, Reg.ARG2, object);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyType.NAME));
        m.load(Reg.ARG0, Global.PYEXC_TYPEERROR);
        m.load(Reg.ARG1, Symbol.text(format));
        m.callVariadic(Symbol.export(function));
    }

    private static void dictUpdate(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        Label keep = m.newLabel();
        beginUpdate(stubs, Stub.DICT_UPDATE);
        m.call(Helper.PYDICT_UPDATE);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        endUpdate(stubs, 0);
        m.bind(failed);
        m.load(Reg.ARG0, Global.PYEXC_ATTRIBUTEERROR);
        m.call(Helper.PYERR_EXCEPTIONMATCHES);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, keep);
        formatTypeName(m, "'%.200s' object is not a mapping", Mem.at(Reg.SAVED0, 0));
        m.bind(keep);
        endUpdate(stubs, -1);
    }

    private static void dictMerge(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label failed = m.newLabel();
        beginUpdate(stubs, Stub.DICT_MERGE);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.moveImm(Reg.ARG2, 2);
        m.call(Helper.PYDICT_MERGEEX);
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, failed);
        endUpdate(stubs, 0);
        m.bind(failed);
        m.move(Reg.ARG0, Reg.THREAD);
        m.move(Reg.ARG1, Reg.SAVED1);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.SAVED0, 0));
        m.call(Helper.PYEVAL_FORMATKWARGSERROR);
        endUpdate(stubs, -1);
    }

    /** The sequence's own slot is among the targets, so it is kept elsewhere meanwhile. */
    private static void unpack(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Mem sequence = Mem.nativeWord(0);
        stubs.begin(Stub.UNPACK);
        m.enter();
        m.move(Reg.ARG4, Reg.ARG3);
        m.move(Reg.ARG3, Reg.ARG2);
        m.move(Reg.ARG2, Reg.ARG1);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, 0));
        m.store(Width.W64, sequence, Reg.ARG1);
        m.move(Reg.ARG0, Reg.THREAD);
        m.call(Helper.PYEVAL_UNPACKITERABLE);
        ObjectStubs.signExtend(m);
        stubs.release(sequence);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
    }
}

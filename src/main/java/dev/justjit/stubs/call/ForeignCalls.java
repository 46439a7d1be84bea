package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCFunction;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyMethodDescr;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * Calls of what is no Python function. Builtins and methods of builtin types are entered by their
 * own convention, as the interpreter's specialized instructions do; everything else by vectorcall.
 *
 * <p>{@code SAVED0} = address of the callable's slot, the arguments follow; {@code SAVED1} = their
 * number; {@code ARG0} = the callable. The result is left in {@code RET}.
 */
final class ForeignCalls {
    /** The flags that decide about the convention, and those for which vectorcall is right. */
    private static final int CONVENTION =
            PyMethodDef.METH_VARARGS
                    | PyMethodDef.METH_KEYWORDS
                    | PyMethodDef.METH_NOARGS
                    | PyMethodDef.METH_O
                    | PyMethodDef.METH_STATIC
                    | PyMethodDef.METH_FASTCALL
                    | PyMethodDef.METH_METHOD;

    private ForeignCalls() {}

    /**
     * Begins where the callable is none of the two kinds that have entries of their own.
     *
     * @param function to be bound: the callable is a C function
     * @param descriptor to be bound: it is a method of a type in C, to be called with its object
     */
    static void emit(
            StubLibrary stubs,
            SpecialMethods specials,
            HashTables tables,
            Label function,
            Label descriptor) {
        MacroAssembler m = stubs.masm();
        Label notKnown = m.newLabel();
        Label isGet = m.newLabel();
        Label noGet = m.newLabel();
        Label isNew = m.newLabel();
        Label other = m.newLabel();
        Label checked = m.newLabel();
        Label suspicious = m.newLabel();
        Label done = m.newLabel();
        new BuiltinClassCalls(stubs).emit(other, done);
        m.bind(function);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyCFunction.SELF));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.BUILTINS), Reg.TMP0, notKnown);
        new KnownBuiltinCalls(stubs, specials).emit(other, done);
        m.bind(notKnown);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG0, PyCFunction.ML));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyCFunction.SELF));
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.NEW_METHOD), Reg.ARG5, isNew);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 8));
        m.move(Reg.ARG2, Reg.SAVED1);
        byConvention(m, other, checked);
        m.bind(isNew);
        NewCalls.emit(stubs, other, done);
        m.bind(descriptor);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 0, other);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.DATA, JitData.DICT_GET), Reg.ARG0, isGet);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.DICT_SETDEFAULT), Reg.ARG0, noGet);
        m.bind(isGet);
        getFromDict(m, tables, noGet, done);
        m.bind(noGet);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG0, PyMethodDescr.TYPE));
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG0, PyMethodDescr.METHOD));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 8));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyObject.TYPE), Reg.TMP0, other);
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 16));
        m.add(Reg.ARG2, Reg.SAVED1, -1);
        byConvention(m, other, checked);
        m.bind(other);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 0));
        m.address(Reg.ARG1, Mem.at(Reg.SAVED0, 8));
        m.moveImm(Reg.TMP0, Long.MIN_VALUE); // the word below the arguments may be used
        m.or(Reg.ARG2, Reg.SAVED1, Reg.TMP0);
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PYOBJECT_VECTORCALL);
        m.jump(done);
        m.bind(checked);
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.THREAD, ThreadState.CURRENT_EXCEPTION),
                0,
                suspicious);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, done);
        m.bind(suspicious);
        checkResult(m);
        m.bind(done);
    }

    /**
     * {@code dict.get(d, key[, default])} of an exact dict, where its key is found, or found missing, without a call; {@code
     * dict.setdefault}, which is the callable in {@code ARG0} else, of one that has the key.
     */
    private static void getFromDict(
            MacroAssembler m, HashTables tables, Label other, Label called) {
        Label missing = m.newLabel();
        Label hasDefault = m.newLabel();
        Label found = m.newLabel();
        Mem callable = Mem.at(Reg.SAVED0, 0);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, 8));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, other);
        m.branch(Cond.BELOW, Width.W64, Reg.SAVED1, 2, other);
        m.branch(Cond.ABOVE, Width.W64, Reg.SAVED1, 3, other);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, 16));
        tables.findInDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, other);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, missing);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, 0));
        m.bind(found);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(called);
        m.bind(missing);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.DICT_GET));
        m.branch(Cond.NE, Width.W64, callable, Reg.TMP0, other);
        m.branch(Cond.EQ, Width.W64, Reg.SAVED1, 3, hasDefault);
        m.load(Reg.RET, Global.NONE);
        m.jump(found);
        m.bind(hasDefault);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, 24));
        m.jump(found);
    }

    /** A result goes without an exception, and none with one: CPython says so if not. */
    private static void checkResult(MacroAssembler m) {
        m.move(Reg.ARG2, Reg.RET);
        m.move(Reg.ARG0, Reg.THREAD);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED0, 0));
        m.moveImm(Reg.ARG3, 0);
        m.call(Helper.PY_CHECKFUNCTIONRESULT);
    }

    /** {@code ARG5} = method definition, {@code ARG0} = self, {@code ARG2} arguments at ARG1. */
    private static void byConvention(MacroAssembler m, Label other, Label called) {
        Label one = m.newLabel();
        Label none = m.newLabel();
        Label keywords = m.newLabel();
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG5, PyMethodDef.FLAGS));
        m.and(Reg.TMP0, Reg.TMP0, CONVENTION);
        m.branch(Cond.EQ, Width.W32, Reg.TMP0, PyMethodDef.METH_O, one);
        m.branch(Cond.EQ, Width.W32, Reg.TMP0, PyMethodDef.METH_NOARGS, none);
        m.branch(
                Cond.EQ,
                Width.W32,
                Reg.TMP0,
                PyMethodDef.METH_FASTCALL | PyMethodDef.METH_KEYWORDS,
                keywords);
        m.branch(Cond.NE, Width.W32, Reg.TMP0, PyMethodDef.METH_FASTCALL, other);
        m.bind(keywords);
        m.moveImm(Reg.ARG3, 0);
        m.call(Mem.at(Reg.ARG5, PyMethodDef.METH));
        m.jump(called);
        m.bind(one);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 1, other);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 0));
        counted(m, other, called);
        m.bind(none);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, other);
        m.moveImm(Reg.ARG1, 0);
        counted(m, other, called);
    }

    /** CPython promises these conventions a check of the C stack. */
    private static void counted(MacroAssembler m, Label other, Label called) {
        Mem budget = Mem.at(Reg.THREAD, ThreadState.C_RECURSION_REMAINING);
        m.branch(Cond.LE, Width.W32, budget, 0, other);
        m.addMem(Width.W32, budget, -1);
        m.call(Mem.at(Reg.ARG5, PyMethodDef.METH));
        m.addMem(Width.W32, budget, 1);
        m.jump(called);
    }
}

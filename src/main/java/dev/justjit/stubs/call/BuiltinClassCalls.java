package dev.justjit.stubs.call;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@code type(x)}, {@code str(x)}, {@code tuple(x)} and {@code int(x)}, of one argument: a part of {@link ForeignCalls}. The first
 * three are what the interpreter's specialized instructions do; the last one is done here for exact ints, floats, and
 * strings that are a number of no more than 18 ASCII digits with nothing but a minus before it.
 */
final class BuiltinClassCalls {
    private static final Mem ARGUMENT = Mem.at(Reg.SAVED0, 8);
    private static final int COMPACT_ASCII = PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII;

    /** The greatest number of so many digits has 60 bits. */
    private static final int MOST_DIGITS = 18;

    private final StubLibrary stubs;
    private final MacroAssembler m;

    BuiltinClassCalls(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
    }

    /** Jumps to {@code called} with the result in {@code RET}, or to {@code other}. */
    void emit(Label other, Label called) {
        Label noType = m.newLabel();
        Label anyText = m.newLabel();
        Label noText = m.newLabel();
        Label noTuple = m.newLabel();
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYTYPE_TYPE, other);
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, 1, other);
        m.move(Reg.TMP0, Reg.ARG0);
        m.load(Width.W64, Reg.ARG0, ARGUMENT);
        m.branch(Cond.NE, Reg.TMP0, Global.PYTYPE_TYPE, noType);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(called);
        m.bind(noType);
        m.branch(Cond.NE, Reg.TMP0, Global.PYUNICODE_TYPE, noText);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLONG_TYPE, anyText);
        m.call(stubs.of(Stub.INT_TEXT));
        m.jump(called);
        m.bind(anyText);
        m.call(Helper.PYOBJECT_STR);
        m.jump(called);
        m.bind(noText);
        m.branch(Cond.NE, Reg.TMP0, Global.PYTUPLE_TYPE, noTuple);
        m.call(Helper.PYSEQUENCE_TUPLE);
        m.jump(called);
        m.bind(noTuple);
        m.branch(Cond.NE, Reg.TMP0, Global.PYLONG_TYPE, other);
        ofInt(other, called);
    }

    private void ofInt(Label other, Label called) {
        Label noInt = m.newLabel();
        Label noText = m.newLabel();
        Label box = m.newLabel();
        Mem type = Mem.at(Reg.ARG0, PyObject.TYPE);
        m.branch(Cond.NE, type, Global.PYLONG_TYPE, noInt);
        m.move(Reg.RET, Reg.ARG0);
        m.incref(Reg.RET, Reg.TMP0);
        m.jump(called);
        m.bind(noInt);
        m.branch(Cond.NE, type, Global.PYUNICODE_TYPE, noText);
        parse(other);
        m.jump(box);
        m.bind(noText);
        m.branch(Cond.NE, type, Global.PYFLOAT_TYPE, other);
        m.load(FReg.F0, Mem.at(Reg.ARG0, PyFloat.VALUE));
        m.truncate(Reg.ARG0, FReg.F0, other);
        m.bind(box);
        m.call(stubs.of(Stub.BOX_INT));
        m.jump(called);
    }

    /** {@code ARG0} = the number that the exact string {@code ARG0} is, or a jump. */
    private void parse(Label other) {
        Label digit = m.newLabel();
        Label end = m.newLabel();
        Label positive = m.newLabel();
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG0, PyUnicode.STATE));
        m.and(Reg.ARG2, Reg.ARG2, COMPACT_ASCII);
        m.branch(Cond.NE, Width.W32, Reg.ARG2, COMPACT_ASCII, other);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyUnicode.LENGTH));
        m.address(Reg.ARG3, Mem.at(Reg.ARG0, PyUnicode.ASCII_DATA));
        m.moveImm(Reg.ARG4, 0);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, other);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG3, 0));
        m.branch(Cond.NE, Width.W64, Reg.RET, '-', positive);
        m.moveImm(Reg.ARG4, 1);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, other);
        m.bind(positive);
        m.branch(Cond.GT, Width.W64, Reg.ARG2, MOST_DIGITS, other);
        m.moveImm(Reg.ARG0, 0);
        m.bind(digit);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG3, 0));
        m.add(Reg.RET, Reg.RET, -'0');
        m.branch(Cond.ABOVE, Width.W64, Reg.RET, 9, other);
        m.address(Reg.ARG0, Mem.at(Reg.ARG0, Reg.ARG0, 4, 0));
        m.address(Reg.ARG0, Mem.at(Reg.RET, Reg.ARG0, 2, 0));
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, 0, digit);
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, 0, end);
        m.neg(Reg.ARG0, Reg.ARG0);
        m.bind(end);
    }
}

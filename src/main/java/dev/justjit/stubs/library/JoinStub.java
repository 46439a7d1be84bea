package dev.justjit.stubs.library;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** {@link Stub#JOIN_STRINGS}: short ASCII strings are copied here, others by CPython. {@code SAVED0} strings, {@code SAVED1} their number. */
public final class JoinStub {
    /** More characters are copied by C. */
    private static final int MOST_CHARACTERS = 256;

    private static final int MAX_ASCII = 127;
    private static final int COMPACT_ASCII = PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII;

    private JoinStub() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs) {
        MacroAssembler m = stubs.masm();
        Label generic = m.newLabel();
        Label done = m.newLabel();
        stubs.begin(Stub.JOIN_STRINGS);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.branch(Cond.LE, Width.W64, Reg.SAVED1, 1, generic); // a single one is its own result
        measure(m, generic);
        m.moveImm(Reg.ARG1, MAX_ASCII);
        m.call(Helper.PYUNICODE_NEW);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        copyAll(m);
        m.bind(done);
        m.leave();
        m.bind(generic);
        m.load(Reg.ARG0, Symbol.string(""));
        m.move(Reg.ARG1, Reg.SAVED0);
        m.move(Reg.ARG2, Reg.SAVED1);
        m.call(Helper.PYUNICODE_JOINARRAY);
        m.leave();
    }

    /** {@code ARG0} = how many characters there are, more than none; a jump if one of the strings is no ASCII. */
    private static void measure(MacroAssembler m, Label generic) {
        Label next = m.newLabel();
        m.moveImm(Reg.ARG0, 0);
        m.moveImm(Reg.ARG1, 0);
        m.bind(next);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.SAVED0, Reg.ARG1, 8, 0));
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYUNICODE_TYPE, generic);
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.RET, PyUnicode.STATE));
        m.and(Reg.ARG2, Reg.ARG2, COMPACT_ASCII);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, COMPACT_ASCII, generic);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, PyUnicode.LENGTH));
        m.branch(Cond.GT, Width.W64, Reg.ARG2, MOST_CHARACTERS, generic);
        m.add(Reg.ARG0, Reg.ARG0, Reg.ARG2);
        m.add(Reg.ARG1, Reg.ARG1, 1);
        m.branch(Cond.LT, Width.W64, Reg.ARG1, Reg.SAVED1, next);
        m.branch(Cond.GT, Width.W64, Reg.ARG0, MOST_CHARACTERS, generic);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, generic);
    }

    /** The characters go to the new string {@code RET}; the object ends soon behind its last one. */
    private static void copyAll(MacroAssembler m) {
        Label next = m.newLabel();
        m.address(Reg.ARG5, Mem.at(Reg.RET, PyUnicode.ASCII_DATA));
        m.moveImm(Reg.ARG4, 0);
        m.bind(next);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, Reg.ARG4, 8, 0));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyUnicode.LENGTH));
        m.address(Reg.ARG1, Mem.at(Reg.ARG0, PyUnicode.ASCII_DATA));
        copy(m);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.branch(Cond.LT, Width.W64, Reg.ARG4, Reg.SAVED1, next);
    }

    /** Copies {@code ARG2} bytes from {@code ARG1} to {@code ARG5}, and moves that behind them. {@code TMP0} is lost. */
    public static void copy(MacroAssembler m) {
        Label words = m.newLabel();
        Label rest = m.newLabel();
        m.bind(words);
        m.branch(Cond.LT, Width.W64, Reg.ARG2, Long.BYTES, rest);
        copyOne(m, Width.W64, Long.BYTES);
        m.add(Reg.ARG2, Reg.ARG2, -Long.BYTES);
        m.jump(words);
        m.bind(rest);
        Width[] widths = {Width.W32, Width.W16, Width.W8};
        int bytes = Integer.BYTES;
        for (Width width : widths) {
            Label none = m.newLabel();
            m.branchTest(Cond.EQ, Width.W32, Reg.ARG2, bytes, none);
            copyOne(m, width, bytes);
            m.bind(none);
            bytes /= 2;
        }
    }

    private static void copyOne(MacroAssembler m, Width width, int bytes) {
        m.load(width, Reg.TMP0, Mem.at(Reg.ARG1, 0));
        m.store(width, Mem.at(Reg.ARG5, 0), Reg.TMP0);
        m.add(Reg.ARG1, Reg.ARG1, bytes);
        m.add(Reg.ARG5, Reg.ARG5, bytes);
    }
}

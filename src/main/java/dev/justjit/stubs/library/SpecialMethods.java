package dev.justjit.stubs.library;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyMethodWrapper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;

/**
 * Special methods of classes that Python made. CPython's slot functions look for the method and call it by
 * way of C; where it is a Python function it is entered here, with references of its own to the operands,
 * and the {@link SpecialTable} remembers it. That a class has a Python function under a special name means that the
 * slot is CPython's function for it: the interpreter's {@code BINARY_SUBSCR_GETITEM} relies on the same.
 */
public final class SpecialMethods {
    /** Bytes of a bucket of operands, as a shift. */
    private static final int BUCKET_SHIFT =
            Integer.numberOfTrailingZeros(
                    SpecialTable.BUCKET_ENTRIES * SpecialTable.OPERANDS_BYTES);

    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final Label find;
    private final Label length;
    private final Label note;
    private final Label noteVersions;

    public SpecialMethods(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
        find = m.newLabel();
        length = m.newLabel();
        note = m.newLabel();
        noteVersions = m.newLabel();
    }

    /** Emits the stubs. */
    public void emit() {
        m.align(16);
        m.comment("find special method");
        m.bind(find);
        emitFind();
        m.align(16);
        m.comment("note operands");
        m.bind(note);
        emitNote();
        m.align(16);
        m.comment("length from its object");
        m.bind(length);
        emitLength();
    }

    /** {@code RET} = class of the object in {@code operand}, or a jump if Python did not make it. */
    public void loadClass(Mem operand, Label otherwise) {
        m.load(Width.W64, Reg.RET, operand);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyObject.TYPE));
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_HEAPTYPE, otherwise);
    }

    /** {@code ARG0} = function that the class of the object in {@code operand} has under the name; or a jump. */
    public void function(Mem operand, SpecialMethod method, Label absent, Label otherwise) {
        loadClass(operand, otherwise);
        m.moveImm(Reg.ARG3, method.ordinal());
        functionOfClass(absent, otherwise);
    }

    /** {@code RET} = what the class {@code RET} has under the name of number {@code ARG3}: see {@link SpecialTable#FUNCTION}. */
    public void find() {
        m.call(find);
    }

    /** {@link #function} for the class {@code RET} and the method of number {@code ARG3}. */
    public void functionOfClass(Label absent, Label otherwise) {
        functionOfClass(absent, otherwise, otherwise);
    }

    /** The same; {@code byDefault}: the class has there what {@code object} has. */
    public void functionOfClass(Label absent, Label byDefault, Label otherwise) {
        find();
        m.branch(Cond.EQ, Width.W64, Reg.RET, SpecialTable.OTHER, otherwise);
        m.branch(Cond.EQ, Width.W64, Reg.RET, SpecialTable.ABSENT, absent);
        m.branch(Cond.EQ, Width.W64, Reg.RET, SpecialTable.DEFAULT, byDefault);
        m.move(Reg.ARG0, Reg.RET);
        FunctionCalls.guardOurs(m, otherwise);
    }

    /** {@code RET} = result of the function {@code ARG0} for the operands, which are kept. Native words 0 to 2 are lost. */
    public void call(Mem... operands) {
        call(0, operands);
    }

    /** The same; the receiver is the right operand. */
    public void callSwapped(Mem... operands) {
        call(1, operands);
    }

    /** Notes that the instruction of the frame has called a function of the code whose version is {@code ARG1}, 32 bits, not 0. */
    public void noteFunction() {
        m.moveImm(Reg.TMP0, (long) SpecialTable.CALLED << Integer.SIZE);
        m.or(Reg.ARG1, Reg.ARG1, Reg.TMP0);
        m.moveImm(Reg.ARG3, 0);
        m.call(noteVersions);
    }

    /** Notes that the method of an object is going to be called, which is the function {@code ARG0}. */
    public void noteCall(Mem receiver) {
        noteCall(0, receiver, receiver);
    }

    private void noteCall(int swapped, Mem receiver, Mem other) {
        m.load(Width.W64, Reg.ARG1, receiver);
        m.load(Width.W64, Reg.ARG2, other);
        m.moveImm(Reg.ARG3, swapped);
        m.call(note);
    }

    private void call(int swapped, Mem... operands) {
        int count = operands.length;
        noteCall(swapped, operands[0], operands[Math.min(1, count - 1)]);
        for (int i = 0; i < count; i++) {
            m.load(Width.W64, Reg.RET, operands[i]);
            m.incref(Reg.RET, Reg.TMP0);
            m.store(Width.W64, Mem.nativeWord(count - 1 - i), Reg.RET);
        }
        m.incref(Reg.ARG0, Reg.TMP0);
        m.address(Reg.ARG1, Mem.nativeWord(count - 1));
        m.moveImm(Reg.ARG2, count);
        m.call(stubs.of(Stub.RUN_FUNCTION));
    }

    /**
     * {@code RET} = length that the result {@code RET} of {@code __len__} stands for, -1 if it raised or stands for none. The
     * result, which may be NULL, is released.
     */
    public void toLength() {
        m.call(length);
    }

    private void emitFind() {
        Label missed = m.newLabel();
        m.load(Width.W32, Reg.ARG5, Mem.at(Reg.RET, PyType.VERSION_TAG));
        locate();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, SpecialTable.KEY), Reg.ARG4, missed);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, SpecialTable.FUNCTION));
        m.ret();
        m.bind(missed);
        lookUp();
    }

    /**
     * The instruction of the frame has met the receiver {@code ARG1} and the other operand {@code ARG2}; {@code ARG3} is 1 if
     * the receiver is the right one. {@code ARG0} stays.
     */
    private void emitNote() {
        Label known = m.newLabel();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, PyObject.TYPE));
        m.load(Width.W32, Reg.ARG1, Mem.at(Reg.ARG1, PyType.VERSION_TAG));
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG2, PyType.VERSION_TAG));
        m.shiftLeft(Reg.ARG2, Reg.ARG2, 32);
        m.or(Reg.ARG1, Reg.ARG1, Reg.ARG2);
        m.bind(noteVersions);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR));
        m.shiftRight(Reg.TMP0, Reg.ARG2, 1);
        m.and(Reg.TMP0, Reg.TMP0, SpecialTable.BUCKETS - 1);
        m.or(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, BUCKET_SHIFT);
        m.add(Reg.TMP0, Reg.TMP0, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        for (int i = 0; i < SpecialTable.BUCKET_ENTRIES; i++) {
            Label other = m.newLabel();
            m.branch(Cond.NE, Width.W64, operands(i, SpecialTable.INSTRUCTION), Reg.ARG2, other);
            m.branch(Cond.EQ, Width.W64, operands(i, SpecialTable.VERSIONS), Reg.ARG1, known);
            m.bind(other);
        }
        for (int i = SpecialTable.BUCKET_ENTRIES - 1; i > 0; i--) {
            for (int field : new int[] {SpecialTable.INSTRUCTION, SpecialTable.VERSIONS}) {
                m.load(Width.W64, Reg.ARG3, operands(i - 1, field));
                m.store(Width.W64, operands(i, field), Reg.ARG3);
            }
        }
        m.store(Width.W64, operands(0, SpecialTable.INSTRUCTION), Reg.ARG2);
        m.store(Width.W64, operands(0, SpecialTable.VERSIONS), Reg.ARG1);
        m.bind(known);
        m.retVoid();
    }

    private static Mem operands(int entry, int field) {
        int offset = entry * SpecialTable.OPERANDS_BYTES + field;
        return Mem.at(Reg.TMP0, SpecialTable.OPERANDS + offset);
    }

    /** {@code TMP0} = entry, {@code ARG4} = key of the version {@code ARG5} and the number {@code ARG3}. */
    private void locate() {
        m.shiftLeft(Reg.TMP0, Reg.ARG3, 5);
        m.add(Reg.TMP0, Reg.TMP0, Reg.ARG5);
        m.and(Reg.TMP0, Reg.TMP0, SpecialTable.ENTRIES - 1);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, 4); // 16 bytes each
        m.add(Reg.TMP0, Reg.TMP0, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        m.shiftLeft(Reg.ARG4, Reg.ARG3, 32);
        m.or(Reg.ARG4, Reg.ARG4, Reg.ARG5);
    }

    /** Looking for the name gives the class a version, if it can have one. */
    private void lookUp() {
        Label there = m.newLabel();
        Label known = m.newLabel();
        Label done = m.newLabel();
        Mem found = Mem.nativeWord(0);
        m.enter();
        m.move(Reg.SAVED0, Reg.RET);
        m.move(Reg.SAVED1, Reg.ARG3);
        m.move(Reg.ARG0, Reg.RET);
        loadName(Reg.ARG3);
        m.call(Helper.PYTYPE_LOOKUP);
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, there);
        m.moveImm(Reg.RET, SpecialTable.ABSENT);
        m.jump(known);
        m.bind(there);
        unwrapNew(known);
        m.branch(Cond.EQ, Mem.at(Reg.RET, PyObject.TYPE), Global.PYFUNCTION_TYPE, known);
        m.store(Width.W64, found, Reg.RET);
        m.load(Reg.ARG0, Global.PYBASEOBJECT_TYPE);
        loadName(Reg.SAVED1);
        m.call(Helper.PYTYPE_LOOKUP);
        m.move(Reg.TMP0, Reg.RET);
        m.moveImm(Reg.RET, SpecialTable.DEFAULT);
        m.branch(Cond.EQ, Width.W64, found, Reg.TMP0, known);
        m.moveImm(Reg.RET, SpecialTable.OTHER);
        m.bind(known);
        m.load(Width.W32, Reg.ARG5, Mem.at(Reg.SAVED0, PyType.VERSION_TAG));
        m.branch(Cond.EQ, Width.W64, Reg.ARG5, 0, done);
        m.move(Reg.ARG3, Reg.SAVED1);
        locate();
        m.store(Width.W64, Mem.at(Reg.TMP0, SpecialTable.KEY), Reg.ARG4);
        m.store(Width.W64, Mem.at(Reg.TMP0, SpecialTable.FUNCTION), Reg.RET);
        m.bind(done);
        m.leave();
    }

    /** {@code __new__} is a static method, which the class has as long as its version. */
    private void unwrapNew(Label known) {
        Label other = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.SAVED1, SpecialMethod.NEW.ordinal(), other);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYSTATICMETHOD_TYPE, other);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyMethodWrapper.CALLABLE));
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, other);
        m.branch(Cond.NE, Mem.at(Reg.TMP0, PyObject.TYPE), Global.PYFUNCTION_TYPE, other);
        m.move(Reg.RET, Reg.TMP0);
        m.jump(known);
        m.bind(other);
    }

    /** {@code ARG1} = name of the method of this number. */
    public void loadName(Reg number) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.SPECIAL_TABLE));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.TMP0, number, 8, SpecialTable.NAMES));
    }

    /** An int of one digit without more ado; else the steps of {@code slot_sq_length}. */
    private void emitLength() {
        Label slow = m.newLabel();
        Label failed = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, failed);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYLONG_TYPE, slow);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, slow);
        m.branchTest(Cond.NE, Width.W32, Reg.TMP0, 2, slow); // negative
        m.enter();
        m.load(Width.W32, Reg.SAVED0, Mem.at(Reg.RET, PyLong.DIGIT));
        m.move(Reg.ARG0, Reg.RET);
        m.call(stubs.of(Stub.RELEASE));
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
        m.bind(failed);
        m.moveImm(Reg.RET, -1);
        m.ret();
        m.bind(slow);
        slowLength();
    }

    private void slowLength() {
        Label failed = m.newLabel();
        Label positive = m.newLabel();
        Mem value = Mem.nativeWord(0);
        Mem index = Mem.nativeWord(1);
        m.enter();
        m.store(Width.W64, value, Reg.RET);
        m.move(Reg.ARG0, Reg.RET);
        m.call(Helper.PYNUMBER_INDEX);
        m.store(Width.W64, index, Reg.RET);
        stubs.release(value);
        m.moveImm(Reg.SAVED0, -1);
        m.load(Width.W64, Reg.ARG0, index);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, failed);
        m.branchTest(Cond.EQ, Width.W32, Mem.at(Reg.ARG0, PyLong.TAG), 2, positive);
        stubs.release(index);
        m.load(Reg.ARG0, Global.PYEXC_VALUEERROR);
        m.load(Reg.ARG1, Symbol.text("__len__() should return >= 0"));
        m.call(Helper.PYERR_SETSTRING);
        m.jump(failed);
        m.bind(positive);
        m.load(Reg.ARG1, Global.PYEXC_OVERFLOWERROR);
        m.call(Helper.PYNUMBER_ASSSIZE_T);
        m.move(Reg.SAVED0, Reg.RET);
        stubs.release(index);
        m.bind(failed);
        m.move(Reg.RET, Reg.SAVED0);
        m.leave();
    }
}

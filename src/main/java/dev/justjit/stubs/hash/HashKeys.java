package dev.justjit.stubs.hash;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Hashes of keys, and whether two keys are equal, without running Python: exact strings (items of tuples: whose
 * hash is known), exact ints of one or two digits, which are their own hashes, truth values, None, objects whose classes
 * leave both to {@code object}, which are equal to nothing but themselves, and exact tuples of all these. What is not
 * told is CPython's to tell.
 */
final class HashKeys {
    /** Ints of fewer than three digits have tags below this: they are their own hashes, but for -1. */
    private static final int TAG_LIMIT = 3 << PyLong.TAG_SHIFT;

    /** The hash of two ints, -1 and -2. */
    private static final int HASH_OF_TWO = -2;

    /** {@code none_hash} in {@code Objects/object.c}. */
    private static final long HASH_OF_NONE = 0xFCA86420L;

    /** {@code Py_HashPointer}: addresses are multiples of 16 mostly. */
    private static final int POINTER_ROTATION = 4;

    /** {@code tuplehash} in {@code Objects/tupleobject.c}: the 64-bit form of xxHash. */
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;

    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    private static final long LENGTH_MASK = PRIME_5 ^ 3527539L;
    private static final int ROTATION = 31;

    private final MacroAssembler m;

    HashKeys(MacroAssembler m) {
        this.m = m;
    }

    /** If the key {@code ARG1} is an exact string, it knows its hash then; {@code ARG0} and {@code ARG1} are kept. */
    void ensureHash() {
        Label known = m.newLabel();
        guardType(Reg.ARG1, Global.PYUNICODE_TYPE, known);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyUnicode.HASH), -1, known);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
        m.move(Reg.ARG0, Reg.ARG1);
        m.load(Reg.RET, Global.PYUNICODE_TYPE);
        m.call(Mem.at(Reg.RET, PyType.HASH));
        m.move(Reg.ARG0, Reg.SAVED0);
        m.move(Reg.ARG1, Reg.SAVED1);
        m.leaveFrame();
        m.bind(known);
    }

    /** {@code ARG2} = hash of the key {@code ARG1}. {@code RET}, {@code TMP0} and the other ARGs after it are lost. */
    void hash(Label unknown) {
        Label other = m.newLabel();
        Label noTuple = m.newLabel();
        Label hashed = m.newLabel();
        simpleHash(Reg.ARG1, other, unknown, hashed);
        m.bind(other);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYTUPLE_TYPE, noTuple);
        tupleHash(unknown);
        m.jump(hashed);
        m.bind(noTuple);
        identityHash(Reg.ARG1, unknown, hashed);
        m.bind(hashed);
    }

    /**
     * The same for objects that are equal to nothing but themselves, as far as their classes know, and truth values; ends
     * with a jump.
     */
    private void identityHash(Reg key, Label unknown, Label hashed) {
        Label noBool = m.newLabel();
        Label noNone = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(key, PyObject.TYPE));
        m.branch(Cond.NE, Reg.ARG2, Global.PYBOOL_TYPE, noBool);
        m.load(Width.W32, Reg.ARG2, Mem.at(key, PyLong.DIGIT));
        m.jump(hashed);
        m.bind(noBool);
        m.branch(Cond.NE, key, Global.NONE, noNone);
        m.moveImm(Reg.ARG2, HASH_OF_NONE);
        m.jump(hashed);
        m.bind(noNone);
        m.load(Reg.ARG3, Global.PYBASEOBJECT_TYPE);
        for (int method : new int[] {PyType.HASH, PyType.RICHCOMPARE}) {
            m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG3, method));
            m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG2, method), Reg.TMP0, unknown);
        }
        m.shiftRight(Reg.ARG2, key, POINTER_ROTATION);
        m.shiftLeft(Reg.TMP0, key, Long.SIZE - POINTER_ROTATION);
        m.or(Reg.ARG2, Reg.ARG2, Reg.TMP0);
        m.jump(hashed);
    }

    /** {@code ARG2} = hash of {@code key}, and a jump; or a jump to {@code other}. {@code ARG3}, {@code TMP0} are lost. */
    private void simpleHash(Reg key, Label other, Label unknown, Label hashed) {
        Label string = m.newLabel();
        Label oneDigit = m.newLabel();
        m.branch(Cond.EQ, Mem.at(key, PyObject.TYPE), Global.PYUNICODE_TYPE, string);
        m.branch(Cond.NE, Mem.at(key, PyObject.TYPE), Global.PYLONG_TYPE, other);
        m.load(Width.W64, Reg.TMP0, Mem.at(key, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, TAG_LIMIT, unknown);
        m.load(Width.W32, Reg.ARG2, Mem.at(key, PyLong.DIGIT));
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, oneDigit);
        m.load(Width.W32, Reg.ARG3, Mem.at(key, PyLong.DIGIT + 4));
        m.shiftLeft(Reg.ARG3, Reg.ARG3, PyLong.DIGIT_BITS);
        m.or(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.bind(oneDigit);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, hashed);
        m.neg(Reg.ARG2, Reg.ARG2);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, -1, hashed);
        m.moveImm(Reg.ARG2, HASH_OF_TWO);
        m.jump(hashed);
        m.bind(string);
        m.load(Width.W64, Reg.ARG2, Mem.at(key, PyUnicode.HASH));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, -1, unknown);
        m.jump(hashed);
    }

    /** {@code ARG2} = hash of the tuple {@code ARG1}; {@code ARG4} items left, {@code ARG5} accumulator. */
    private void tupleHash(Label unknown) {
        Label next = m.newLabel();
        Label other = m.newLabel();
        Label lane = m.newLabel();
        Label end = m.newLabel();
        m.moveImm(Reg.ARG5, PRIME_5);
        m.moveImm(Reg.ARG4, 0);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE), Reg.ARG4, end);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, Reg.ARG4, 8, PyTuple.ITEMS));
        simpleHash(Reg.RET, other, unknown, lane);
        m.bind(other);
        identityHash(Reg.RET, unknown, lane);
        m.bind(lane);
        m.moveImm(Reg.TMP0, PRIME_2);
        m.mul(Reg.ARG2, Reg.ARG2, Reg.TMP0);
        m.add(Reg.ARG5, Reg.ARG5, Reg.ARG2);
        m.shiftRight(Reg.ARG2, Reg.ARG5, Long.SIZE - ROTATION);
        m.shiftLeft(Reg.ARG5, Reg.ARG5, ROTATION);
        m.or(Reg.ARG5, Reg.ARG5, Reg.ARG2);
        m.moveImm(Reg.TMP0, PRIME_1);
        m.mul(Reg.ARG5, Reg.ARG5, Reg.TMP0);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(next);
        m.bind(end);
        m.moveImm(Reg.TMP0, LENGTH_MASK);
        m.xor(Reg.ARG4, Reg.ARG4, Reg.TMP0);
        m.add(Reg.ARG2, Reg.ARG5, Reg.ARG4);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, -1, unknown);
    }

    /**
     * The key {@code RET} of an entry has the hash {@code ARG2} of the key {@code ARG1} and is another object: goes
     * on if they are equal. {@code RET} and all ARGs are lost.
     */
    void guardEqual(Label unknown) {
        Label noString = m.newLabel();
        Label noInt = m.newLabel();
        Label equal = m.newLabel();
        guardType(Reg.ARG1, Global.PYUNICODE_TYPE, noString);
        guardType(Reg.RET, Global.PYUNICODE_TYPE, unknown);
        new StringEquality(m, Reg.ARG2, Reg.ARG3, Reg.ARG4, Reg.ARG5)
                .guard(Reg.RET, Reg.ARG1, unknown, unknown);
        m.jump(equal);
        m.bind(noString);
        guardType(Reg.ARG1, Global.PYLONG_TYPE, noInt);
        guardType(Reg.RET, Global.PYLONG_TYPE, unknown);
        m.branch(Cond.ABOVE_EQ, Width.W64, Mem.at(Reg.RET, PyLong.TAG), TAG_LIMIT, unknown);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, HASH_OF_TWO, unknown);
        m.jump(equal);
        m.bind(noInt);
        guardType(Reg.ARG1, Global.PYTUPLE_TYPE, unknown);
        guardType(Reg.RET, Global.PYTUPLE_TYPE, unknown);
        guardEqualItems(unknown);
        m.bind(equal);
    }

    /** The same for two tuples, of which {@code ARG1} has been hashed: {@code ARG3} the item looked at. */
    private void guardEqualItems(Label unknown) {
        Label next = m.newLabel();
        Label same = m.newLabel();
        Label end = m.newLabel();
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyVarObject.OB_SIZE));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyVarObject.OB_SIZE), Reg.ARG2, unknown);
        m.moveImm(Reg.ARG3, 0);
        m.bind(next);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, Reg.ARG2, end);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, Reg.ARG3, 8, PyTuple.ITEMS));
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.RET, Reg.ARG3, 8, PyTuple.ITEMS));
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, Reg.ARG5, same);
        guardType(Reg.ARG4, Global.PYLONG_TYPE, unknown);
        guardType(Reg.ARG5, Global.PYLONG_TYPE, unknown);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG4, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG0, PyLong.COMPACT_TAG_LIMIT, unknown);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG5, PyLong.TAG), Reg.ARG0, unknown);
        m.load(Width.W32, Reg.ARG0, Mem.at(Reg.ARG4, PyLong.DIGIT));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.ARG5, PyLong.DIGIT), Reg.ARG0, unknown);
        m.bind(same);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.jump(next);
        m.bind(end);
    }

    private void guardType(Reg object, Global type, Label other) {
        m.branch(Cond.NE, Mem.at(object, PyObject.TYPE), type, other);
    }
}

package dev.justjit.template.stubs;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeyEntry;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyMappingMethods;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PySequenceMethods;
import dev.justjit.abi.layout.PySet;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Finding an exact str with a known hash, or an exact int of one or two digits, in dicts and sets without running
 * Python: keys are compared by identity, and such ints by their hash. Where an equal hash may be that of an
 * equal key all the same, only CPython can tell.
 *
 * <p>Leaves; all registers but SAVED are lost. Probing is that of {@code Objects/dictobject.c} and {@code
 * Objects/setobject.c}.
 */
final class HashTables {
    /** The answer when only CPython can tell. */
    static final int UNKNOWN = -1;

    /** Slots of a set that are tried after the first, where the table has so many more. */
    private static final int LINEAR_PROBES = 9;

    /** Ints of fewer than three digits have tags below this: they are their own hashes, but for -1. */
    private static final int TAG_LIMIT = 3 << PyLong.TAG_SHIFT;

    /** The hash of two ints, -1 and -2. */
    private static final int HASH_OF_TWO = -2;

    private final MacroAssembler m;
    private final KeysProbe keys;
    private final Label dict;
    private final Label set;

    HashTables(MacroAssembler m) {
        this.m = m;
        keys = new KeysProbe(m);
        dict = m.newLabel();
        set = m.newLabel();
    }

    /**
     * {@code RET} = address of the value that the dict {@code ARG0}, which may be of a derived class, has for the
     * key {@code ARG1}; 0 if it has none; or {@link #UNKNOWN}.
     */
    void findInDict() {
        m.call(dict);
    }

    /** {@code RET} = 1 if the set or frozenset {@code ARG0} has the key {@code ARG1}; 0 if not; or {@link #UNKNOWN}. */
    void findInSet() {
        m.call(set);
    }

    /** Jumps unless items of the object {@code ARG0} are found as those of dicts are. {@code RET}, {@code TMP0} are lost. */
    void guardDictItems(Label other) {
        guardDict(other, PyType.AS_MAPPING, PyMappingMethods.SUBSCRIPT);
    }

    /** The same for {@code in}. */
    void guardDictContains(Label other) {
        guardDict(other, PyType.AS_SEQUENCE, PySequenceMethods.CONTAINS);
    }

    private void guardDict(Label other, int methods, int slot) {
        Label exact = m.newLabel();
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, exact);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyObject.TYPE));
        Mem flags = Mem.at(Reg.RET, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_DICT_SUBCLASS, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, methods));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, slot));
        m.load(Reg.TMP0, Global.PYDICT_TYPE);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.TMP0, methods));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, slot), Reg.RET, other);
        m.bind(exact);
    }

    void emit() {
        m.align(16);
        m.comment("find in dict");
        m.bind(dict);
        emitDict();
        m.align(16);
        m.comment("find in set");
        m.bind(set);
        emitSet();
    }

    /** {@code ARG2} = hash of the key {@code ARG1}. {@code ARG3} and {@code TMP0} are lost. */
    private void hash(Label unknown) {
        Label string = m.newLabel();
        Label oneDigit = m.newLabel();
        Label hashed = m.newLabel();
        m.branch(Cond.EQ, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYUNICODE_TYPE, string);
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYLONG_TYPE, unknown);
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.TMP0, TAG_LIMIT, unknown);
        m.load(Width.W32, Reg.ARG2, Mem.at(Reg.ARG1, PyLong.DIGIT));
        m.branch(Cond.BELOW, Width.W64, Reg.TMP0, PyLong.COMPACT_TAG_LIMIT, oneDigit);
        m.load(Width.W32, Reg.ARG3, Mem.at(Reg.ARG1, PyLong.DIGIT + 4));
        m.shiftLeft(Reg.ARG3, Reg.ARG3, PyLong.DIGIT_BITS);
        m.or(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.bind(oneDigit);
        m.branchTest(Cond.EQ, Width.W32, Reg.TMP0, 2, hashed);
        m.neg(Reg.ARG2, Reg.ARG2);
        m.branch(Cond.NE, Width.W64, Reg.ARG2, -1, hashed);
        m.moveImm(Reg.ARG2, HASH_OF_TWO);
        m.jump(hashed);
        m.bind(string);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG1, PyUnicode.HASH));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, -1, unknown);
        m.bind(hashed);
    }

    /**
     * The key {@code RET} of an entry has the hash {@code ARG2} of the key {@code ARG1} and is another object: goes
     * on if they are equal.
     */
    private void guardSameInt(Label unknown) {
        m.branch(Cond.NE, Mem.at(Reg.ARG1, PyObject.TYPE), Global.PYLONG_TYPE, unknown);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYLONG_TYPE, unknown);
        Mem tag = Mem.at(Reg.RET, PyLong.TAG);
        m.branch(Cond.ABOVE_EQ, Width.W64, tag, TAG_LIMIT, unknown);
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, HASH_OF_TWO, unknown);
    }

    /** {@code ARG0} keys, {@code ARG3} perturbation, {@code ARG4} slot, {@code ARG5} mask. */
    private void emitDict() {
        Label probe = m.newLabel();
        Label advance = m.newLabel();
        Label absent = m.newLabel();
        Label general = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyDict.VALUES), 0, unknown);
        hash(unknown);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        keys.begin(unknown);
        m.bind(probe);
        keys.loadIndex();
        m.branch(Cond.EQ, Width.W64, Reg.RET, KeysProbe.EMPTY, absent);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, advance);
        Mem kind = Mem.at(Reg.ARG0, DictKeys.KIND);
        m.branch(Cond.EQ, Width.W8, kind, DictKeys.KIND_GENERAL, general);
        m.shiftLeft(Reg.RET, Reg.RET, 4); // 16 bytes each
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, DictUnicodeEntry.KEY));
        m.add(Reg.TMP0, Reg.TMP0, DictUnicodeEntry.VALUE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyUnicode.HASH), Reg.ARG2, unknown);
        m.bind(advance);
        keys.next();
        m.jump(probe);
        m.bind(general);
        generalEntry(advance, found, unknown);
        m.bind(found);
        m.move(Reg.RET, Reg.TMP0);
        m.ret();
        answers(absent, unknown);
    }

    /** {@code TMP0} = address of the value of entry {@code RET}, of those from {@code TMP0} on that have hashes; or a jump. */
    private void generalEntry(Label other, Label same, Label unknown) {
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.RET, 2, 0));
        m.shiftLeft(Reg.RET, Reg.RET, 3); // 24 bytes each
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        Mem entryHash = Mem.at(Reg.TMP0, DictKeyEntry.HASH);
        m.branch(Cond.NE, Width.W64, entryHash, Reg.ARG2, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, DictKeyEntry.KEY));
        m.add(Reg.TMP0, Reg.TMP0, DictKeyEntry.VALUE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, same);
        guardSameInt(unknown);
    }

    private void answers(Label absent, Label unknown) {
        m.bind(absent);
        m.moveImm(Reg.RET, 0);
        m.ret();
        m.bind(unknown);
        m.moveImm(Reg.RET, UNKNOWN);
        m.ret();
    }

    /** {@code ARG3} slots to try after this one, {@code ARG4} entry: key, hash. */
    private void emitSet() {
        Label probe = m.newLabel();
        Label advance = m.newLabel();
        Label absent = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        Label first = m.newLabel();
        hash(unknown);
        m.load(Width.W64, Reg.ARG5, Mem.at(Reg.ARG0, PySet.MASK));
        m.and(Reg.ARG4, Reg.ARG2, Reg.ARG5);
        m.moveImm(Reg.ARG3, 0);
        m.add(Reg.RET, Reg.ARG4, LINEAR_PROBES);
        m.branch(Cond.ABOVE, Width.W64, Reg.RET, Reg.ARG5, first);
        m.moveImm(Reg.ARG3, LINEAR_PROBES);
        m.bind(first);
        m.shiftLeft(Reg.ARG4, Reg.ARG4, 4);
        m.add(Reg.ARG4, Reg.ARG4, Mem.at(Reg.ARG0, PySet.TABLE));
        m.bind(probe);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG4, 0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, absent);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG4, 8), Reg.ARG2, advance);
        guardSameInt(unknown);
        m.bind(found);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(advance);
        m.add(Reg.ARG3, Reg.ARG3, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG3, 0, unknown);
        m.add(Reg.ARG4, Reg.ARG4, 16);
        m.jump(probe);
        answers(absent, unknown);
    }
}

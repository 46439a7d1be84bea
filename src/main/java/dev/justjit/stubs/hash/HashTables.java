package dev.justjit.stubs.hash;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeyEntry;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.PyDict;
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
 * Finding keys in dicts and sets without running Python, as far as {@link HashKeys} has hashes of them. Where only
 * CPython can tell whether keys are equal, it has to.
 *
 * <p>All registers but SAVED are lost. Probing is that of {@code Objects/dictobject.c} and {@code
 * Objects/setobject.c}.
 */
public final class HashTables {
    /** The answer when only CPython can tell. */
    public static final int UNKNOWN = -1;

    /** Slots of a set that are tried after the first of a row, where the table has so many more. */
    private static final int LINEAR_PROBES = 9;

    private final MacroAssembler m;
    private final KeysProbe keys;
    private final HashKeys key;
    private final Label dict;
    private final Label set;

    public HashTables(MacroAssembler m) {
        this.m = m;
        keys = new KeysProbe(m);
        key = new HashKeys(m);
        dict = m.newLabel();
        set = m.newLabel();
    }

    /**
     * {@code RET} = address of the value that the dict {@code ARG0}, which may be of a derived class, has for the
     * key {@code ARG1}; 0 if it has none; or {@link #UNKNOWN}.
     */
    public void findInDict() {
        m.call(dict);
    }

    /** {@code RET} = 1 if the set or frozenset {@code ARG0} has the key {@code ARG1}; 0 if not; or {@link #UNKNOWN}. */
    public void findInSet() {
        m.call(set);
    }

    /** Jumps unless items of the object {@code ARG0} are found as those of dicts are. {@code RET}, {@code TMP0} are lost. */
    public void guardDictItems(Label other) {
        guardDict(other, PyType.AS_MAPPING, PyMappingMethods.SUBSCRIPT);
    }

    /** The same for {@code in}. */
    public void guardDictContains(Label other) {
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

    /** Emits the stubs. */
    public void emit() {
        m.align(16);
        m.comment("find in dict");
        m.bind(dict);
        emitDict();
        m.align(16);
        m.comment("find in set");
        m.bind(set);
        emitSet();
    }

    /** {@code ARG0} keys, {@code ARG3} perturbation, {@code ARG4} slot, {@code ARG5} mask. */
    private void emitDict() {
        Label probe = m.newLabel();
        Label advance = m.newLabel();
        Label absent = m.newLabel();
        Label general = m.newLabel();
        Label equalHash = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyDict.VALUES), 0, unknown);
        key.ensureHash();
        key.hash(unknown);
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
        m.branch(Cond.EQ, Width.W64, Mem.at(Reg.RET, PyUnicode.HASH), Reg.ARG2, equalHash);
        m.bind(advance);
        keys.next();
        m.jump(probe);
        m.bind(general);
        generalEntry(advance, found);
        m.bind(equalHash);
        key.guardEqual(unknown);
        m.bind(found);
        m.move(Reg.RET, Reg.TMP0);
        m.ret();
        answers(absent, unknown);
    }

    /**
     * {@code TMP0} = address of the value of entry {@code RET}, of those from {@code TMP0} on that have hashes, {@code
     * RET} = its key, another one with an equal hash; or a jump.
     */
    private void generalEntry(Label other, Label same) {
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.RET, 2, 0));
        m.shiftLeft(Reg.RET, Reg.RET, 3); // 24 bytes each
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        Mem entryHash = Mem.at(Reg.TMP0, DictKeyEntry.HASH);
        m.branch(Cond.NE, Width.W64, entryHash, Reg.ARG2, other);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, DictKeyEntry.KEY));
        m.add(Reg.TMP0, Reg.TMP0, DictKeyEntry.VALUE);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, same);
    }

    private void answers(Label absent, Label unknown) {
        m.bind(absent);
        m.moveImm(Reg.RET, 0);
        m.ret();
        m.bind(unknown);
        m.moveImm(Reg.RET, UNKNOWN);
        m.ret();
    }

    /** {@code ARG3} slot, {@code ARG4} the first of its row, {@code ARG5} perturbation; entries are key, hash. */
    private void emitSet() {
        Label row = m.newLabel();
        Label probe = m.newLabel();
        Label advance = m.newLabel();
        Label absent = m.newLabel();
        Label found = m.newLabel();
        Label unknown = m.newLabel();
        key.ensureHash();
        key.hash(unknown);
        m.move(Reg.ARG5, Reg.ARG2);
        m.move(Reg.ARG4, Reg.ARG2);
        m.bind(row);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PySet.MASK));
        m.and(Reg.ARG4, Reg.ARG4, Reg.RET);
        m.move(Reg.ARG3, Reg.ARG4);
        m.bind(probe);
        m.shiftLeft(Reg.TMP0, Reg.ARG3, 4);
        m.add(Reg.TMP0, Reg.TMP0, Mem.at(Reg.ARG0, PySet.TABLE));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, 0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, found);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, absent);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, 8), Reg.ARG2, advance);
        key.guardEqual(unknown);
        m.bind(found);
        m.moveImm(Reg.RET, 1);
        m.ret();
        m.bind(advance);
        advance(probe, row);
        answers(absent, unknown);
    }

    /** To the next slot of the row, if the row is not at its end and the table has it, or to the next row. */
    private void advance(Label probe, Label row) {
        Label nextRow = m.newLabel();
        m.add(Reg.RET, Reg.ARG4, LINEAR_PROBES);
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG3, nextRow);
        m.branch(Cond.BELOW, Width.W64, Mem.at(Reg.ARG0, PySet.MASK), Reg.RET, nextRow);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.jump(probe);
        m.bind(nextRow);
        m.shiftRight(Reg.ARG5, Reg.ARG5, KeysProbe.PERTURB_SHIFT);
        m.shiftLeft(Reg.TMP0, Reg.ARG4, 2);
        m.add(Reg.ARG4, Reg.ARG4, Reg.TMP0);
        m.add(Reg.ARG4, Reg.ARG4, Reg.ARG5);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.jump(row);
    }
}

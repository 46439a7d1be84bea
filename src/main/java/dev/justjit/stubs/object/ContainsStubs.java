package dev.justjit.stubs.object;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SpecialMethod;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.hash.StringEquality;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;

/**
 * {@code in}. Builtin containers are searched here as far as keys and items tell by their addresses, or as ints,
 * whether they are equal. {@code SAVED0} is the address of the operands: item, container.
 */
public final class ContainsStubs {
    /** Longer strings are searched by CPython. */
    private static final int MOST_CHARACTERS = 128;

    /** The lowest bit of each byte. */
    private static final long LOWEST_BITS = 0x0101010101010101L;

    private static final int COMPACT_ASCII = PyUnicode.STATE_COMPACT | PyUnicode.STATE_ASCII;

    private ContainsStubs() {}

    /** Emits the stubs of this class. */
    public static void emit(StubLibrary stubs, SpecialMethods specials, HashTables tables) {
        MacroAssembler m = stubs.masm();
        Label generic = m.newLabel();
        Label done = m.newLabel();
        Mem result = Mem.nativeWord(0);
        ObjectStubs.begin(stubs, Stub.CONTAINS);
        specials.function(ObjectStubs.operand(1), SpecialMethod.CONTAINS, generic, generic);
        specials.call(ObjectStubs.operand(1), ObjectStubs.operand(0));
        m.moveImm(Reg.SAVED1, -1);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, done);
        m.store(Width.W64, result, Reg.RET);
        m.address(Reg.ARG0, result);
        m.call(stubs.of(Stub.IS_TRUE));
        m.move(Reg.SAVED1, Reg.RET);
        m.jump(done);
        m.bind(generic);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(1));
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(0));
        containsKey(m, tables, done);
        m.load(Width.W64, Reg.ARG0, ObjectStubs.operand(1));
        m.load(Width.W64, Reg.ARG1, ObjectStubs.operand(0));
        m.call(Helper.PYSEQUENCE_CONTAINS);
        ObjectStubs.signExtend(m);
        m.bind(done);
        ObjectStubs.releaseAndLeave(stubs, 2);
    }

    /** {@code SAVED1} = whether {@code ARG1} is in {@code ARG0}, and a jump; goes on if that cannot be told. */
    static void containsKey(MacroAssembler m, HashTables tables, Label told) {
        Label set = m.newLabel();
        Label noSet = m.newLabel();
        Label noDict = m.newLabel();
        Label unknown = m.newLabel();
        Label absent = m.newLabel();
        tables.guardDictContains(noDict);
        tables.findInDict();
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.RET, HashTables.UNKNOWN, unknown);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, absent);
        m.moveImm(Reg.SAVED1, 1);
        m.bind(absent);
        m.jump(told);
        m.bind(noDict);
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYSET_TYPE, set);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFROZENSET_TYPE, noSet);
        m.bind(set);
        tables.findInSet();
        m.move(Reg.SAVED1, Reg.RET);
        m.branch(Cond.NE, Width.W64, Reg.RET, HashTables.UNKNOWN, told);
        m.jump(unknown);
        m.bind(noSet);
        containsItem(m, told, unknown);
        m.bind(unknown);
    }

    /** The same where {@code ARG0} may be a sequence. */
    private static void containsItem(MacroAssembler m, Label told, Label unknown) {
        Label list = m.newLabel();
        Label noList = m.newLabel();
        Label search = m.newLabel();
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYLIST_TYPE, list);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYTUPLE_TYPE, noList);
        m.address(Reg.ARG3, Mem.at(Reg.ARG0, PyTuple.ITEMS));
        m.jump(search);
        m.bind(list);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG0, PyList.ITEMS));
        m.bind(search);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyVarObject.OB_SIZE));
        searchItems(m, told, unknown);
        m.bind(noList);
        searchText(m, told, unknown);
    }

    /**
     * Looks for {@code ARG1} among {@code ARG2} objects at {@code ARG3}: different objects that are both classes of
     * {@code type}, strings of different characters, or ints of different digits are not equal.
     */
    private static void searchItems(MacroAssembler m, Label told, Label unknown) {
        Label present = m.newLabel();
        Label noClass = m.newLabel();
        Label noText = m.newLabel();
        Label absent = m.newLabel();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyObject.TYPE));
        m.branch(Cond.NE, Reg.TMP0, Global.PYTYPE_TYPE, noClass);
        forEach(m, present, absent, unknown, () -> {});
        m.bind(noClass);
        m.branch(Cond.NE, Reg.TMP0, Global.PYUNICODE_TYPE, noText);
        forEach(m, present, absent, unknown, () -> compareTexts(m, present, unknown));
        m.bind(noText);
        m.branch(Cond.NE, Reg.TMP0, Global.PYLONG_TYPE, unknown);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, PyLong.TAG));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG4, PyLong.COMPACT_TAG_LIMIT, unknown);
        m.load(Width.W32, Reg.ARG5, Mem.at(Reg.ARG1, PyLong.DIGIT));
        forEach(m, present, absent, unknown, () -> compareInts(m, present));
        m.bind(present);
        m.moveImm(Reg.SAVED1, 1);
        m.jump(told);
        m.bind(absent);
        m.moveImm(Reg.SAVED1, 0);
        m.jump(told);
    }

    private static void compareTexts(MacroAssembler m, Label equal, Label unknown) {
        Label compare = m.newLabel();
        Label differ = m.newLabel();
        Mem hash = Mem.at(Reg.RET, PyUnicode.HASH);
        m.load(Width.W64, Reg.ARG4, Mem.at(Reg.ARG1, PyUnicode.HASH));
        m.branch(Cond.EQ, Width.W64, Reg.ARG4, -1, compare);
        m.branch(Cond.EQ, Width.W64, hash, Reg.ARG4, compare);
        m.branch(Cond.NE, Width.W64, hash, -1, differ);
        m.bind(compare);
        new StringEquality(m, Reg.ARG4, Reg.ARG5, Reg.ARG0, Reg.SAVED1)
                .guard(Reg.RET, Reg.ARG1, differ, unknown);
        m.jump(equal);
        m.bind(differ);
    }

    private static void compareInts(MacroAssembler m, Label equal) {
        Label differ = m.newLabel();
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyLong.TAG), Reg.ARG4, differ);
        m.branch(Cond.EQ, Width.W32, Mem.at(Reg.RET, PyLong.DIGIT), Reg.ARG5, equal);
        m.bind(differ);
    }

    /**
     * @param differ for the item {@code RET}, another object of the type {@code TMP0}: goes on if it differs
     */
    private static void forEach(
            MacroAssembler m, Label present, Label absent, Label unknown, Runnable differ) {
        Label next = m.newLabel();
        m.bind(next);
        m.add(Reg.ARG2, Reg.ARG2, -1);
        m.branch(Cond.LT, Width.W64, Reg.ARG2, 0, absent);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG3, 0));
        m.branch(Cond.EQ, Width.W64, Reg.RET, Reg.ARG1, present);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyObject.TYPE), Reg.TMP0, unknown);
        differ.run();
        m.add(Reg.ARG3, Reg.ARG3, 8);
        m.jump(next);
    }

    /** One ASCII character in a short ASCII string, whose words of eight characters are searched for a byte that is 0. */
    private static void searchText(MacroAssembler m, Label told, Label unknown) {
        Label next = m.newLabel();
        Label whole = m.newLabel();
        for (Reg text : new Reg[] {Reg.ARG0, Reg.ARG1}) {
            m.branch(Cond.NE, Mem.at(text, PyObject.TYPE), Global.PYUNICODE_TYPE, unknown);
            m.load(Width.W32, Reg.ARG2, Mem.at(text, PyUnicode.STATE));
            m.and(Reg.ARG2, Reg.ARG2, COMPACT_ASCII);
            m.branch(Cond.NE, Width.W32, Reg.ARG2, COMPACT_ASCII, unknown);
        }
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyUnicode.LENGTH), 1, unknown);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG0, PyUnicode.LENGTH));
        m.branch(Cond.GT, Width.W64, Reg.ARG2, MOST_CHARACTERS, unknown);
        m.load(Width.W8, Reg.ARG5, Mem.at(Reg.ARG1, PyUnicode.ASCII_DATA));
        m.moveImm(Reg.ARG4, LOWEST_BITS);
        m.mul(Reg.ARG5, Reg.ARG5, Reg.ARG4);
        m.moveImm(Reg.SAVED1, 0);
        m.address(Reg.ARG1, Mem.at(Reg.ARG0, PyUnicode.ASCII_DATA));
        m.bind(next);
        m.branch(Cond.LE, Width.W64, Reg.ARG2, 0, told);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG1, 0));
        m.xor(Reg.RET, Reg.RET, Reg.ARG5); // 0 where the character is
        m.add(Reg.ARG1, Reg.ARG1, Long.BYTES);
        m.add(Reg.ARG2, Reg.ARG2, -Long.BYTES);
        m.branch(Cond.GE, Width.W64, Reg.ARG2, 0, whole);
        m.add(Reg.ARG3, Reg.ARG2, Long.BYTES);
        m.shiftLeft(Reg.ARG3, Reg.ARG3, 3);
        m.moveImm(Reg.TMP0, -1);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, Reg.ARG3);
        m.or(Reg.RET, Reg.RET, Reg.TMP0); // what is behind the characters does not count
        m.bind(whole);
        m.sub(Reg.TMP0, Reg.RET, Reg.ARG4);
        m.not(Reg.RET, Reg.RET);
        m.and(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.shiftLeft(Reg.RET, Reg.ARG4, 7);
        m.and(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, next);
        m.moveImm(Reg.SAVED1, 1);
        m.jump(told);
    }
}

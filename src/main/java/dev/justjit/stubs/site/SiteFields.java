package dev.justjit.stubs.site;

import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;

/**
 * Attributes of tuples by the descriptors that {@code collections.namedtuple} makes: a part of {@link SiteAnalysis}. Their type
 * is not exported; it is the one of this name that no program can change, and none can make such a one.
 */
final class SiteFields {
    private static final String TYPE_NAME = "collections._tuplegetter";

    /** {@code index} of {@code _tuplegetterobject} in {@code Modules/_collectionsmodule.c}, behind the head of an object. */
    private static final int INDEX = PyObject.SIZE;

    /** Bytes of {@code _tuplegetterobject}: the index and a text. */
    private static final int BYTES = INDEX + 16;

    private final MacroAssembler m;
    private final SiteEntries entries;

    SiteFields(MacroAssembler m, SiteEntries entries) {
        this.m = m;
        this.entries = entries;
    }

    /**
     * Makes an entry if the class {@code ARG0} is one of tuples and what it has, {@code RET} of the type {@code ARG1}, stands for an
     * item; else goes on, with these and {@code ARG2} as they are.
     */
    void analyse() {
        Label other = m.newLabel();
        Label next = m.newLabel();
        Mem flags = Mem.at(Reg.ARG1, PyType.FLAGS);
        m.branchTest(
                Cond.EQ,
                Width.W32,
                Mem.at(Reg.ARG0, PyType.FLAGS),
                PyType.TPFLAGS_TUPLE_SUBCLASS,
                other);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_IMMUTABLETYPE, other);
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG1, PyType.BASICSIZE), BYTES, other);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.ARG1, PyType.NAME));
        m.load(Reg.ARG4, Symbol.text(TYPE_NAME));
        m.bind(next);
        m.load(Width.W8, Reg.ARG5, Mem.at(Reg.ARG4, 0));
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG3, 0));
        m.branch(Cond.NE, Width.W64, Reg.ARG5, Reg.TMP0, other);
        m.add(Reg.ARG3, Reg.ARG3, 1);
        m.add(Reg.ARG4, Reg.ARG4, 1);
        m.branch(Cond.NE, Width.W64, Reg.ARG5, 0, next);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, INDEX));
        entries.add(Shape.FIELD);
        m.bind(other);
    }
}

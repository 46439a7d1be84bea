package dev.justjit.template.stubs;

import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;

/** Analysis of fields of named tuples: the descriptors of {@code Modules/_collectionsmodule.c}. */
final class SiteFields {
    /** Its name and that it cannot be changed tell the class: Python makes none that are like that. */
    private static final String CLASS = "collections._tuplegetter";

    /** Of the descriptor: which item it is. */
    private static final int INDEX = 16;

    private static final int MOST_ITEMS = 1 << 16;

    private final MacroAssembler m;
    private final SiteEntries entries;

    SiteFields(MacroAssembler m, SiteEntries entries) {
        this.m = m;
        this.entries = entries;
    }

    /**
     * Ends with an entry if {@code RET}, of the immutable class {@code ARG1}, is such a descriptor in the class {@code
     * ARG0} of tuples. Otherwise {@code RET}, {@code ARG1} and {@code ARG2} = {@code FOUND} are as they were.
     */
    void analyse() {
        Label no = m.newLabel();
        Label other = m.newLabel();
        Mem flags = Mem.at(Reg.ARG0, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_TUPLE_SUBCLASS, no);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, PyType.NAME));
        m.load(Reg.ARG1, Symbol.text(CLASS));
        m.call(Symbol.export("strcmp"));
        m.branch(Cond.NE, Width.W32, Reg.RET, 0, other);
        m.load(Width.W64, Reg.RET, SiteEntries.FOUND);
        m.load(Width.W64, Reg.ARG3, Mem.at(Reg.RET, INDEX));
        m.branch(Cond.ABOVE_EQ, Width.W64, Reg.ARG3, MOST_ITEMS, entries.done());
        m.shiftLeft(Reg.ARG2, Reg.ARG3, 3);
        m.add(Reg.ARG2, Reg.ARG2, PyTuple.ITEMS);
        entries.add(Shape.FIELD);
        m.bind(other);
        m.load(Width.W64, Reg.RET, SiteEntries.FOUND);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        m.move(Reg.ARG2, Reg.RET);
        m.bind(no);
    }
}

package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;

/** What analyses ask of classes. */
final class SiteLookups {
    private final MacroAssembler m;
    private final SiteEntries entries;

    SiteLookups(MacroAssembler m, SiteEntries entries) {
        this.m = m;
        this.entries = entries;
    }

    /**
     * {@code RET} and {@code FOUND} = what the class {@code ARG0} has under the name, or 0; {@code ARG0} = the
     * class {@code TYPE} again and {@code VERSION} its version; without one the analysis ends.
     */
    void lookUp() {
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(Helper.PYTYPE_LOOKUP);
        m.store(Width.W64, SiteEntries.FOUND, Reg.RET);
        m.load(Width.W64, Reg.ARG0, SiteEntries.TYPE);
        m.load(Width.W32, Reg.TMP0, Mem.at(Reg.ARG0, PyType.VERSION_TAG));
        m.store(Width.W64, SiteEntries.VERSION, Reg.TMP0);
        m.branch(Cond.EQ, Width.W64, Reg.TMP0, 0, entries.done());
    }

    /** {@code ARG1} = class of the object {@code RET}; a jump if that class can change. */
    void loadClass(Label mutable) {
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.RET, PyObject.TYPE));
        Mem flags = Mem.at(Reg.ARG1, PyType.FLAGS);
        m.branchTest(Cond.EQ, Width.W32, flags, PyType.TPFLAGS_IMMUTABLETYPE, mutable);
    }

    /** Ends the analysis unless objects of the class {@code ARG1} are functions that classes make methods of. */
    void guardMethod() {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(
                Cond.EQ, Width.W32, Reg.TMP0, PyType.TPFLAGS_METHOD_DESCRIPTOR, entries.done());
    }

    /** Ends the analysis where a bound method would have to be made. */
    void guardCalled() {
        Mem forCall = Mem.at(Reg.SAVED1, SiteRecord.FOR_CALL);
        m.branch(Cond.EQ, Width.W64, forCall, 0, entries.done());
    }

    /**
     * {@code ARG2} = an object of the class {@code ARG1} with {@code tp_descr_get}: ends with one of the shapes if it is a static or class
     * method.
     */
    void ifWrapped(Shape ofStatic, Shape ofClass) {
        Label notStatic = m.newLabel();
        Label neither = m.newLabel();
        m.branch(Cond.NE, Reg.ARG1, Global.PYSTATICMETHOD_TYPE, notStatic);
        entries.add(ofStatic);
        m.bind(notStatic);
        m.branch(Cond.NE, Reg.ARG1, Global.PYCLASSMETHOD_TYPE, neither);
        guardCalled();
        entries.add(ofClass);
        m.bind(neither);
    }
}

package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.stubs.call.Callees;

/** Analysis of owners that are classes. */
public final class SiteClasses {
    private final MacroAssembler m;
    private final SiteEntries entries;
    private final SiteLookups lookups;

    SiteClasses(MacroAssembler m, SiteEntries entries, SiteLookups lookups) {
        this.m = m;
        this.entries = entries;
        this.lookups = lookups;
    }

    /**
     * The owner is a class, {@code ARG0} its class, which must not have the name itself: both versions are
     * guarded.
     */
    void analyseAttribute() {
        Label plain = m.newLabel();
        Label mutable = m.newLabel();
        lookups.lookUp();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, entries.done());
        m.store(Width.W64, SiteEntries.SECOND, Reg.TMP0);
        m.move(Reg.ARG0, Reg.SAVED0);
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        lookups.lookUp();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        m.load(Width.W64, Reg.ARG3, SiteEntries.SECOND);
        m.move(Reg.ARG2, Reg.RET);
        lookups.loadClass(mutable);
        Mem get = Mem.at(Reg.ARG1, PyType.DESCR_GET);
        m.branch(Cond.EQ, Width.W64, get, 0, plain);
        lookups.ifWrapped(Shape.CLASS_STATIC, Shape.CLASS_METHOD);
        lookups.guardMethod();
        m.bind(plain);
        entries.add(Shape.CLASS_OWN);
        m.bind(mutable);
        m.branch(Cond.NE, Width.W64, get, 0, entries.done());
        entries.add(Shape.CLASS_OBJECT);
    }

    /** A class whose objects are plain ones, with a Python function as {@code __init__}. */
    void analyseCall() {
        m.move(Reg.ARG0, Reg.SAVED0);
        m.store(Width.W64, SiteEntries.TYPE, Reg.ARG0);
        Callees.guardPlain(m, entries.done());
        lookups.lookUp();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYFUNCTION_TYPE, entries.done());
        m.move(Reg.ARG2, Reg.RET);
        m.moveImm(Reg.ARG3, 0);
        entries.add(Shape.CLASS_INIT);
    }
}

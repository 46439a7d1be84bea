package dev.justjit.template.stubs;

import dev.justjit.abi.Helper;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.SiteRecord;

/**
 * Attributes by way of a {@link SiteRecord}. A miss first makes an entry for the owner, if one can
 * describe it, and then does the operation as CPython does, once. {@code SAVED0} is the address of the
 * operands, {@code SAVED1} the record, later the result.
 */
final class SiteStubs {
    private final StubLibrary stubs;
    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final SiteAnalysis analysis;

    private SiteStubs(StubLibrary stubs) {
        this.stubs = stubs;
        m = stubs.masm();
        handlers = new SiteHandlers(stubs);
        analysis = new SiteAnalysis(m, handlers);
    }

    static void emit(StubLibrary stubs) {
        SiteStubs sites = new SiteStubs(stubs);
        sites.handlers.emit(stubs);
        sites.analysis.emit();
        sites.loadAttr();
        sites.loadMethod();
    }

    private static Mem operand(int index) {
        return ObjectStubs.operand(index);
    }

    private void begin(Stub stub) {
        stubs.begin(stub);
        m.enter();
        m.move(Reg.SAVED0, Reg.ARG0);
        m.move(Reg.SAVED1, Reg.ARG1);
    }

    /** Asks the record; {@code ARG2} and {@code ARG3} are the answer of its handlers. */
    private void askRecord(Label missed) {
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.call(Mem.at(Reg.ARG1, SiteRecord.HANDLER));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, missed);
    }

    private void analyse() {
        m.addMem(Width.W64, Mem.at(Reg.SAVED1, SiteRecord.MISSES), 1);
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.move(Reg.ARG1, Reg.SAVED1);
        m.call(analysis.entry());
        m.load(Width.W64, Reg.ARG0, operand(0));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
    }

    private void loadAttr() {
        Label missed = m.newLabel();
        Label loaded = m.newLabel();
        begin(Stub.LOAD_ATTR_MISSED);
        m.bind(missed);
        analyse();
        m.call(Helper.PYOBJECT_GETATTR);
        m.move(Reg.SAVED1, Reg.RET);
        m.bind(loaded);
        stubs.release(operand(0));
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        begin(Stub.LOAD_ATTR_SITE);
        askRecord(missed);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.jump(loaded);
    }

    private void loadMethod() {
        Label missed = m.newLabel();
        Label attribute = m.newLabel();
        Label withSelf = m.newLabel();
        Label done = m.newLabel();
        Mem out = Mem.nativeWord(0);
        begin(Stub.LOAD_METHOD_MISSED);
        m.bind(missed);
        analyse();
        m.storeImm(Width.W64, out, 0);
        m.address(Reg.ARG2, out);
        m.call(Helper.PYOBJECT_GETMETHOD);
        m.load(Width.W64, Reg.SAVED1, out);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, attribute);
        m.load(Width.W64, Reg.RET, operand(0));
        m.store(Width.W64, operand(1), Reg.RET);
        m.bind(done);
        m.store(Width.W64, operand(0), Reg.SAVED1);
        m.move(Reg.RET, Reg.SAVED1);
        m.leave();
        m.bind(attribute);
        m.moveImm(Reg.ARG3, 0);
        m.bind(withSelf);
        m.store(Width.W64, operand(1), Reg.ARG3);
        stubs.release(operand(0));
        m.jump(done);
        begin(Stub.LOAD_METHOD_SITE);
        askRecord(missed);
        m.move(Reg.SAVED1, Reg.ARG2);
        m.branch(Cond.NE, Width.W64, Reg.ARG3, Reg.ARG0, withSelf);
        m.store(Width.W64, operand(1), Reg.ARG0);
        m.jump(done);
    }
}

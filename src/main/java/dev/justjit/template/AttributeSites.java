package dev.justjit.template;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.SiteRecord;

/**
 * {@code LOAD_ATTR} by way of a {@link SiteRecord}: where nothing is predicted, and for what predictions
 * do not cover.
 */
final class AttributeSites {
    private AttributeSites() {}

    private static Symbol record(Emission e, boolean call) {
        return e.cacheSite(e.insn().oparg() >> 1, call);
    }

    /** The handlers of the record's entries are asked for the owner {@code ARG0}. */
    static void ask(MacroAssembler m, Symbol record, Label missed) {
        m.load(Reg.ARG1, record);
        m.call(Mem.at(Reg.ARG1, SiteRecord.HANDLER));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, missed);
    }

    /** Nothing is predicted, but what the record has seen is found fast. */
    static void load(Emission e, Insn insn, boolean call) {
        if (call) {
            loadForCall(e);
        } else {
            loadValue(e);
        }
    }

    private static void loadValue(Emission e) {
        MacroAssembler m = e.masm();
        Value owner = e.stack().peek(0);
        if (owner.isOwned()) {
            Attributes.ownBelow(e); // releasing the owner can run anything
        }
        Symbol record = record(e, false);
        var slow = new GenericValue(e, record, false);
        e.loadObject(Reg.ARG0, owner);
        ask(m, record, slow.entry());
        m.move(Reg.RET, Reg.ARG2);
        Attributes.replaceOwner(e, owner);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    private static void loadForCall(Emission e) {
        MacroAssembler m = e.masm();
        e.flushBelow(1);
        Value owner = e.stack().peek(0);
        int base = e.stack().depth() - 1;
        Symbol record = record(e, true);
        var slow = new GenericMethod(e, record);
        var other = new OtherSelf(e, slow.resume());
        e.loadObject(Reg.ARG0, owner);
        ask(m, record, slow.entry());
        m.branch(Cond.NE, Width.W64, Reg.ARG3, Reg.ARG0, other.entry());
        Attributes.storeMethod(e, owner, base);
        if (owner.isOwned()) {
            e.forgetLocals(); // the other way may release the owner
        }
        e.pop();
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
        m.bind(slow.resume());
    }

    /** The same where the hot stream may not leave compiled code: everything is canonical. */
    static void loadCanonical(Emission e, Insn insn, boolean call) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, record(e, call));
        m.call((call ? Stub.LOAD_METHOD_SITE : Stub.LOAD_ATTR_SITE).symbol());
        e.pop();
        e.checkNotNull();
        if (call) {
            e.pushSlot(KnownType.UNKNOWN);
            e.pushSlot(KnownType.UNKNOWN);
        } else {
            e.pushResult(KnownType.UNKNOWN);
        }
    }

    /** No entry serves: {@code RET} = attribute of the canonical top, which is consumed. */
    private static final class GenericValue extends SlowCall {
        private final Symbol record;
        private final boolean call;

        GenericValue(Emission e, Symbol record, boolean call) {
            super(e, 1);
            this.record = record;
            this.call = call;
        }

        @Override
        protected void call(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
            m.load(Reg.ARG1, record);
            m.call(Stub.LOAD_ATTR_MISSED.symbol());
            e.pop();
            e.pythonMayHaveRun();
            e.checkNotNull();
        }

        @Override
        protected void complete(Emission e) {
            if (call) {
                e.pushNull();
            }
        }
    }

    /** No entry serves: the canonical top becomes method and self, or attribute and NULL. */
    private static final class GenericMethod extends SlowCall {
        private final Symbol record;

        GenericMethod(Emission e, Symbol record) {
            super(e, 1);
            this.record = record;
        }

        @Override
        protected void call(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
            m.load(Reg.ARG1, record);
            m.call(Stub.LOAD_METHOD_MISSED.symbol());
            e.pop();
            e.pythonMayHaveRun();
            e.checkNotNull();
            e.pushSlot(KnownType.UNKNOWN);
            e.pushSlot(KnownType.UNKNOWN);
        }
    }

    /** The attribute {@code ARG2} at {@code base}; above it what it is to be called with, {@code ARG3}, or NULL. */
    static void storeWithOther(Emission e, int base) {
        MacroAssembler m = e.masm();
        Label none = m.newNearLabel();
        m.store(Width.W64, e.slot(base), Reg.ARG2);
        m.store(Width.W64, e.slot(base + 1), Reg.ARG3);
        m.branch(Cond.EQ, Width.W64, Reg.ARG3, 0, none);
        m.incref(Reg.ARG3, Reg.TMP0);
        m.bind(none);
    }

    /** The attribute {@code ARG2} is to be called without a self, or with another one. */
    private static final class OtherSelf extends ColdCode {
        private final Label resume;

        OtherSelf(Emission e, Label resume) {
            super(e);
            this.resume = resume;
        }

        @Override
        protected void emit(Emission e) {
            Value owner = e.stack().peek(0);
            int base = e.stack().depth() - 1;
            MacroAssembler m = e.masm();
            storeWithOther(e, base);
            e.pop();
            e.pushSlot(KnownType.UNKNOWN);
            e.pushSlot(KnownType.UNKNOWN);
            if (owner.isOwned()) {
                e.release(KnownType.UNKNOWN);
            }
            m.jump(resume);
        }
    }

    /** A predicted value is not there: what the record has seen, else the generic way. */
    static final class OtherValue extends ColdCode {
        private final Symbol record;
        private final GenericValue generic;
        private final Label loaded;

        OtherValue(Emission e, boolean call) {
            super(e);
            // what is to be called goes above NULL, as predicted: a method is bound
            record = record(e, false);
            generic = new GenericValue(e, record, call);
            loaded = e.masm().newLabel();
        }

        /** Where the hot stream goes on with the attribute, owned, in {@code RET}. */
        Label loaded() {
            return loaded;
        }

        Label resume() {
            return generic.resume();
        }

        void resultIs(Value value) {
            generic.resultIs(value);
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            e.loadObject(Reg.ARG0, e.stack().peek(0));
            ask(m, record, generic.entry());
            m.move(Reg.RET, Reg.ARG2);
            m.jump(loaded);
        }
    }

    /** The same for a predicted method. */
    static final class OtherMethod extends ColdCode {
        private final Symbol record;
        private final GenericMethod generic;
        private final OtherSelf other;
        private final Label loaded;

        OtherMethod(Emission e) {
            super(e);
            record = record(e, true);
            generic = new GenericMethod(e, record);
            other = new OtherSelf(e, generic.resume());
            loaded = e.masm().newLabel();
        }

        /** Where the hot stream goes on with the owner in {@code ARG0} and its method in {@code ARG2}. */
        Label loaded() {
            return loaded;
        }

        Label resume() {
            return generic.resume();
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            e.loadObject(Reg.ARG0, e.stack().peek(0));
            ask(m, record, generic.entry());
            m.branch(Cond.NE, Width.W64, Reg.ARG3, Reg.ARG0, other.entry());
            m.jump(loaded);
        }
    }
}

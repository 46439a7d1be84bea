package dev.justjit.template;

import dev.justjit.abi.Global;
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

/**
 * {@code LOAD_SUPER_ATTR} by way of a site record, which remembers what is found behind a start class for
 * objects of a class. The real {@code super} is immortal, and the start class is a base of the object's
 * class, so neither dies here.
 */
final class SuperSites {
    private SuperSites() {}

    /** {@code LOAD_SUPER_ATTR}: super cls self -> x [NULL or self]. */
    static void load(Emission e, Insn insn) {
        boolean call = (insn.oparg() & 1) != 0;
        if (!e.maySpeculate()) {
            e.prepareCall();
            m(e).load(Reg.ARG1, Symbol.name(insn.oparg() >> 2));
            callStub(e, call ? Stub.GET_SUPER_METHOD : Stub.GET_SUPER_ATTR);
            if (call) {
                pushBoth(e);
            } else {
                e.pushResult(KnownType.UNKNOWN);
            }
            return;
        }
        Unpredicted.boxOperands(e, 3);
        if (call) {
            loadForCall(e, insn);
        } else {
            loadValue(e, insn);
        }
    }

    private static MacroAssembler m(Emission e) {
        return e.masm();
    }

    private static Symbol record(Emission e, Insn insn, boolean call) {
        return e.cacheSite(insn.oparg() >> 2, call);
    }

    /** {@code ARG0} = self, {@code ARG4} = the start class; the answer of the record's handlers. */
    private static void ask(Emission e, Symbol record, Label missed) {
        MacroAssembler m = e.masm();
        e.loadObject(Reg.ARG0, e.stack().peek(2));
        m.branch(Cond.NE, Reg.ARG0, Global.PYSUPER_TYPE, missed);
        e.loadObject(Reg.ARG4, e.stack().peek(1));
        e.loadObject(Reg.ARG0, e.stack().peek(0));
        AttributeSites.ask(m, record, missed);
    }

    private static void popOperands(Emission e) {
        for (int i = 0; i < 3; i++) {
            e.pop();
        }
    }

    private static void pushBoth(Emission e) {
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
    }

    private static void loadValue(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        Value cls = e.stack().peek(1);
        Value self = e.stack().peek(0);
        if (self.isOwned()) {
            Subscripts.ownBelow(e, 3); // releasing it can run anything
        }
        Symbol record = record(e, insn, false);
        var slow = new Generic(e, record, false);
        ask(e, record, slow.entry());
        popOperands(e);
        if (Operands.owned(cls, self)) {
            Mem stash = Mem.nativeWord(0);
            m.store(Width.W64, stash, Reg.ARG2);
            e.releaseValue(cls);
            e.releaseValue(self);
            m.load(Width.W64, Reg.ARG2, stash);
        }
        e.pushOwned(Reg.ARG2, KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    private static void loadForCall(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flushBelow(3);
        Value cls = e.stack().peek(1);
        Value self = e.stack().peek(0);
        int base = e.stack().depth() - 3;
        Symbol record = record(e, insn, true);
        var slow = new Generic(e, record, true);
        var other = new OtherSelf(e, slow.resume());
        ask(e, record, slow.entry());
        m.branch(Cond.NE, Width.W64, Reg.ARG3, Reg.ARG0, other.entry());
        if (!self.isOwned()) {
            e.takeObject(Reg.ARG0, self);
        }
        m.store(Width.W64, e.slot(base), Reg.ARG2);
        m.store(Width.W64, e.slot(base + 1), Reg.ARG0);
        popOperands(e);
        pushBoth(e);
        releaseClass(e, cls);
        if (self.isOwned()) {
            e.forgetLocals(); // the other ways may release it
        }
        m.bind(slow.resume());
    }

    /** The start class in {@code ARG4}, which something else holds too. */
    private static void releaseClass(Emission e, Value cls) {
        if (cls.isOwned()) {
            e.masm().move(Reg.ARG0, Reg.ARG4);
            e.release(KnownType.UNKNOWN);
        }
    }

    /** The attribute {@code ARG2} is to be called with {@code ARG3}, which is not the object, or with nothing. */
    private static final class OtherSelf extends ColdCode {
        private final Label resume;

        OtherSelf(Emission e, Label resume) {
            super(e);
            this.resume = resume;
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            Value cls = e.stack().peek(1);
            Value self = e.stack().peek(0);
            int base = e.stack().depth() - 3;
            AttributeSites.storeWithOther(e, base);
            popOperands(e);
            pushBoth(e);
            releaseClass(e, cls);
            e.releaseValue(self);
            m.jump(resume);
        }
    }

    /** The three operands at {@code ARG0}, popped here, and the flag of their source form. */
    private static void callStub(Emission e, Stub stub) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3));
        m.moveImm(Reg.ARG2, e.insn().oparg() & 2);
        m.call(stub.symbol());
        popOperands(e);
        e.checkNotNull();
    }

    /** No entry serves. */
    private static final class Generic extends SlowCall {
        private final Symbol record;
        private final boolean call;

        Generic(Emission e, Symbol record, boolean call) {
            super(e, 3);
            this.record = record;
            this.call = call;
        }

        @Override
        protected void call(Emission e) {
            m(e).load(Reg.ARG1, record);
            callStub(e, call ? Stub.SUPER_METHOD_MISSED : Stub.SUPER_ATTR_MISSED);
            e.pythonMayHaveRun();
            if (call) {
                pushBoth(e);
            }
        }
    }
}

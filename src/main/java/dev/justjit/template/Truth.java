package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** {@code TO_BOOL}, and handing a truth value on: as an object or to the jump that follows. */
final class Truth {
    private Truth() {}

    /** {@code TO_BOOL}: v -> b. Errors: whatever {@code __bool__} or {@code __len__} raises. */
    static void toBool(Emission e, Insn insn) {
        Value value = e.stack().peek(0);
        if (value.type() == KnownType.BOOL) {
            return;
        }
        boolean branch = Branches.follows(e);
        if (value.is(Value.Kind.INT)) {
            e.flushBelow(1);
            e.getInt(Reg.ARG0, value);
            e.pop();
            numberToBool(e, branch);
        } else if (value.is(Value.Kind.DOUBLE)) {
            e.flushBelow(1);
            e.getDouble(FReg.F0, value);
            e.pop();
            // only zeros have no bit but the sign
            e.masm().moveBits(Reg.ARG0, FReg.F0);
            e.masm().add(Reg.ARG0, Reg.ARG0, Reg.ARG0);
            numberToBool(e, branch);
        } else if (e.maySpeculate() && TypedTruth.applies(insn)) {
            TypedTruth.emit(e, insn, branch);
        } else {
            objectToBool(e, branch);
        }
    }

    private static void numberToBool(Emission e, boolean branch) {
        MacroAssembler m = e.masm();
        m.moveImm(Reg.ARG1, 0);
        m.set(Cond.NE, Width.W64, Reg.RET, Reg.ARG0, Reg.ARG1);
        deliver(e, branch);
    }

    /** True, False and None are immortal: no call, no release. */
    private static void objectToBool(Emission e, boolean branch) {
        MacroAssembler m = e.masm();
        e.flush();
        Label done = m.newLabel();
        var other = new IsTruePath(e);
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.moveImm(Reg.RET, 1);
        m.branch(Cond.EQ, Reg.ARG0, Global.TRUE, done);
        m.moveImm(Reg.RET, 0);
        m.branch(Cond.EQ, Reg.ARG0, Global.FALSE, done);
        m.branch(Cond.NE, Reg.ARG0, Global.NONE, other.entry());
        m.bind(other.resume());
        m.bind(done);
        e.pop();
        e.pythonMayHaveRun();
        deliver(e, branch);
    }

    private static final class IsTruePath extends SlowPath {
        IsTruePath(Emission e) {
            super(e);
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            e.setInstrPtr();
            m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
            m.call(Stub.IS_TRUE.symbol());
            e.pop();
            m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
            m.jump(resume());
        }
    }

    /** The 0 or 1 in {@code RET} goes to the jump that follows, or onto the stack as an object. */
    static void deliver(Emission e, boolean branch) {
        MacroAssembler m = e.masm();
        if (branch) {
            e.watchTruth(e.insn().next());
            boolean sense = Branches.jumpsIfTrue(e.nextInsn());
            m.branch(sense ? Cond.NE : Cond.EQ, Width.W64, Reg.RET, 0, Branches.target(e));
            e.skipNext();
        } else {
            boolObject(m);
            e.pushResult(KnownType.BOOL);
        }
    }

    /** {@code RET} = True or False for the 1 or 0 in {@code RET}. */
    static void boolObject(MacroAssembler m) {
        Label done = m.newNearLabel();
        m.move(Reg.ARG0, Reg.RET);
        m.load(Reg.RET, Global.TRUE);
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, done);
        m.load(Reg.RET, Global.FALSE);
        m.bind(done);
    }

    /** {@code RET} = True or False for the owned object in {@code RET}, which is released. */
    static void toBoolObject(Emission e) {
        MacroAssembler m = e.masm();
        Mem word = Mem.nativeWord(2);
        m.store(Width.W64, word, Reg.RET);
        m.address(Reg.ARG0, word);
        m.call(Stub.IS_TRUE.symbol());
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        boolObject(m);
    }
}

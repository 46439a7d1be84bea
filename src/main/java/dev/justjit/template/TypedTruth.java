package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.PyUnicode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.bytecode.Insn;
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

/** {@code TO_BOOL} of the types that feedback has seen: one test, and the operand may stay borrowed. */
final class TypedTruth {
    private TypedTruth() {}

    static boolean applies(Insn insn) {
        return switch (insn.seen()) {
            case TO_BOOL_BOOL,
                    TO_BOOL_INT,
                    TO_BOOL_LIST,
                    TO_BOOL_STR,
                    TO_BOOL_NONE,
                    TO_BOOL_ALWAYS_TRUE ->
                    true;
            default -> false;
        };
    }

    static void emit(Emission e, Insn insn, boolean branch) {
        MacroAssembler m = e.masm();
        Value value = e.stack().peek(0);
        if (branch || value.isOwned()) {
            e.flushBelow(1);
        }
        SlowCall slow = new AnyObject(e, branch);
        e.loadObject(Reg.ARG0, value);
        KnownType type = test(e, insn, slow.entry());
        e.pop();
        Operands.release(e, value, NOTHING, type, Reg.RET);
        Truth.deliver(e, branch);
        if (!branch) {
            slow.resultIs(e.stack().peek(0));
        }
        m.bind(slow.resume());
        if (branch) {
            e.forgetLocals();
        }
    }

    private static final Value NOTHING = new Value(Value.Kind.NULL, 0, KnownType.UNKNOWN);

    /** {@code RET} = truth of {@code ARG0} if it is of the seen type; answers that type. */
    private static KnownType test(Emission e, Insn insn, Label fail) {
        MacroAssembler m = e.masm();
        switch (insn.seen()) {
            case TO_BOOL_INT -> {
                Arithmetic.guardType(m, Reg.ARG0, Global.PYLONG_TYPE, fail);
                m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyLong.TAG));
                m.and(Reg.ARG0, Reg.ARG0, PyLong.SIGN_MASK);
                m.moveImm(Reg.ARG1, PyLong.TAG_ZERO);
                m.set(Cond.NE, Width.W64, Reg.RET, Reg.ARG0, Reg.ARG1);
                return KnownType.INT;
            }
            case TO_BOOL_LIST -> {
                Arithmetic.guardType(m, Reg.ARG0, Global.PYLIST_TYPE, fail);
                notZero(m, PyVarObject.OB_SIZE);
                return KnownType.LIST;
            }
            case TO_BOOL_STR -> {
                Arithmetic.guardType(m, Reg.ARG0, Global.PYUNICODE_TYPE, fail);
                notZero(m, PyUnicode.LENGTH);
                return KnownType.STR;
            }
            case TO_BOOL_NONE -> {
                m.branch(Cond.NE, Reg.ARG0, Global.NONE, fail);
                m.moveImm(Reg.RET, 0);
                return KnownType.NONE;
            }
            case TO_BOOL_BOOL -> {
                Label done = m.newLabel();
                m.moveImm(Reg.RET, 1);
                m.branch(Cond.EQ, Reg.ARG0, Global.TRUE, done);
                m.branch(Cond.NE, Reg.ARG0, Global.FALSE, fail);
                m.moveImm(Reg.RET, 0);
                m.bind(done);
                return KnownType.BOOL;
            }
            default -> {
                m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyObject.TYPE));
                m.branchHalf(
                        Cond.NE,
                        Mem.at(Reg.ARG1, PyType.VERSION_TAG),
                        Symbol.cachedVersion(insn.offset() + InlineCache.TO_BOOL_TYPE_VERSION),
                        fail);
                m.moveImm(Reg.RET, 1);
                return KnownType.UNKNOWN;
            }
        }
    }

    private static void notZero(MacroAssembler m, int field) {
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, field));
        m.moveImm(Reg.ARG1, 0);
        m.set(Cond.NE, Width.W64, Reg.RET, Reg.ARG0, Reg.ARG1);
    }

    /** Asks any object. */
    private static final class AnyObject extends SlowCall {
        private final boolean branch;

        AnyObject(Emission e, boolean branch) {
            super(e, 1);
            this.branch = branch;
        }

        @Override
        protected void call(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
            m.call(Stub.IS_TRUE.symbol());
            e.pop();
            m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
            if (branch) {
                e.pythonMayHaveRun();
                e.watchTruth(e.insn().next());
                boolean sense = Branches.jumpsIfTrue(e.nextInsn());
                m.branch(sense ? Cond.NE : Cond.EQ, Width.W64, Reg.RET, 0, Branches.target(e));
            } else {
                Truth.boolObject(m);
            }
        }

        @Override
        protected boolean leavesWhenWatched() {
            return !branch;
        }
    }
}

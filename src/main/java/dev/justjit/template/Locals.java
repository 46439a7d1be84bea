package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
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
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** Loads and stores of local variables. */
final class Locals {
    private static final String UNBOUND =
            "cannot access local variable '%s' where it is not associated with a value";

    private Locals() {}

    /** {@code LOAD_FAST_CHECK}: -> v. Errors: UnboundLocalError. */
    static void loadCheck(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int local = insn.oparg();
        m.branch(Cond.EQ, Width.W64, e.local(local), 0, unbound(e, local));
        e.pushLocal(local);
    }

    /** Where to jump when a local has no value. */
    private static Label unbound(Emission e, int local) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                e.setInstrPtr();
                m.move(Reg.ARG0, Reg.THREAD);
                m.load(Reg.ARG1, Global.PYEXC_UNBOUNDLOCALERROR);
                m.load(Reg.ARG2, Symbol.text(UNBOUND));
                m.load(Reg.ARG3, Symbol.localName(local));
                m.call(Helper.PYEVAL_FORMATEXCCHECKARG);
                m.jump(e.raise());
            }
        }.entry();
    }

    /** {@code LOAD_FAST_AND_CLEAR}: -> v or NULL. The local's reference moves to the stack. */
    static void loadAndClear(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int local = insn.oparg();
        e.ownBorrowed(local);
        m.load(Width.W64, Reg.RET, e.local(local));
        m.storeImm(Width.W64, e.local(local), 0);
        e.setLocalType(local, KnownType.UNKNOWN);
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code STORE_FAST} with operand {@code local}: v -> . */
    static void store(Emission e, int local) {
        store(e, local, true);
    }

    /**
     * The same as part of an instruction.
     *
     * @param last whether the instruction is done with it, so that the next one can be interpreted
     */
    static void store(Emission e, int local, boolean last) {
        Value value = e.pop();
        if (value.is(Value.Kind.LOCAL) && value.index() == local) {
            return;
        }
        e.ownBorrowed(local);
        if (value.isUnboxed()) {
            storeNumber(e, value, local, last);
        } else {
            KnownType old = e.localType(local);
            if (!old.diesQuietly()) {
                e.ownBorrowed();
            }
            e.takeObject(Reg.RET, value);
            swap(e, local, old);
            // the old value's finalizer may have written this very local
            boolean known = old.diesQuietly() && !value.is(Value.Kind.NULL);
            e.setLocalType(local, known ? value.type() : KnownType.UNKNOWN);
        }
    }

    /** The owned object in {@code RET} replaces the local's value. */
    private static void swap(Emission e, int local, KnownType old) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        m.store(Width.W64, e.local(local), Reg.RET);
        if (old == KnownType.UNKNOWN) {
            e.releaseNullable();
        } else {
            e.release(old);
        }
    }

    /** The same for cold code. */
    static void replace(Emission e, int local) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        m.store(Width.W64, e.local(local), Reg.RET);
        m.call(Stub.RELEASE.symbol());
    }

    private static void storeNumber(Emission e, Value value, int local, boolean last) {
        boolean quiet = e.localType(local).diesQuietly();
        if (!quiet) {
            e.ownBorrowed();
        }
        boolean mayLeave = last && !quiet;
        KnownType type = value.type();
        if (value.is(Value.Kind.INT)) {
            storeInt(e, value, local, mayLeave);
        } else {
            storeDouble(e, value, local, mayLeave);
        }
        if (quiet || last) {
            e.setLocalType(local, type);
        } else {
            e.forgetLocals(); // a finalizer may have written them
        }
    }

    /**
     * In place when the local is the only holder of an exact int and the number is beyond the
     * singletons and below 2^30; the cold side knows the other cases.
     */
    private static void storeInt(Emission e, Value value, int local, boolean mayLeave) {
        MacroAssembler m = e.masm();
        KnownType old = e.localType(local);
        var slow = new StoreNumberPath(e, value, local, Stub.STORE_INT_LOCAL, mayLeave);
        e.getInt(Reg.ARG0, value);
        m.add(Reg.TMP0, Reg.ARG0, -(PyLong.SMALL_MAX + 1));
        m.branch(
                Cond.ABOVE,
                Width.W64,
                Reg.TMP0,
                PyLong.COMPACT_MAX - (PyLong.SMALL_MAX + 1),
                slow.entry());
        m.load(Width.W64, Reg.RET, e.local(local));
        guardSoleHolder(e, old, KnownType.INT, Global.PYLONG_TYPE, slow.entry());
        m.storeImm(Width.W64, Mem.at(Reg.RET, PyLong.TAG), PyLong.TAG_POSITIVE);
        m.store(Width.W32, Mem.at(Reg.RET, PyLong.DIGIT), Reg.ARG0);
        m.bind(slow.resume());
    }

    private static void storeDouble(Emission e, Value value, int local, boolean mayLeave) {
        MacroAssembler m = e.masm();
        KnownType old = e.localType(local);
        var slow = new StoreNumberPath(e, value, local, Stub.STORE_DOUBLE_LOCAL, mayLeave);
        m.load(Width.W64, Reg.RET, e.local(local));
        guardSoleHolder(e, old, KnownType.FLOAT, Global.PYFLOAT_TYPE, slow.entry());
        e.getDouble(FReg.F0, value);
        m.store(Mem.at(Reg.RET, PyFloat.VALUE), FReg.F0);
        m.bind(slow.resume());
    }

    /** {@code RET}, the local's old value, is of the type and held by nobody else; or a jump. */
    private static void guardSoleHolder(
            Emission e, KnownType old, KnownType wanted, Global type, Label fail) {
        MacroAssembler m = e.masm();
        if (old != wanted) {
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
            Arithmetic.guardType(m, Reg.RET, type, fail);
        }
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1, fail);
    }

    /**
     * Stores a number with the help of a stub. If that released an object of another type, its
     * finalizer may have written locals; what is known of them is then void, so the frame leaves
     * compiled code if anybody has a handle on it.
     */
    private static final class StoreNumberPath extends SlowPath {
        private final Value value;
        private final int local;
        private final Stub stub;
        private final boolean mayLeave;

        StoreNumberPath(Emission e, Value value, int local, Stub stub, boolean mayLeave) {
            super(e);
            this.value = value;
            this.local = local;
            this.stub = stub;
            this.mayLeave = mayLeave;
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            e.setInstrPtr();
            if (stub == Stub.STORE_INT_LOCAL) {
                e.getInt(Reg.ARG0, value);
            } else {
                e.getDouble(FReg.F0, value);
            }
            m.address(Reg.ARG1, e.local(local));
            m.call(stub.symbol());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 1, resume());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, e.raise());
            if (!mayLeave) {
                m.jump(resume());
                return;
            }
            m.branch(
                    Cond.EQ, Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ), 0, resume());
            m.jump(e.deopt(e.insn().next(), "a finalizer ran"));
        }
    }

    /** {@code DELETE_FAST}: -> . Errors: UnboundLocalError. */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int local = insn.oparg();
        e.ownBorrowed();
        m.load(Width.W64, Reg.ARG0, e.local(local));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, unbound(e, local));
        m.storeImm(Width.W64, e.local(local), 0);
        e.setLocalType(local, KnownType.UNKNOWN);
        e.release(KnownType.UNKNOWN);
    }
}

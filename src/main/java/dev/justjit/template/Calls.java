package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import org.jspecify.annotations.Nullable;

/**
 * Calls. Callable, self or NULL, and arguments lie contiguously in the frame's value stack; the
 * callee takes their references over. A safepoint follows, with the result already on the stack.
 */
final class Calls {
    private Calls() {}

    /** {@code CALL}: f s [n] -> x. Errors: whatever the callee raises. */
    static void call(Emission e, Insn insn) {
        int count = insn.oparg();
        boolean plain = e.stack().peek(count).is(Value.Kind.NULL);
        boolean self = e.calleeIsSelf(count);
        e.prepareCall();
        if (insn.seenAs(Opcode.CALL_LEN) && plain && count == 1) {
            callBuiltin(e, Stub.CALL_LEN, count);
            return;
        }
        if (insn.seenAs(Opcode.CALL_ISINSTANCE) && plain && count == 2) {
            callBuiltin(e, Stub.CALL_ISINSTANCE, count);
            return;
        }
        if (insn.seenAs(Opcode.CALL_LIST_APPEND) && e.nextIs(Opcode.POP_TOP) && count == 1) {
            ListAppend.emit(e);
            return;
        }
        int base = e.stack().depth() - count - 2;
        Any any = new Any(base, count, plain ? e.cacheSite(CodeBlob.CacheSite.INIT, true) : null);
        if (e.maySpeculate() && plain && insn.seenAs(Opcode.CALL_ALLOC_AND_ENTER_INIT)) {
            callClass(e, insn, any);
        } else if (insn.seen() == Opcode.CALL && !self) {
            any.emit(e); // nothing is known, and many such calls never run: the stub enters
            // functions too
        } else if (Insn.isForeignCall(insn.seen())) {
            callForeign(e, base, count);
        } else if (expectsCompiledCallee(insn)) {
            callDirect(e, any, self);
        } else {
            any.emit(e);
        }
        finish(e, count + 2);
    }

    /** No stub need ask first for what else the callable may be. */
    private static void callForeign(Emission e, int base, int count) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(base));
        m.moveImm(Reg.ARG1, count);
        m.call(Stub.CALL_VECTOR.symbol());
    }

    private static boolean expectsCompiledCallee(Insn insn) {
        return insn.seenAs(Opcode.CALL_PY_EXACT_ARGS)
                || insn.seenAs(Opcode.CALL_BOUND_METHOD_EXACT_ARGS)
                || insn.seenAs(Opcode.CALL_PY_GENERAL)
                || insn.seen() == Opcode.CALL;
    }

    /**
     * A call of anything, by a stub.
     *
     * @param base position of the callable
     * @param count arguments
     * @param record of the site if there is no self, else null
     */
    private record Any(int base, int count, @Nullable Symbol record) {
        void emit(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(base));
            m.moveImm(Reg.ARG1, count);
            if (record == null) {
                m.call(Stub.CALL_DIRECT.symbol());
            } else {
                m.load(Reg.ARG2, record);
                m.call(Stub.CALL_SITE.symbol());
            }
        }

        /** The same, out of the way. */
        SlowPath cold(Emission e) {
            return new SlowPath(e) {
                @Override
                protected void emit(Emission e) {
                    Any.this.emit(e);
                    e.masm().jump(resume());
                }
            };
        }
    }

    /**
     * A compiled function whose direct entry takes this many arguments is entered without a stub:
     * its vectorcall lies in the code region and the header before it says the rest.
     */
    private static void callDirect(Emission e, Any any, boolean self) {
        MacroAssembler m = e.masm();
        int base = any.base();
        int count = any.count();
        boolean plain = any.record() != null;
        SlowPath other = any.cold(e);
        if (!plain) {
            m.branch(Cond.EQ, Width.W64, e.slot(base + 1), 0, other.entry());
        }
        m.load(Width.W64, Reg.ARG0, e.slot(base));
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYFUNCTION_TYPE, other.entry());
        if (self && Prologue.takes(e.image(), plain ? count : count + 1)) {
            callSelf(e, plain ? base + 2 : base + 1, other.entry());
            m.bind(other.resume());
            return;
        }
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.VECTORCALL));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.DATA, JitData.MINUS_CODE_BASE));
        m.add(Reg.TMP0, Reg.TMP0, Reg.RET);
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.DATA, JitData.CODE_SIZE),
                Reg.TMP0,
                other.entry());
        m.branch(
                Cond.NE,
                Width.W64,
                Mem.at(Reg.RET, Prologue.ARGUMENT_COUNT),
                plain ? count : count + 1,
                other.entry());
        m.address(Reg.ARG1, e.slot(plain ? base + 2 : base + 1));
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.RET, Prologue.DIRECT_DISTANCE));
        m.address(Reg.RET, Mem.at(Reg.RET, Reg.TMP0, 1, Prologue.DIRECT_DISTANCE));
        m.callRegister(Reg.RET);
        m.bind(other.resume());
    }

    /** A class of the version that the interpreter saw: its {@code __init__} is the cached one. */
    private static void callClass(Emission e, Insn insn, Any any) {
        MacroAssembler m = e.masm();
        SlowPath other = any.cold(e);
        m.load(Width.W64, Reg.RET, e.slot(any.base()));
        Arithmetic.guardType(m, Reg.RET, Global.PYTYPE_TYPE, other.entry());
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.RET, PyType.VERSION_TAG),
                Symbol.cachedVersion(insn.offset() + InlineCache.CALL_TYPE_VERSION),
                other.entry());
        m.address(Reg.ARG0, e.slot(any.base()));
        m.moveImm(Reg.ARG1, any.count());
        m.call(Stub.CALL_CLASS.symbol());
        m.bind(other.resume());
    }

    /** A function that calls itself by its name: its entry is this very code. */
    private static void callSelf(Emission e, int args, Label other) {
        MacroAssembler m = e.masm();
        m.address(Reg.RET, e.entries().vector());
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, PyFunction.VECTORCALL), Reg.RET, other);
        m.address(Reg.ARG1, e.slot(args));
        m.call(e.entries().direct());
    }

    /** Pops the operands, checks the result, pushes it, lets events in. */
    private static void finish(Emission e, int operands) {
        for (int i = 0; i < operands; i++) {
            e.pop();
        }
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
        e.safepoint(e.insn().next());
    }

    /** A builtin that the stub knows, unless it is another callable: what it does, without a call through vectorcall. */
    private static void callBuiltin(Emission e, Stub stub, int count) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - count - 2));
        m.call(stub.symbol());
        finish(e, count + 2);
    }

    /** {@code CALL_KW}: f s [n] names -> x. */
    static void callKeywords(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int count = insn.oparg();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - count - 3));
        m.moveImm(Reg.ARG1, count);
        m.call(Stub.CALL_VECTOR_KW.symbol());
        finish(e, count + 3);
    }

    /** {@code CALL_FUNCTION_EX}: f NULL args [kw] -> x. */
    static void callEx(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int extra = insn.oparg() & 1;
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 3 - extra));
        m.moveImm(Reg.ARG1, extra);
        m.call(Stub.CALL_EX.symbol());
        finish(e, 3 + extra);
    }

    /** {@code CALL_INTRINSIC_1}, {@code CALL_INTRINSIC_2}: operands -> x. */
    static void intrinsic(Emission e, Insn insn, Global table, int operands) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Reg.ARG1, table);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, 16 * insn.oparg()));
        m.address(Reg.ARG0, e.slot(e.stack().depth() - operands));
        m.call((operands == 1 ? Stub.INTRINSIC_1 : Stub.INTRINSIC_2).symbol());
        for (int i = 0; i < operands; i++) {
            e.pop();
        }
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code MAKE_FUNCTION}: code -> f. */
    static void makeFunction(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.call(Stub.MAKE_FUNCTION.symbol());
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code SET_FUNCTION_ATTRIBUTE}: attr f -> f. A plain store into an empty field. */
    static void setFunctionAttribute(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        int field =
                switch (insn.oparg()) {
                    case 1 -> PyFunction.DEFAULTS;
                    case 2 -> PyFunction.KWDEFAULTS;
                    case 4 -> PyFunction.ANNOTATIONS;
                    case 8 -> PyFunction.CLOSURE;
                    default ->
                            throw new dev.justjit.compile.NotCompiled(
                                    "SET_FUNCTION_ATTRIBUTE " + insn.oparg());
                };
        e.flush();
        int top = e.stack().depth() - 1;
        m.load(Width.W64, Reg.RET, e.slot(top));
        m.load(Width.W64, Reg.ARG0, e.slot(top - 1));
        m.store(Width.W64, Mem.at(Reg.RET, field), Reg.ARG0);
        e.pop();
        e.pop();
        e.pushResult(KnownType.UNKNOWN);
    }
}

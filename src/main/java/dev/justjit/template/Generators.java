package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ErrStackItem;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyGen;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.StopIteration;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ColdCode;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowPath;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/**
 * Suspending and resuming. At every suspension the frame inside the generator object is exactly what
 * the interpreter would have left, so that either may resume it; see {@link
 * dev.justjit.compile.ResumeEntry}.
 */
final class Generators {
    private Generators() {}

    /** A field of the generator object that the running frame is part of. */
    private static Mem own(int field) {
        return Mem.at(Reg.FRAME, field - PyGen.IFRAME);
    }

    /** {@code RETURN_GENERATOR}: the caller gets the object; the body starts at the first resume. */
    static void returnGenerator(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ));
        m.call(Helper.PY_MAKECORO);
        e.checkNotNull();
        setPosition(e, insn.next());
        e.resumePoint(insn.next(), e.block(insn.next()));
        m.jump(e.departure().generator().symbol());
    }

    /** Writes all of it: it is read as a whole, perhaps soon. */
    private static void setPosition(Emission e, int unit) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.add(Reg.TMP0, Reg.TMP0, PyCode.CODE_ADAPTIVE + 2 * unit);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.TMP0);
    }

    /** {@code YIELD_VALUE}: v -> sent. Never raises. */
    static void yieldValue(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        e.pop();
        setPosition(e, insn.next());
        m.storeImm(
                Width.W32,
                Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                e.image().localsPlus() + e.stack().depth());
        m.storeImm(Width.W8, own(PyGen.FRAME_STATE), PyGen.STATE_SUSPENDED + insn.oparg());
        Mem outer = own(PyGen.EXC_STATE + ErrStackItem.PREVIOUS_ITEM);
        m.load(Width.W64, Reg.ARG0, outer);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.EXC_INFO), Reg.ARG0);
        m.storeImm(Width.W64, outer, 0);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), 1);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS));
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.ARG0);
        m.storeImm(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.PREVIOUS), 0);
        m.load(Width.W64, Reg.RET, e.slot(e.stack().depth()));
        m.leave();
        e.resumePoint(insn.next(), e.block(insn.next()));
        e.pushSlot(KnownType.UNKNOWN);
    }

    /**
     * {@code SEND}: r v -> r y, or a jump with r y when the sub-iterator returned y. Exact generators
     * and coroutines are resumed here, others by the helper.
     */
    static void send(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int receiver = e.stack().depth() - 2;
        Label returned = returned(e, insn);
        SlowPath any = new SendPath(e, receiver, returned);
        Label resumable = m.newLabel();
        m.load(Width.W64, Reg.ARG0, e.slot(receiver));
        m.load(Width.W64, Reg.ARG1, e.slot(receiver + 1));
        m.branch(Cond.EQ, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYGEN_TYPE, resumable);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYCORO_TYPE, any.entry());
        m.bind(resumable);
        m.call(Stub.RESUME_GENERATOR.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, Stub.NOT_RESUMED, any.entry());
        e.pop();
        Label raised = e.raise();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raised);
        e.resumePoint(insn.offset(), raised);
        e.resumePoint(insn.target(), e.block(insn.target()));
        m.load(Width.W64, Reg.ARG0, e.slot(receiver));
        m.branch(Cond.GE, Width.W8, Mem.at(Reg.ARG0, PyGen.FRAME_STATE), 0, returned);
        e.pushResult(KnownType.UNKNOWN);
        m.bind(any.resume());
    }

    /** The result {@code RET} of the sub-iterator takes the place of the sent value. */
    private static Label returned(Emission e, Insn insn) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                e.pop();
                e.pushResult(KnownType.UNKNOWN);
                e.watchpoint(insn.target());
                e.masm().jump(e.block(insn.target()));
            }
        }.entry();
    }

    /** Any other receiver. */
    private static final class SendPath extends SlowPath {
        private final int receiver;
        private final Label returned;

        SendPath(Emission e, int receiver, Label returned) {
            super(e);
            this.receiver = receiver;
            this.returned = returned;
        }

        @Override
        protected void emit(Emission e) {
            MacroAssembler m = e.masm();
            m.address(Reg.ARG0, e.slot(receiver));
            m.call(Stub.SEND.symbol());
            e.pop();
            m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
            m.move(Reg.ARG0, Reg.RET);
            m.load(Width.W64, Reg.RET, e.slot(receiver + 1));
            m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, returned);
            m.jump(resume());
        }
    }

    /** {@code END_SEND}: r v -> v. */
    static void endSend(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flush();
        int receiver = e.stack().depth() - 2;
        e.setInstrPtr();
        m.load(Width.W64, Reg.ARG0, e.slot(receiver));
        m.load(Width.W64, Reg.RET, e.slot(receiver + 1));
        m.store(Width.W64, e.slot(receiver), Reg.RET);
        e.pop();
        e.release(KnownType.UNKNOWN);
    }

    /** {@code GET_YIELD_FROM_ITER}: o -> it. */
    static void getYieldFromIter(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int top = e.stack().depth() - 1;
        Label done = m.newLabel();
        m.load(Width.W64, Reg.RET, e.slot(top));
        m.branch(Cond.EQ, Mem.at(Reg.RET, PyObject.TYPE), Global.PYGEN_TYPE, done);
        boolean awaits =
                e.image().has(PyCode.CO_COROUTINE) || e.image().has(PyCode.CO_ITERABLE_COROUTINE);
        Label coroutine =
                awaits
                        ? done
                        : Errors.raise(
                                e,
                                Global.PYEXC_TYPEERROR,
                                "cannot 'yield from' a coroutine object in a non-coroutine"
                                        + " generator");
        m.branch(Cond.EQ, Mem.at(Reg.RET, PyObject.TYPE), Global.PYCORO_TYPE, coroutine);
        m.load(Reg.ARG1, Symbol.export(Helper.PYOBJECT_GETITER.symbol()));
        e.callConsumingArg1(1);
        m.store(Width.W64, e.slot(top), Reg.RET);
        m.bind(done);
        e.pushSlot(KnownType.UNKNOWN);
    }

    /**
     * {@code CLEANUP_THROW}: sub sent e -> None v. The value of a StopIteration, else the error goes
     * on.
     */
    static void cleanupThrow(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int base = e.stack().depth() - 3;
        branchUnlessMatches(e, base + 2, Global.PYEXC_STOPITERATION, raiseAgain(e, base + 2));
        m.load(Width.W64, Reg.ARG1, e.slot(base + 2));
        m.load(Width.W64, Reg.SAVED0, Mem.at(Reg.ARG1, StopIteration.VALUE));
        m.incref(Reg.SAVED0, Reg.TMP0);
        for (int i = 0; i < 3; i++) {
            m.load(Width.W64, Reg.ARG0, e.slot(base + i));
            m.call(Stub.RELEASE.symbol());
        }
        m.load(Reg.RET, Global.NONE);
        m.store(Width.W64, e.slot(base), Reg.RET);
        m.store(Width.W64, e.slot(base + 1), Reg.SAVED0);
        e.pop();
    }

    /** Jumps unless the exception at a stack position is of the class. */
    static void branchUnlessMatches(Emission e, int position, Global type, Label no) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG0, e.slot(position));
        m.load(Reg.ARG1, type);
        m.call(Helper.PYERR_GIVENEXCEPTIONMATCHES);
        m.branch(Cond.EQ, Width.W32, Reg.RET, 0, no);
    }

    /** Raises the exception at a stack position again, without a new traceback entry. */
    static Label raiseAgain(Emission e, int position) {
        return new ColdCode(e) {
            @Override
            protected void emit(Emission e) {
                MacroAssembler m = e.masm();
                m.load(Width.W64, Reg.ARG0, e.slot(position));
                m.incref(Reg.ARG0, Reg.TMP0);
                m.call(Helper.PYERR_SETRAISEDEXCEPTION);
                m.jump(e.reraise());
            }
        }.entry();
    }
}

package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/** What {@code await}, {@code async for} and {@code async with} need beside suspending. */
final class Coroutines {
    private Coroutines() {}

    /** {@code GET_AWAITABLE}: o -> it. */
    static void getAwaitable(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.moveImm(Reg.ARG1, insn.oparg());
        m.call(Stub.GET_AWAITABLE.symbol());
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code GET_AITER}: o -> it. */
    static void getAiter(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.call(Stub.GET_AITER.symbol());
        e.pop();
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code GET_ANEXT}: it -> it awaitable. */
    static void getAnext(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.call(Stub.GET_ANEXT.symbol());
        e.checkNotNull();
        e.pushResult(KnownType.UNKNOWN);
    }

    /** {@code END_ASYNC_FOR}: awaitable e -> . Anything but StopAsyncIteration goes on. */
    static void endAsyncFor(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        int base = e.stack().depth() - 2;
        Generators.branchUnlessMatches(
                e, base + 1, Global.PYEXC_STOPASYNCITERATION, Generators.raiseAgain(e, base + 1));
        for (int i = 0; i < 2; i++) {
            m.load(Width.W64, Reg.ARG0, e.slot(base + i));
            m.call(Stub.RELEASE.symbol());
        }
        e.pop();
        e.pop();
    }

    /** {@code BEFORE_ASYNC_WITH}: m -> exit res. */
    static void beforeAsyncWith(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, Symbol.string("__aenter__"));
        m.load(Reg.ARG2, Symbol.string("__aexit__"));
        m.call(Stub.BEFORE_ASYNC_WITH.symbol());
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
    }
}

package dev.justjit.compile;

import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * Where all raises that a handler catches meet: the surviving stack is canonical, the exception is
 * still the thread's. Pushes it and goes to the handler, in machine code or, if a tool was switched
 * on meanwhile, in the interpreter.
 */
final class HandlerEntry extends ColdCode {
    private final ExceptionTable.Entry handler;

    HandlerEntry(Emission e, ExceptionTable.Entry handler) {
        super(e);
        this.handler = handler;
    }

    boolean serves(ExceptionTable.Entry other) {
        return handler.target() == other.target()
                && handler.depth() == other.depth()
                && handler.lasti() == other.lasti();
    }

    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        e.stack().resetCanonical(handler.depth());
        m.address(Reg.ARG0, e.slot(handler.depth()));
        m.call((handler.lasti() ? Stub.ENTER_HANDLER_LASTI : Stub.ENTER_HANDLER).symbol());
        e.pushSlot(KnownType.UNKNOWN);
        if (handler.lasti()) {
            e.pushSlot(KnownType.UNKNOWN);
        }
        ControlTargets alone = e.ways();
        Label code = alone == null ? e.block(handler.target()) : alone.handler();
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, code);
        DeoptExit.leave(e, handler.target(), DeoptExit.TOOL);
    }
}

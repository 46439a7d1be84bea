package dev.justjit.compile;

import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * The current instruction raised: adds the traceback entry and goes on at the handler that the
 * exception table gives, in machine code, or unwinds out of the function.
 */
final class RaiseExit extends ColdCode {
    private final boolean traceback;

    RaiseExit(Emission e, boolean traceback) {
        super(e);
        this.traceback = traceback;
    }

    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        if (traceback && e.insn().offset() >= e.image().firstTraceable()) {
            e.setInstrPtr();
            m.call(Stub.ADD_TRACEBACK.symbol());
        }
        ExceptionTable.Entry handler = e.flow().handlerOf(e.insn());
        int keep = handler == null ? 0 : handler.depth();
        while (e.stack().depth() > keep) {
            Value value = e.pop();
            if (value.isOwned()) {
                m.load(Width.W64, Reg.ARG0, e.slot(value.index()));
                m.call(Stub.RELEASE.symbol());
            }
        }
        if (handler == null) {
            m.jump(e.unwindingStub());
            return;
        }
        DeoptExit.materializeAll(e);
        m.jump(e.handlerEntry(handler));
    }
}

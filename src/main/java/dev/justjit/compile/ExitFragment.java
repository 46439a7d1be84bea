package dev.justjit.compile;

import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import org.jspecify.annotations.Nullable;

/** What all exits of one blob share: tells {@link Stub#EXIT_AT} where the blob's counters are. */
final class ExitFragment extends ColdCode {
    /** Says which exit it is, of those that share one record; null if the record says it. */
    private final @Nullable Mem site;

    ExitFragment(Emission e, @Nullable Mem site) {
        super(e);
        this.site = site;
    }

    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        m.load(Reg.TMP0, Symbol.blobData(0));
        if (site != null) {
            m.load(Width.W64, Reg.ARG0, site);
            m.address(Reg.TMP0, Mem.at(Reg.TMP0, Reg.ARG0, Long.BYTES, 0));
        }
        Stub exit = e.inlined() == 0 ? e.departure().exitAt() : Stub.INLINED_EXIT_AT;
        m.jump(exit.symbol());
    }
}

package dev.justjit.compile;

import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;

/** What all exits of one blob share: tells {@link Stub#EXIT_AT} where the blob's counters are. */
final class ExitFragment extends ColdCode {
    ExitFragment(Emission e) {
        super(e);
    }

    @Override
    protected void emit(Emission e) {
        e.masm().load(Reg.TMP0, Symbol.blobData(0));
        e.masm().jump(e.departure().exitAt().symbol());
    }
}

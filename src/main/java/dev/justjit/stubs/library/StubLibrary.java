package dev.justjit.stubs.library;

import dev.justjit.compile.Stub;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** The stubs as one piece of code, while they are emitted: they call and enter each other by their labels. */
public final class StubLibrary {
    private final MacroAssembler m;
    private final Label[] entries;

    public StubLibrary(MacroAssembler m) {
        this.m = m;
        entries = new Label[Stub.values().length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = m.newLabel();
        }
    }

    /** What they are emitted with. */
    public MacroAssembler masm() {
        return m;
    }

    /** Starts a stub. */
    public void begin(Stub stub) {
        m.align(16);
        m.comment("stub " + stub.name());
        m.bind(entries[stub.ordinal()]);
    }

    /** Releases the object, if any, in a memory word. */
    public void release(Mem word) {
        m.load(Width.W64, Reg.ARG0, word);
        m.call(of(Stub.RELEASE));
    }

    /** Another stub, to call or to jump to. */
    public Label of(Stub stub) {
        return entries[stub.ordinal()];
    }

    /** Where each stub begins, by {@link Stub#ordinal()}. All of them are emitted. */
    public int[] offsets() {
        int[] offsets = new int[entries.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = m.positionOf(entries[i]);
        }
        return offsets;
    }
}

package dev.justjit.template.stubs;

import dev.justjit.compile.Stub;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Emits all stubs into one piece of code. */
public final class StubLibrary {
    private final MacroAssembler m;
    private final Label[] entries;

    private StubLibrary(MacroAssembler m) {
        this.m = m;
        entries = new Label[Stub.values().length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = m.newLabel();
        }
    }

    /**
     * Emits the library. The code is assembled when {@link MacroAssembler#finish()} is called.
     *
     * @return offset of each stub, by {@link Stub#ordinal()}
     */
    public static int[] emit(MacroAssembler m) {
        StubLibrary stubs = new StubLibrary(m);
        VerifyStubs.emit(stubs); // first: its entry lies outside of the range test
        NumberStubs.emit(stubs);
        RegionStubs.emit(stubs);
        ReferenceStubs.emit(stubs);
        SpecialMethods specials = new SpecialMethods(stubs);
        specials.emit();
        HashTables tables = new HashTables(m);
        tables.emit();
        ObjectStubs.emit(stubs, specials, tables);
        ContainsStubs.emit(stubs, specials, tables);
        SpecialOperators.emit(stubs, specials);
        AttributeStubs.emit(stubs);
        SiteStubs.emit(stubs, specials);
        TypedOperators.emit(stubs);
        TypedItems.emit(stubs, tables);
        IntTexts.emit(stubs);
        BuildStubs.emit(stubs);
        RaiseStubs.emit(stubs);
        ManagerStubs.emit(stubs);
        ImportStubs.emit(stubs);
        Callees callees = new Callees(stubs, specials);
        CallStubs.emit(stubs, specials, tables, callees);
        SpecialCallStubs.emit(stubs, specials, callees);
        ExitStubs.emit(stubs);
        RecordStubs.emit(stubs);
        CalleeStubs.emit(stubs);
        GeneratorStubs.emit(stubs);
        DelegationStubs.emit(stubs);
        AsyncGeneratorStubs.emit(stubs);
        AwaitStubs.emit(stubs);
        EntryStubs.emit(stubs);
        HookStubs.emit(stubs);
        ToolStubs.emit(stubs);
        RunningStubs.emit(stubs);
        GeneratorSlots.emit(stubs);
        JavaCallStubs.emit(stubs);
        LookupStubs.emit(stubs, specials, tables);
        int[] offsets = new int[stubs.entries.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = m.positionOf(stubs.entries[i]);
        }
        return offsets;
    }

    MacroAssembler masm() {
        return m;
    }

    /** Starts a stub. */
    void begin(Stub stub) {
        m.align(16);
        m.comment("stub " + stub.name());
        m.bind(entries[stub.ordinal()]);
    }

    /** Releases the object, if any, in a memory word. */
    void release(Mem word) {
        m.load(Width.W64, Reg.ARG0, word);
        m.call(of(Stub.RELEASE));
    }

    /** Another stub, to call or to jump to. */
    Label of(Stub stub) {
        return entries[stub.ordinal()];
    }
}

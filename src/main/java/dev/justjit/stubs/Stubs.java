package dev.justjit.stubs;

import dev.justjit.compile.Stub;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.stubs.call.CallStubs;
import dev.justjit.stubs.call.Callees;
import dev.justjit.stubs.call.SpecialCallStubs;
import dev.justjit.stubs.entry.CalleeStubs;
import dev.justjit.stubs.entry.EntryStubs;
import dev.justjit.stubs.entry.ExitStubs;
import dev.justjit.stubs.entry.HookStubs;
import dev.justjit.stubs.entry.JavaCallStubs;
import dev.justjit.stubs.entry.RecordStubs;
import dev.justjit.stubs.entry.RegionStubs;
import dev.justjit.stubs.entry.RunningStubs;
import dev.justjit.stubs.entry.ToolStubs;
import dev.justjit.stubs.entry.VerifyStubs;
import dev.justjit.stubs.generator.AsyncGeneratorStubs;
import dev.justjit.stubs.generator.AwaitStubs;
import dev.justjit.stubs.generator.DelegationStubs;
import dev.justjit.stubs.generator.GeneratorSlots;
import dev.justjit.stubs.generator.GeneratorStubs;
import dev.justjit.stubs.hash.HashTables;
import dev.justjit.stubs.library.SpecialMethods;
import dev.justjit.stubs.library.StubLibrary;
import dev.justjit.stubs.object.AttributeStubs;
import dev.justjit.stubs.object.BuildStubs;
import dev.justjit.stubs.object.ContainsStubs;
import dev.justjit.stubs.object.ImportStubs;
import dev.justjit.stubs.object.LookupStubs;
import dev.justjit.stubs.object.ManagerStubs;
import dev.justjit.stubs.object.NewObjects;
import dev.justjit.stubs.object.ObjectStubs;
import dev.justjit.stubs.object.RaiseStubs;
import dev.justjit.stubs.object.ReferenceStubs;
import dev.justjit.stubs.operator.IntTexts;
import dev.justjit.stubs.operator.NumberStubs;
import dev.justjit.stubs.operator.OtherOperators;
import dev.justjit.stubs.operator.QuietIteration;
import dev.justjit.stubs.operator.SpecialOperators;
import dev.justjit.stubs.operator.TupleOrder;
import dev.justjit.stubs.operator.TypedItems;
import dev.justjit.stubs.operator.TypedOperators;
import dev.justjit.stubs.operator.Verdicts;
import dev.justjit.stubs.site.SiteStubs;

/** All stubs. */
public final class Stubs {
    private Stubs() {}

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
        NewObjects.emit(stubs);
        SpecialMethods specials = new SpecialMethods(stubs);
        specials.emit();
        HashTables tables = new HashTables(m);
        tables.emit();
        ObjectStubs.emit(stubs, specials, tables);
        ContainsStubs.emit(stubs, specials, tables);
        SpecialOperators.emit(stubs, specials);
        OtherOperators.emit(stubs, specials);
        AttributeStubs.emit(stubs);
        SiteStubs.emit(stubs, specials);
        TypedOperators.emit(stubs);
        new Verdicts(stubs).emit();
        new TupleOrder(stubs).emit();
        new QuietIteration(stubs).emit();
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
        RunningStubs.emit(stubs, specials);
        GeneratorSlots.emit(stubs);
        JavaCallStubs.emit(stubs);
        LookupStubs.emit(stubs, specials, tables);
        return stubs.offsets();
    }
}

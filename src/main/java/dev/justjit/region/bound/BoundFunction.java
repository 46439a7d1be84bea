package dev.justjit.region.bound;

import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Target;
import dev.justjit.record.JavaCall;
import dev.justjit.record.RegionData;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.build.RegionCallees;
import dev.justjit.region.emit.CodeUnit;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A function with an entry from Java: it and the functions that it calls with registers, compiled for arguments of
 * given types. {@link #DATA_BYTES} of data come with it.
 *
 * @param blob code; its {@code vectorEntry} is for callers with the GIL, see {@link BoundEntry}
 * @param freeEntry offset of the entry without the GIL, or -1
 * @param namespaces how many dicts the free entry looks at: two words each in the data, from {@link #NAMESPACES} on.
 *     The first word is the dict: globals, builtins, then of the modules. It is filled in by whoever loads the code
 * @param modules numbers of the names of the globals that are these modules
 */
public record BoundFunction(CodeBlob blob, int freeEntry, int namespaces, List<Long> modules) {
    /** Offset of the words of the namespaces. */
    public static final int NAMESPACES = RegionData.BYTES;

    /** Bytes of those of one. */
    public static final int NAMESPACE_BYTES = 2 * Long.BYTES;

    /** Bytes of the data. */
    public static final int DATA_BYTES = NAMESPACES + NAMESPACE_BYTES * Namespaces.MOST;

    /**
     * Compiles the function. Needs no running Python.
     *
     * @param inputs of the function; it has no frame
     * @param function the number of its address
     * @param kinds of its arguments, as in {@link JavaCall}
     * @throws NotCompiled if it cannot be called with registers, with the reason
     */
    public static BoundFunction compile(
            Inputs inputs, long function, List<Integer> kinds, Target target, boolean listing) {
        Inputs.Callee source = inputs.callee(function);
        if (source == null) {
            throw new NotCompiled(
                    "it is no plain function: a generator, a closure, or with special arguments");
        }
        RegionBuilder region = new RegionBuilder(source.flow(), source.inputs());
        RegionCallees callees = new RegionCallees(region.entry, inputs);
        Maker maker;
        try {
            List<Shape> shapes = kinds.stream().map(BoundFunction::shape).toList();
            maker = new Maker(region, callees, callees.callee(function, shapes));
        } catch (NotNumeric reason) {
            throw new NotCompiled(String.valueOf(reason.getMessage()));
        }
        try {
            return maker.emitTwice(target, listing, false);
        } catch (OutOfReach nearIsTooSmall) {
            return maker.emitTwice(target, listing, true);
        }
    }

    private static Shape shape(int kind) {
        return switch (kind) {
            case JavaCall.INT -> Shape.INT;
            case JavaCall.DOUBLE -> Shape.FLOAT;
            case JavaCall.BOOL -> Shape.BOOL;
            default -> throw new NotCompiled("an argument that is no number");
        };
    }

    /** Emits what has been built. */
    private static final class Maker {
        private final RegionBuilder region;
        private final Callee callee;
        private final List<CodeUnit> units;
        private final Namespaces namespaces;
        private final boolean free;

        Maker(RegionBuilder region, RegionCallees callees, Callee callee) {
            this.region = region;
            this.callee = callee;
            units = CodeUnit.functionsOf(callees);
            Namespaces found = new Namespaces(callees.entry.outers());
            free = found.count() <= Namespaces.MOST && FreeEntry.isPossible(callees, units.get(0));
            namespaces = free ? found : new Namespaces(List.of());
        }

        /** The first emission counts the words that the second one reserves. */
        BoundFunction emitTwice(Target target, boolean listing, boolean far) {
            CodeUnit.expectMost(units);
            emit(target.assembler(false, far));
            CodeUnit.checkSizes(units);
            return emit(target.assembler(listing, far));
        }

        private BoundFunction emit(MacroAssembler m) {
            CodeUnit.prepare(units, m);
            Label entry = m.newLabel();
            Label freeEntry = m.newLabel();
            if (free) {
                FreeEntry.emit(m, freeEntry, callee, namespaces);
            }
            new BoundEntry(m, region, callee).emit(entry, CodeUnit.callers(units), namespaces);
            for (CodeUnit unit : units) {
                unit.emitFunction(m, null);
            }
            CodeBlob blob = blob(m, entry);
            int offset = free ? m.positionOf(freeEntry) : -1;
            return new BoundFunction(blob, offset, namespaces.count(), namespaces.modules());
        }

        private CodeBlob blob(MacroAssembler m, Label entry) {
            MacroAssembler.MachineCode code = m.finish();
            return new CodeBlob(
                    callee.name,
                    code.bytes(),
                    code.poolOffset(),
                    code.pool(),
                    code.relocations(),
                    m.positionOf(entry),
                    List.of(),
                    List.of(),
                    new ArrayList<>(),
                    code.listing(),
                    List.of(),
                    new int[0],
                    new int[0],
                    new int[0],
                    null);
        }
    }
}

package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.CompiledCode.Purpose;
import dev.justjit.attach.live.Trials;
import dev.justjit.attach.process.Objects;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.FrameCode;
import dev.justjit.ffi.Native;
import dev.justjit.tiering.Policy;
import java.util.BitSet;

/** What becomes of machine code whose predictions fail. All methods need the GIL. */
final class Recompilation {
    /** Bits of {@link CompiledCode#unstable} beyond all units: nothing is predicted. */
    private static final int ALL_UNITS = 65536;

    private final Compilations compilations;
    private final CodeLoader loader;
    private final Trials trials;
    private final LoopEntries loops;
    private final Journal journal;

    Recompilation(
            Compilations compilations,
            CodeLoader loader,
            Trials trials,
            LoopEntries loops,
            Journal journal) {
        this.compilations = compilations;
        this.loader = loader;
        this.trials = trials;
        this.loops = loops;
        this.journal = journal;
    }

    /**
     * A site has left machine code too often: it is compiled anew without predicting there.
     *
     * @param counter address of the site's counter
     * @param function the function whose frame has left
     */
    void left(CompiledCode known, long counter, long function) {
        Trials.Trial trial = Trials.of(known, counter);
        CodeBlob.Site tried = trial == null ? null : trial.graph().site(counter);
        if (trial != null && tried != null) {
            if (!FrameCode.isNobodysFault(tried.reason())) {
                journal.left(known, tried.unit(), tried.reason());
                trials.cancel(known);
                leftGraph(known, function, trial.graph(), tried.unit());
            }
            return;
        }
        if (loops.left(known, counter, function)) {
            return;
        }
        for (Purpose purpose : Purpose.values()) {
            CompiledCode.Loaded current = known.current(purpose);
            CodeBlob.Site site = current == null ? null : current.site(counter);
            if (current != null && site != null && !FrameCode.isNobodysFault(site.reason())) {
                journal.left(known, site.unit(), site.reason());
                if (current.isOptimized()) {
                    leftGraph(known, function, current, site.unit());
                } else {
                    leftTemplates(known, purpose, function, site.unit());
                }
                return;
            }
        }
    }

    private void leftGraph(CompiledCode known, long function, CompiledCode.Loaded graph, int unit) {
        int length = Objects.size(Compilations.code(known));
        known.optimization().left(units(graph, unit), length);
        CompiledCode.Loaded templates = known.madeByTemplates();
        boolean again = known.optimization().isWanted();
        if (!again && templates != null) {
            known.versions().remove(templates);
            loader.enterBy(known, templates);
        } else {
            compilations.request(known, Purpose.CALLS, function, Heat.OPTIMIZED);
        }
    }

    /** The unit, and others that would be next. */
    static BitSet units(CompiledCode.Loaded graph, int unit) {
        BitSet units = graph.leftAt(Policy.EXITS_BESIDE);
        units.set(unit);
        return units;
    }

    private void leftTemplates(CompiledCode known, Purpose purpose, long function, int unit) {
        trials.cancel(known);
        known.optimization().rest();
        known.unstable().set(unit);
        int versions = known.templates(purpose);
        if (versions >= Policy.MAX_VERSIONS) {
            int locals = Native.getInt(Compilations.code(known) + PyCode.NLOCALSPLUS);
            known.unstable().set(0, locals + ALL_UNITS);
        }
        if (versions <= Policy.MAX_VERSIONS) {
            compilations.request(known, purpose, function, Heat.RECOMPILED);
        }
    }
}

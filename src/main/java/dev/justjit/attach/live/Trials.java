package dev.justjit.attach.live;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Prologue;
import dev.justjit.compile.TrialCode;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.record.TrialData;
import dev.justjit.tiering.Policy;
import dev.justjit.tiering.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Has calls of a function timed in turns, in what templates made and in what a graph was made to, and keeps what is
 * faster. All methods need the GIL.
 */
public final class Trials {
    /** A graph that is tried. */
    public record Trial(
            CompiledCode known,
            CompiledCode.Loaded entries,
            CompiledCode.Loaded templates,
            CompiledCode.Loaded graph) {}

    private final CodeLoader loader;
    private final CodeRegistry registry;
    private final Counters counters;
    private final Isa isa;
    private final List<Trial> running = new ArrayList<>();
    private final Map<Integer, CodeBlob> timed = new HashMap<>();

    public Trials(CodeLoader loader, CodeRegistry registry, Counters counters, Isa isa) {
        this.loader = loader;
        this.registry = registry;
        this.counters = counters;
        this.isa = isa;
    }

    /** Calls enter either version in turns from now on. */
    public void begin(
            CompiledCode known,
            long code,
            CompiledCode.Loaded templates,
            CompiledCode.Loaded graph,
            CodeImage image) {
        boolean suspends = templates.headerWord(Prologue.RESUME_DISTANCE) != 0;
        begin(known, code, templates, graph, timed(image, suspends));
    }

    /** A graph that has won is tried once more. */
    public void again(Trial won, long code) {
        counters.optimized--;
        begin(won.known, code, won.templates, won.graph, won.entries.blob());
    }

    private void begin(
            CompiledCode known,
            long code,
            CompiledCode.Loaded templates,
            CompiledCode.Loaded graph,
            CodeBlob timed) {
        CompiledCode.Loaded entries = loader.loadTrial(code, timed);
        long data = entries.data();
        Native.putLong(data + TrialData.SLICE, data + TrialData.SLICES);
        Native.putLong(data + TrialData.END, data + TrialData.BYTES);
        sideOf(data + TrialData.ENTRIES, templates);
        sideOf(data + TrialData.ENTRIES + TrialData.SIDE_BYTES, graph);
        known.optimization().tries(new Trial(known, entries, templates, graph));
        running.add(java.util.Objects.requireNonNull(known.optimization().trial()));
        known.versions().remove(graph);
        known.otherEntries().add(entries);
        known.otherEntries().add(graph);
        loader.enterBy(known, entries, entries);
    }

    /** Made once for all functions of a kind: it is made on the program's thread. */
    private CodeBlob timed(CodeImage image, boolean suspends) {
        int arguments = TrialCode.arguments(image);
        return timed.computeIfAbsent(
                2 * arguments + (suspends ? 1 : 0),
                kind -> TrialCode.emit(arguments, suspends, isa));
    }

    private static void sideOf(long side, CompiledCode.Loaded version) {
        Native.putLong(side, version.entry(Prologue.DIRECT_DISTANCE));
        Native.putLong(side + Long.BYTES, version.entry(Prologue.FRAMED_DISTANCE));
        Native.putLong(side + 2 * Long.BYTES, version.entry(Prologue.RESUME_DISTANCE));
    }

    /** Ends trials that have seen enough. */
    public void decide() {
        for (Iterator<Trial> each = running.iterator(); each.hasNext(); ) {
            Trial trial = each.next();
            if (!registry.isAlive(trial.known)) {
                each.remove();
            } else if (hasEnded(trial)) {
                each.remove();
                decide(trial);
            }
        }
    }

    private static boolean hasEnded(Trial trial) {
        long data = trial.entries.data();
        return Native.getLong(data + TrialData.SLICE) == Native.getLong(data + TrialData.END);
    }

    private void decide(Trial trial) {
        long[] nanos = new long[TrialData.COUNT];
        long[] calls = new long[TrialData.COUNT];
        for (int i = 0; i < TrialData.COUNT; i++) {
            long slice = trial.entries.data() + TrialData.SLICES + (long) TrialData.SLICE_BYTES * i;
            nanos[i] = Native.getLong(slice);
            calls[i] = Native.getLong(slice + Long.BYTES);
        }
        double ratio = Verdict.ratio(nanos, calls);
        Optimization optimization = trial.known.optimization();
        optimization.tried(ratio);
        if (ratio <= Policy.GRAPH_PAYS) {
            if (ratio > Policy.GRAPH_PAYS_FOR_SURE) {
                optimization.doubt(trial);
            }
            enter(trial, trial.graph);
            counters.optimized++;
        } else {
            counters.graphsLost++;
            if (ratio > Policy.GRAPH_LOSES_FOR_SURE) {
                optimization.lost(trial.graph.blob());
            }
            double rounded = Math.round(100 * ratio) / 100.0; // no Formatter: it takes milliseconds
            optimization.putOff("a call takes " + rounded + " times as long");
            enter(trial, trial.templates); // counts looks from now on, as many as that says
        }
    }

    /** The version becomes the newest. */
    private void enter(Trial trial, CompiledCode.Loaded version) {
        CompiledCode known = trial.known;
        known.versions().remove(version);
        known.otherEntries().remove(version);
        loader.enterBy(known, version);
    }

    /** The trial in which machine code with this counter runs as the graph, or null. */
    public static @Nullable Trial of(CompiledCode known, long counter) {
        Trial trial = known.optimization().trial();
        return trial != null && trial.graph.site(counter) != null ? trial : null;
    }

    /** Calls enter what templates made. */
    public void cancel(CompiledCode known) {
        Trial trial = known.optimization().trial();
        if (trial != null) {
            running.remove(trial);
            known.optimization().tried(0);
            enter(trial, trial.templates);
        }
    }
}

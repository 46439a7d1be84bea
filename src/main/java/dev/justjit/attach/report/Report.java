package dev.justjit.attach.report;

import dev.justjit.analysis.Loops;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopGraphs;
import dev.justjit.attach.live.LoopOwner;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.LineTable;
import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import dev.justjit.record.RegionData;
import dev.justjit.region.RegionReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one code object.
 *
 * @param name its qualified name
 * @param refusal why calls enter no machine code, or null
 * @param bytes size of its machine code, 0 when not compiled
 * @param versions how often it was compiled
 * @param exits counted exits of the current version
 * @param sites what the sites of the current version have met
 * @param loops loops that may become numeric regions, in the order of the code: of the current version, or of
 *     the code that the interpreter runs
 * @param optimizer what the optimizing compiler has made of it
 */
public record Report(
        String name,
        @Nullable String refusal,
        int bytes,
        int versions,
        List<Exit> exits,
        List<SiteReport> sites,
        List<LoopReport> loops,
        OptimizerReport optimizer) {
    /**
     * One counted exit.
     *
     * @param unit unit index of the instruction
     * @param line its line in the source, 0 if it has none
     * @param opcode its name
     * @param reason why the code was left
     * @param count how often
     */
    public record Exit(int unit, int line, String opcode, String reason, long count) {
        private Exit withCount(long newCount) {
            return new Exit(unit, line, opcode, reason, newCount);
        }
    }

    /**
     * A loop that may become a numeric region.
     *
     * @param unit its header
     * @param body whether it is no loop but the whole body of a function that others may call
     * @param line where it starts in the source, 0 if it has no line
     * @param refusal why it stays generic, or null: then it has a region, or is not hot yet
     * @param regions its regions, for different types, the newest last
     */
    public record LoopReport(
            int unit,
            boolean body,
            int line,
            @Nullable String refusal,
            List<LoadedRegionReport> regions) {
        /** What it is, and where. */
        public String place() {
            return (body ? "body at line " : "loop at line ") + line;
        }
    }

    /**
     * A region of a loop.
     *
     * @param bytes size of its machine code
     * @param entered how often it was entered
     * @param facts what it keeps where
     * @param exits its counted exits
     */
    public record LoadedRegionReport(
            int bytes, long entered, RegionReport facts, List<Exit> exits) {}

    /** One on each code object that is known. */
    public static Collection<Report> all(CodeRegistry registry) {
        List<Report> reports = new ArrayList<>();
        for (CompiledCode known : registry.all()) {
            reports.add(of(known));
        }
        return reports;
    }

    /** What is known of the code now. */
    public static Report of(CompiledCode known) {
        CompiledCode.Loaded current = known.current();
        List<Exit> exits = new ArrayList<>();
        List<SiteReport> sites = new ArrayList<>();
        List<LoopReport> loops = new ArrayList<>();
        LoopOwner owner = current != null ? current : known.current(CompiledCode.Purpose.RUNNING);
        LineTable lines = Snapshot.lines(Native.getLong(known.state() + CodeState.CODE));
        if (owner != null) {
            if (current != null) {
                exits = exits(current.blob(), current.data(), lines);
                sites = SiteReport.of(current, lines);
            }
            for (LoopGraphs.Loop loop : known.loops().all().values()) {
                CompiledCode.Loaded graph = loop.current();
                if (graph != null) {
                    exits.addAll(exits(graph.blob(), graph.data(), lines));
                }
            }
            List<Loops.Loop> all = new ArrayList<>(owner.all());
            all.sort(Comparator.comparingInt(Loops.Loop::header));
            for (Loops.Loop loop : all) {
                String refusal = known.refusedLoops().get(loop.header());
                int line = lines.firstLine(loop.header(), loop.lastUnit());
                List<LoadedRegionReport> regions = regions(owner, loop, lines);
                loops.add(new LoopReport(loop.header(), loop.body(), line, refusal, regions));
            }
        }
        return new Report(
                known.name(),
                reason(known),
                current == null ? 0 : current.length(),
                known.versions().size(),
                exits,
                sites,
                loops,
                OptimizerReport.of(known, lines));
    }

    /** Why calls enter no machine code, if that is known here. */
    private static @Nullable String reason(CompiledCode known) {
        boolean coming =
                known.current() == null && known.requested().contains(CompiledCode.Purpose.CALLS);
        return coming ? "it is being compiled" : known.refusal();
    }

    private static List<LoadedRegionReport> regions(
            LoopOwner owner, Loops.Loop loop, LineTable lines) {
        List<LoadedRegionReport> regions = new ArrayList<>();
        for (CompiledCode.LoadedRegion loaded : owner.regions()) {
            RegionReport facts = loaded.region().report();
            if (facts.header() == loop.header()) {
                CodeBlob blob = loaded.region().blob();
                long entered = Native.getLong(loaded.data() + RegionData.ENTERED);
                List<Exit> exits = merged(exits(blob, loaded.data() + RegionData.BYTES, lines));
                regions.add(new LoadedRegionReport(loaded.length(), entered, facts, exits));
            }
        }
        return regions;
    }

    /** One exit for those of one instruction with one reason, which versions of a block have. */
    private static List<Exit> merged(List<Exit> exits) {
        Map<Exit, Long> counts = new LinkedHashMap<>();
        for (Exit exit : exits) {
            counts.merge(exit.withCount(0), exit.count(), Long::sum);
        }
        List<Exit> merged = new ArrayList<>();
        counts.forEach((exit, count) -> merged.add(exit.withCount(count)));
        merged.sort(Comparator.comparingInt(Exit::unit));
        return merged;
    }

    private static List<Exit> exits(CodeBlob blob, long counters, LineTable lines) {
        List<Exit> exits = new ArrayList<>();
        List<CodeBlob.Site> sites = blob.sites();
        for (int i = 0; i < sites.size(); i++) {
            CodeBlob.Site site = sites.get(i);
            long count = Native.getLong(counters + 8L * i);
            int line = lines.line(site.unit());
            exits.add(new Exit(site.unit(), line, site.opcode(), site.reason(), count));
        }
        return exits;
    }
}

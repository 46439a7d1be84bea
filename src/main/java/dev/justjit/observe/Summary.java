package dev.justjit.observe;

import dev.justjit.attach.Jit;
import dev.justjit.attach.report.Report;
import dev.justjit.region.RegionReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code --stats} prints. */
public final class Summary {
    private static final int MOST = 10;

    private Summary() {}

    /**
     * Lines that start with "justjit: ": the counters, why code stays interpreted, top exits, hot
     * loops.
     */
    public static String text(Jit jit) {
        StringBuilder text = new StringBuilder();
        for (Object[] row : jit.counters().table()) {
            line(text, row[0] + " " + row[1]);
        }
        List<Report> reports = new ArrayList<>(jit.reports());
        refusals(text, reports);
        exits(text, reports);
        loops(text, reports);
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append("justjit: ").append(line).append('\n');
    }

    private static void refusals(StringBuilder text, List<Report> reports) {
        Map<String, List<String>> byReason = new TreeMap<>();
        for (Report report : reports) {
            @Nullable String reason = report.refusal();
            if (reason != null) {
                byReason.computeIfAbsent(reason, none -> new ArrayList<>()).add(report.name());
            }
        }
        for (Map.Entry<String, List<String>> entry : byReason.entrySet()) {
            List<String> names = entry.getValue();
            String more = names.size() > 3 ? ", ..." : "";
            line(
                    text,
                    names.size()
                            + " interpreted, "
                            + entry.getKey()
                            + ": "
                            + String.join(", ", names.subList(0, Math.min(3, names.size())))
                            + more);
        }
    }

    private record Line(long count, String text) {}

    private static void exits(StringBuilder text, List<Report> reports) {
        List<Line> lines = new ArrayList<>();
        for (Report report : reports) {
            for (Report.Exit exit : report.exits()) {
                if (exit.count() > 0) {
                    String what = report.name() + ", " + exit.opcode() + ": " + exit.reason();
                    lines.add(new Line(exit.count(), what));
                }
            }
        }
        most(text, lines, " exits from ");
    }

    private static void most(StringBuilder text, List<Line> lines, String between) {
        lines.sort((a, b) -> Long.compare(b.count(), a.count()));
        for (Line line : lines.subList(0, Math.min(MOST, lines.size()))) {
            line(text, line.count() + between + line.text());
        }
    }

    private static void loops(StringBuilder text, List<Report> reports) {
        List<Line> regions = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Report report : reports) {
            for (Report.LoopReport loop : report.loops()) {
                String where = report.name() + ", " + loop.place() + ": ";
                for (Report.LoadedRegionReport region : loop.regions()) {
                    regions.add(new Line(region.entered(), where + inside(region)));
                }
                if (loop.refusal() != null) {
                    refused.add("not in registers: " + where + loop.refusal());
                }
            }
        }
        most(text, regions, " times in registers: ");
        refused.subList(0, Math.min(MOST, refused.size())).forEach(line -> line(text, line));
    }

    /** The values, then the ways out that were taken. */
    private static String inside(Report.LoadedRegionReport region) {
        List<String> parts = new ArrayList<>();
        for (RegionReport.Value value : region.facts().values()) {
            parts.add(value.name() + " (" + value.type() + ") " + value.place());
        }
        StringBuilder text = new StringBuilder(String.join(", ", parts));
        for (String call : region.facts().calls()) {
            text.append("; calls ").append(call);
        }
        for (Report.Exit exit : region.exits()) {
            if (exit.count() > 0) {
                text.append("; left ").append(exit.count()).append(" times at line ");
                text.append(exit.line()).append(": ").append(exit.reason());
            }
        }
        return text.toString();
    }
}

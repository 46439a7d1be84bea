package dev.justjit.attach.report;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.RunningCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.bytecode.LineTable;
import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import dev.justjit.json.JsonText;
import dev.justjit.record.CodeState;
import dev.justjit.record.RegionData;
import dev.justjit.region.ir.Exit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which counted exits of one code object were taken between two moments. Needs the GIL. */
public final class ExitTrail {
    /**
     * Machine code that counts.
     *
     * @param kind baseline, or region: with its numbers in registers
     * @param version number of the version of the code, from 1 on
     * @param counters address of the counters of its sites
     * @param entered address of the number of entries, or 0 if they are not counted
     */
    private record Counted(String kind, int version, CodeBlob blob, long counters, long entered) {
        /** All counts, that of entries first. */
        long[] counts() {
            long[] counts = new long[blob.sites().size() + 1];
            counts[0] = entered == 0 ? 0 : Native.getLong(entered);
            for (int i = 1; i < counts.length; i++) {
                counts[i] = Native.getLong(counters + 8L * (i - 1));
            }
            return counts;
        }
    }

    private ExitTrail() {}

    private static List<Counted> counted(CompiledCode known) {
        List<Counted> all = new ArrayList<>();
        for (int i = 0; i < known.versions().size(); i++) {
            add(all, i + 1, known.versions().get(i));
        }
        RunningCode running = known.running();
        for (int i = 0; running != null && i < running.versions().size(); i++) {
            add(all, i + 1, running.versions().get(i));
        }
        return all;
    }

    private static void add(List<Counted> all, int version, CompiledCode.Loaded loaded) {
        all.add(new Counted("baseline", version, loaded.blob(), loaded.data(), 0));
        for (CompiledCode.LoadedRegion region : loaded.regions()) {
            long data = region.data();
            CodeBlob blob = region.region().blob();
            all.add(
                    new Counted(
                            "region",
                            version,
                            blob,
                            data + RegionData.BYTES,
                            data + RegionData.ENTERED));
        }
    }

    /** All counts now, as text for {@link #since}. */
    public static String counts(CompiledCode known) {
        StringBuilder text = new StringBuilder();
        for (Counted counted : counted(known)) {
            text.append(counted.counters()).append(':');
            for (long count : counted.counts()) {
                text.append(count).append(' ');
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** JSON: an array of the exits that were taken since the counts were so, and of the regions that were entered. */
    public static String since(CompiledCode known, String before) {
        Map<Long, String[]> old = new HashMap<>();
        for (String line : before.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                old.put(
                        Long.valueOf(line.substring(0, colon)),
                        line.substring(colon + 1).split(" "));
            }
        }
        LineTable lines = lines(Native.getLong(known.state() + CodeState.CODE));
        JsonText json = new JsonText().array();
        for (Counted counted : counted(known)) {
            String[] counts = old.getOrDefault(counted.counters(), new String[0]);
            write(json, counted, counts, lines);
        }
        return json.endArray().toString();
    }

    private static LineTable lines(long code) {
        return LineTable.of(
                Objects.bytes(Native.getLong(code + PyCode.LINETABLE)),
                Native.getInt(code + PyCode.FIRSTLINENO),
                (int) Native.getLong(code + PyVarObject.OB_SIZE));
    }

    private static void write(JsonText json, Counted counted, String[] before, LineTable lines) {
        long[] now = counted.counts();
        for (int i = 0; i < now.length; i++) {
            long taken = now[i] - (i < before.length ? Long.parseLong(before[i]) : 0);
            if (taken == 0) {
                continue;
            }
            json.object().name("code").value(counted.kind());
            json.name("version").value(counted.version());
            json.name("count").value(taken);
            if (i == 0) {
                json.name("reason").value("entered");
            } else {
                CodeBlob.Site site = counted.blob().sites().get(i - 1);
                json.name("reason").value(site.reason());
                json.name("ordinary").value(Exit.ORDINARY.contains(site.reason()));
                json.name("opcode").value(site.opcode());
                json.name("unit").value(site.unit());
                json.name("line").value(lines.line(site.unit()));
            }
            json.endObject();
        }
    }
}

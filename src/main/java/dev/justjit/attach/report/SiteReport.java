package dev.justjit.attach.report;

import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.LineTable;
import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * What a site with a record has met.
 *
 * @param unit unit index of the instruction
 * @param line its line in the source, 0 if it has none
 * @param opcode its name
 * @param name the attribute
 * @param misses how often no shape served
 * @param shapes the shapes that it knows
 */
public record SiteReport(
        int unit, int line, String opcode, String name, long misses, List<SeenShape> shapes) {
    /**
     * A shape at a site.
     *
     * @param shape what it is
     * @param count how often it served
     */
    public record SeenShape(Shape shape, long count) {}

    /** Those of the sites that have been reached, in the order of the code. */
    static List<SiteReport> of(CompiledCode.Loaded loaded, LineTable lines) {
        List<SiteReport> reports = new ArrayList<>();
        for (int i = 0; i < loaded.blob().caches().size(); i++) {
            long record = loaded.site(i);
            CodeBlob.CacheSite site = loaded.blob().caches().get(i);
            List<SeenShape> shapes = shapes(record, site.entries());
            long misses = Native.getLong(record + SiteRecord.MISSES);
            boolean own = CodeGroup.codeOf(site.unit()) == 0;
            if (own && (misses != 0 || !shapes.isEmpty())) {
                String name = Objects.text(Native.getLong(record + SiteRecord.NAME));
                int line = lines.line(site.unit());
                reports.add(new SiteReport(site.unit(), line, site.opcode(), name, misses, shapes));
            }
        }
        return reports;
    }

    private static List<SeenShape> shapes(long record, int entries) {
        List<SeenShape> shapes = new ArrayList<>();
        for (int at = 0; at < entries * SiteRecord.ENTRY_BYTES; at += SiteRecord.ENTRY_BYTES) {
            Shape shape = Shape.of(Native.getLong(record + at + SiteRecord.SHAPE));
            if (shape != Shape.NONE) {
                shapes.add(new SeenShape(shape, Native.getLong(record + at + SiteRecord.HITS)));
            }
        }
        return shapes;
    }
}

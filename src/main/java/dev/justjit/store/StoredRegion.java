package dev.justjit.store;

import dev.justjit.region.Region;
import dev.justjit.region.RegionReport;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A numeric region: its blob, and what is known of it. */
final class StoredRegion {
    private StoredRegion() {}

    /** Writes all but the listing. */
    static void write(DataOutputStream out, Region region) throws IOException {
        StoredBlob.write(out, region.blob());
        RegionReport report = region.report();
        out.writeInt(report.header());
        out.writeInt(report.values().size());
        for (RegionReport.Value value : report.values()) {
            StoredCode.writeText(out, value.name());
            StoredCode.writeText(out, value.type());
            StoredCode.writeText(out, value.place());
        }
        out.writeInt(report.calls().size());
        for (String call : report.calls()) {
            StoredCode.writeText(out, call);
        }
        out.writeInt(report.obstacles().size());
        for (RegionReport.Obstacle obstacle : report.obstacles()) {
            out.writeInt(obstacle.unit());
            out.writeInt(obstacle.line());
            StoredCode.writeText(out, obstacle.reason());
        }
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws java.nio.BufferUnderflowException if the file ends too soon
     * @throws IndexOutOfBoundsException if a number in it is none of these
     */
    static Region read(ByteBuffer in) {
        return new Region(
                StoredBlob.read(in),
                new RegionReport(in.getInt(), values(in), calls(in), obstacles(in)));
    }

    private static List<RegionReport.Value> values(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<RegionReport.Value> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(
                    new RegionReport.Value(
                            StoredCode.readText(in),
                            StoredCode.readText(in),
                            StoredCode.readText(in)));
        }
        return values;
    }

    private static List<String> calls(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<String> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            calls.add(StoredCode.readText(in));
        }
        return calls;
    }

    private static List<RegionReport.Obstacle> obstacles(ByteBuffer in) {
        int count = StoredCode.count(in);
        List<RegionReport.Obstacle> obstacles = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            obstacles.add(
                    new RegionReport.Obstacle(in.getInt(), in.getInt(), StoredCode.readText(in)));
        }
        return obstacles;
    }
}

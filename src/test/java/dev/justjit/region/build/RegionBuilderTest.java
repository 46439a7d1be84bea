package dev.justjit.region.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.region.RecordedInputs;
import dev.justjit.region.Region;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Blocks of regions, and what is known where they start. */
class RegionBuilderTest {
    private static RegionBuilder builder(String name, List<String> frame) {
        CodeImage image = ImageReader.read("loops/" + name);
        Flow flow = new Flow(image);
        RecordedInputs inputs =
                frame.isEmpty() ? RecordedInputs.of(name, image) : new RecordedInputs(image, frame);
        return new RegionBuilder(flow, inputs.loop(flow), inputs);
    }

    private static Shape entry(RegionBuilder region, String local) {
        int number = region.flow.image().localNames().indexOf(local);
        return region.entry.localShape(number);
    }

    @Test
    void whatTheLoopReadsIsLoaded() {
        RegionBuilder region = builder("leibniz", List.of());
        assertEquals(Shape.FLOAT, entry(region, "total"));
        assertEquals(Shape.FLOAT, entry(region, "sign"));
        assertEquals(Shape.FLOAT, entry(region, "k"));
        assertEquals(Shape.STALE, entry(region, "_"), "written before it is read");
        assertEquals(Shape.STALE, entry(region, "n"), "read by nobody");
    }

    @Test
    void aReadOnOneWayIsARead() {
        RegionBuilder region = builder("nested_loops", List.of());
        assertEquals(Shape.INT, entry(region, "count"));
        assertEquals(Shape.INT, entry(region, "i"));
        assertEquals(Shape.STALE, entry(region, "j"));
        assertEquals(Shape.STALE, entry(region, "k"));
    }

    /** Its release can be noticed: the region must know that it is there. */
    @Test
    void anObjectIsNeverStale() {
        RegionBuilder region = builder("while_sum_big", List.of("loop 0", "local t LIST"));
        assertTrue(entry(region, "t").is(Shape.Kind.LIST));
        RegionBuilder other = builder("leibniz", List.of("loop 0", "local _ OTHER"));
        assertTrue(entry(other, "_").is(Shape.Kind.OTHER));
    }

    @Test
    void aBlockHasFewVersions() {
        RegionBuilder region = builder("type_changes", List.of());
        List<Block> blocks = region.build();
        Map<Integer, Integer> versions = new HashMap<>();
        for (Block block : blocks) {
            if (block.exit == null) {
                versions.merge(block.unit, 1, Integer::sum);
            }
        }
        int header = region.loop.header();
        assertTrue(versions.get(header) <= 8, versions.toString());
        assertTrue(
                region.obstacles.containsValue("its types change too often"),
                region.obstacles.toString());
        assertTrue(blocks.size() <= 400 + 2, blocks.size() + " blocks");
    }

    @Test
    void typesThatDoNotChangeNeedNoMore() {
        RegionBuilder region = builder("while_sum_big", List.of());
        List<Block> blocks = region.build();
        assertEquals(Map.of(), region.obstacles);
        assertFalse(blocks.isEmpty());
        assertTrue(blocks.size() < 20, blocks.size() + " blocks");
    }

    /** The refusal names the instruction's line. */
    @Test
    void aLoopOfOtherObjectsIsRefused() {
        CodeImage image = ImageReader.read("loops/while_sum_big");
        Flow flow = new Flow(image);
        RecordedInputs inputs =
                new RecordedInputs(
                        image, List.of("loop 0", "local n INT", "local t OTHER", "local i INT"));
        NotCompiled refusal =
                assertThrows(
                        NotCompiled.class,
                        () -> Region.compile(flow, inputs.loop(flow), inputs, Isa.X64, false));
        assertTrue(refusal.getMessage().endsWith(" (line 5)"), refusal.getMessage());
    }
}

package dev.justjit.bytecode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines from {@code co_linetable}. */
class LineTableTest {
    private static int[] lines(String hex, int firstLine, int units) {
        LineTable table = LineTable.of(HexFormat.of().parseHex(hex), firstLine, units);
        return IntStream.range(0, units).map(table::line).toArray();
    }

    @Test
    void readsEveryFormOfAnEntry() {
        // no column, 2 units, line + 1; short form, 1 unit; one line, +2, 2 units; none; long, -3
        String table = "e902" + "8034" + "e10509" + "f8" + "f007010102";
        assertArray(new int[] {11, 11, 11, 13, 13, 0, 10}, lines(table, 10, 7));
    }

    @Test
    void readsVarintsOfSeveralBytes() {
        // + 100: 200 is 8 and 3 * 64
        assertArray(new int[] {101, 101}, lines("e94803", 1, 2));
    }

    @Test
    void findsTheLeastLine() {
        LineTable table = LineTable.of(HexFormat.of().parseHex("e802" + "f8" + "e803"), 5, 3);
        assertEquals(5, table.firstLine(0, 2));
        assertEquals(0, table.firstLine(1, 1));
        assertEquals(6, table.firstLine(0, 0));
        assertEquals(0, table.line(-1));
        assertEquals(0, table.line(3));
    }

    /** In images, lines are those of the source, which the comments show. */
    @Test
    void everyImageHasLinesOfItsSource() {
        for (Path path : ImageReader.all()) {
            CodeImage image = ImageReader.read(path);
            LineTable table = LineTable.of(image);
            for (int unit = 0; unit < image.units(); unit++) {
                int line = table.line(unit);
                assertTrue(line == 0 || line >= image.firstLine(), path + " " + unit + ": " + line);
                assertTrue(line < image.firstLine() + 100, path + " " + unit + ": " + line);
            }
        }
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            LineTable table = LineTable.of(bytes, 1, 50);
            assertEquals(table.firstLine(0, 49), table.firstLine(-5, 100));
        }
    }

    private static void assertArray(int[] expected, int[] actual) {
        assertEquals(Arrays.toString(expected), Arrays.toString(actual));
    }
}

package dev.justjit.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Code;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges that overlap never share a place, and what lives over calls is where calls keep it. */
class LinearScanTest {
    private static final int WORDS = 6;

    private final Graph graph = new Graph(new Code(0, "f", "f.py", 1, List.of()), 0);

    private LiveRange range(int start, int end, boolean isDouble) {
        Type type = isDouble ? Type.DOUBLE : Type.INT64;
        LiveRange range = new LiveRange(graph.detached(Op.PARAMETER, type, 0, null));
        range.use(start, 1);
        range.use(end, 1);
        return range;
    }

    @Test
    void rangesOneAfterTheOtherShare() {
        List<LiveRange> ranges = List.of(range(0, 4, false), range(5, 9, false));
        assertEquals(0, new LinearScan(WORDS).run(ranges));
        assertEquals(ranges.get(0).spot, ranges.get(1).spot);
    }

    @Test
    void whatIsUsedLessGoesToAWord() {
        List<LiveRange> ranges = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ranges.add(range(i, 100, false));
            ranges.get(i).use(50, i == 2 ? 0 : 10);
        }
        assertEquals(1, new LinearScan(WORDS).run(ranges));
        assertEquals(Spot.word(0), ranges.get(2).spot);
    }

    @Test
    void templatesKeepOnlyWords() {
        LiveRange range = range(0, 9, false);
        range.crossesCall = true;
        range.crossesTemplate = true;
        new LinearScan(WORDS).run(List.of(range));
        assertEquals(Spot.word(0), range.spot);
    }

    @Test
    void suspensionsKeepNothing() {
        LiveRange range = range(0, 9, false);
        range.crossesSuspension = true;
        assertThrows(NotCompiled.class, () -> new LinearScan(WORDS).run(List.of(range)));
    }

    @Test
    void noTwoRangesAreInOnePlace() {
        Random random = new Random(2);
        int placed = 0;
        for (int i = 0; i < 2000; i++) {
            List<LiveRange> ranges = some(random);
            try {
                new LinearScan(WORDS).run(ranges);
                placed++;
            } catch (NotCompiled tooMany) {
                continue;
            }
            check(ranges);
        }
        assertTrue(placed > 1000, () -> "hardly any could be placed");
    }

    private List<LiveRange> some(Random random) {
        List<LiveRange> ranges = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            int start = random.nextInt(100);
            LiveRange range = range(start, start + random.nextInt(40), random.nextInt(3) == 0);
            range.use(range.end, random.nextInt(9));
            range.crossesCall = random.nextInt(3) == 0;
            range.crossesTemplate = range.crossesCall && random.nextInt(4) == 0;
            ranges.add(range);
        }
        ranges.sort(Comparator.comparingInt(range -> range.start));
        return ranges;
    }

    private static void check(List<LiveRange> ranges) {
        for (LiveRange one : ranges) {
            Spot spot = one.spot;
            assertNotNull(spot);
            assertFalse(one.crossesCall && !spot.survivesCalls());
            for (LiveRange other : ranges) {
                boolean apart = one.end < other.start || other.end < one.start;
                assertTrue(one == other || apart || !spot.equals(other.spot));
            }
        }
    }
}

package dev.justjit.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Code;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges that overlap never share a place, and what lives over calls is where calls keep it. */
class ColoringTest {
    private static final int WORDS = 6;

    private final Graph graph = new Graph(new Code(0, "f", "f.py", 1, List.of()), 0);

    private LiveRange range(int start, int end, boolean isDouble) {
        Type type = isDouble ? Type.DOUBLE : Type.INT64;
        LiveRange range = new LiveRange(graph.detached(Op.PARAMETER, type, 0, null));
        range.narrow.live(start, end);
        range.narrow.uses = 2;
        return range;
    }

    @Test
    void rangesOneAfterTheOtherShare() {
        List<LiveRange> ranges = List.of(range(0, 4, false), range(5, 9, false));
        assertEquals(0, new Coloring(WORDS).run(ranges));
        assertEquals(ranges.get(0).location, ranges.get(1).location);
    }

    @Test
    void whatIsUsedLessGoesToAWord() {
        List<LiveRange> ranges = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ranges.add(range(i, 100, false));
            ranges.get(i).narrow.uses += i == 2 ? 0 : 10;
        }
        assertEquals(1, new Coloring(WORDS).run(ranges));
        assertEquals(Location.word(0), ranges.get(2).location);
    }

    @Test
    void templatesKeepOnlyWords() {
        LiveRange range = range(0, 9, false);
        range.narrow.cross(true, 2);
        new Coloring(WORDS).run(List.of(range));
        assertEquals(Location.word(0), range.location);
    }

    @Test
    void whatIsUsedOftenIsBroughtAwayAndBack() {
        LiveRange range = range(0, 9, false);
        range.narrow.uses += 10;
        range.narrow.cross(true, 2);
        new Coloring(WORDS).run(List.of(range));
        assertEquals(Location.Kind.GENERAL, location(range).kind());
        assertEquals(Location.word(0), range.home);
    }

    @Test
    void callsAreLivedOverInARegisterThatTheyKeep() {
        LiveRange range = range(0, 9, false);
        range.narrow.cross(false, 2);
        new Coloring(WORDS).run(List.of(range));
        assertTrue(location(range).survivesCalls());
        assertNull(range.home);
    }

    /** What slots serve gives way to what they do not, and then needs no word. */
    @Test
    void slotsServeWhereRegistersAreWantedMore() {
        List<LiveRange> ranges = new ArrayList<>();
        LiveRange served = range(0, 1, false);
        served.wide.live(0, 100);
        served.wide.uses = 2;
        served.setWide(true);
        ranges.add(served);
        for (int i = 1; i < 7; i++) {
            ranges.add(range(10 + i, 50, false));
        }
        assertEquals(0, new Coloring(WORDS).run(ranges));
        assertFalse(served.isWide());
        assertEquals(Location.Kind.GENERAL, location(served).kind());
    }

    /** A loop's variable and its next value. */
    @Test
    void whatIsMovedSharesAPlace() {
        LiveRange variable = range(0, 4, true);
        variable.narrow.live(20, 30);
        LiveRange other = range(0, 30, true);
        LiveRange next = range(5, 10, true);
        LiveRange.relate(next, variable);
        new Coloring(WORDS).run(List.of(other, variable, next));
        assertEquals(variable.location, next.location);
        assertNotEquals(other.location, next.location);
    }

    private static Location location(LiveRange range) {
        Location location = range.location;
        assertNotNull(location);
        return location;
    }

    @Test
    void suspensionsKeepNothing() {
        LiveRange range = range(0, 9, false);
        range.crossesSuspension = true;
        assertThrows(NotCompiled.class, () -> new Coloring(WORDS).run(List.of(range)));
    }

    @Test
    void noTwoRangesAreInOnePlace() {
        Random random = new Random(2);
        int placed = 0;
        for (int i = 0; i < 2000; i++) {
            List<LiveRange> ranges = some(random);
            try {
                new Coloring(WORDS).run(ranges);
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
            int end = start + random.nextInt(40);
            LiveRange range = range(start, end, random.nextInt(3) == 0);
            range.narrow.uses += random.nextInt(9);
            if (random.nextInt(3) == 0) {
                range.narrow.live(end + 10, end + 20);
            }
            if (random.nextInt(3) == 0) {
                range.narrow.cross(random.nextInt(4) == 0, random.nextInt(12));
            }
            range.wide.positions.or(range.narrow.positions);
            range.wide.live(start, end + random.nextInt(60));
            range.wide.uses = range.narrow.uses + random.nextInt(20);
            range.setWide(!range.isDouble() && random.nextInt(3) == 0);
            ranges.add(range);
        }
        return ranges;
    }

    private static void check(List<LiveRange> ranges) {
        for (LiveRange one : ranges) {
            Location location = location(one);
            boolean lost = location.isRegister() && one.narrow.templates > 0;
            lost |= one.narrow.calls > 0 && !location.survivesCalls();
            assertEquals(lost, lost && one.home != null);
            for (LiveRange other : ranges) {
                if (one != other && one.positions().intersects(other.positions())) {
                    assertNotEquals(location, other.location);
                    assertNotEquals(location, other.home);
                    assertTrue(one.home == null || !one.home.equals(other.home));
                }
            }
        }
    }
}

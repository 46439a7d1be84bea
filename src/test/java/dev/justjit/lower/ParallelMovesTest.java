package dev.justjit.lower;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.justjit.masm.FReg;
import dev.justjit.masm.Reg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Moves that happen at once, done one after the other, leave what they are to leave. */
class ParallelMovesTest {
    private static final List<Location> GENERAL =
            List.of(
                    Location.of(Reg.ARG2),
                    Location.of(Reg.ARG3),
                    Location.of(Reg.SAVED0),
                    Location.word(0),
                    Location.word(1),
                    Location.slot(0),
                    Location.slot(5));
    private static final List<Location> DOUBLES =
            List.of(
                    Location.of(FReg.F0),
                    Location.of(FReg.F1),
                    Location.of(FReg.F2),
                    Location.word(4));

    @Test
    void aSwapTakesThreeMoves() {
        ParallelMoves moves = new ParallelMoves();
        moves.add(Location.of(Reg.ARG2), Location.of(Reg.ARG3));
        moves.add(Location.of(Reg.ARG3), Location.of(Reg.ARG2));
        List<Location> targets = new ArrayList<>();
        moves.emit((target, source) -> targets.add(target));
        assertEquals(3, targets.size());
    }

    @Test
    void anyMovesLeaveWhatTheyShould() {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            check(random, i % 2 == 0 ? GENERAL : DOUBLES);
        }
    }

    private static void check(Random random, List<Location> locations) {
        ParallelMoves moves = new ParallelMoves();
        Map<Location, Location> contents = new HashMap<>();
        locations.forEach(location -> contents.put(location, location));
        Map<Location, Location> wanted = new HashMap<>(contents);
        Set<Location> targets = new HashSet<>();
        for (int i = 0; i < locations.size(); i++) {
            Location target = locations.get(random.nextInt(locations.size()));
            Location source = locations.get(random.nextInt(locations.size()));
            if (targets.add(target)) {
                moves.add(target, source);
                wanted.put(target, source);
            }
        }
        moves.emit((target, source) -> contents.put(target, contents.get(source)));
        locations.forEach(location -> assertEquals(wanted.get(location), contents.get(location)));
    }
}

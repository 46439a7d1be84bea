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
    private static final List<Spot> GENERAL =
            List.of(
                    Spot.of(Reg.ARG2),
                    Spot.of(Reg.ARG3),
                    Spot.of(Reg.SAVED0),
                    Spot.word(0),
                    Spot.word(1),
                    Spot.slot(0),
                    Spot.slot(5));
    private static final List<Spot> DOUBLES =
            List.of(Spot.of(FReg.F0), Spot.of(FReg.F1), Spot.of(FReg.F2), Spot.word(4));

    @Test
    void aSwapTakesThreeMoves() {
        ParallelMoves moves = new ParallelMoves();
        moves.add(Spot.of(Reg.ARG2), Spot.of(Reg.ARG3));
        moves.add(Spot.of(Reg.ARG3), Spot.of(Reg.ARG2));
        List<Spot> targets = new ArrayList<>();
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

    private static void check(Random random, List<Spot> spots) {
        ParallelMoves moves = new ParallelMoves();
        Map<Spot, Spot> contents = new HashMap<>();
        spots.forEach(spot -> contents.put(spot, spot));
        Map<Spot, Spot> wanted = new HashMap<>(contents);
        Set<Spot> targets = new HashSet<>();
        for (int i = 0; i < spots.size(); i++) {
            Spot target = spots.get(random.nextInt(spots.size()));
            Spot source = spots.get(random.nextInt(spots.size()));
            if (targets.add(target)) {
                moves.add(target, source);
                wanted.put(target, source);
            }
        }
        moves.emit((target, source) -> contents.put(target, contents.get(source)));
        spots.forEach(spot -> assertEquals(wanted.get(spot), contents.get(spot)));
    }
}

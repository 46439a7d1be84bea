package dev.justjit.attach.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class UnstableUnitsTest {
    private static final int LENGTH = 100;

    private final UnstableUnits units = new UnstableUnits();

    private static BitSet of(int... all) {
        BitSet set = new BitSet();
        for (int unit : all) {
            set.set(unit);
        }
        return set;
    }

    @Test
    void whatIsLeftAgainIsNotPredictedAtAll() {
        units.left(of(2), LENGTH);
        assertEquals(of(2), units.ask());
        units.made();
        units.left(of(2, 7), LENGTH);
        assertEquals(of(2, 7, 102), units.ask());
        units.made();
        assertTrue(units.left(of(2, 7), LENGTH));
        assertFalse(units.left(of(2), LENGTH));
    }

    @Test
    void exitsOfAnOlderGraphSayNothingOfTheNewOne() {
        units.left(of(2), LENGTH);
        units.ask();
        units.left(of(2, 5), LENGTH);
        units.made();
        units.left(of(5), LENGTH);
        assertEquals(of(2, 5), units.ask());
    }
}

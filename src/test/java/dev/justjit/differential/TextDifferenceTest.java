package dev.justjit.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TextDifferenceTest {
    @Test
    void equalTextsHaveNone() {
        assertEquals("", TextDifference.between("a\nb\n", "a\nb\n"));
    }

    @Test
    void aChangedLineIsShownBetweenItsNeighbours() {
        String difference = TextDifference.between("a\nb\nc\n", "a\nx\nc\n");
        assertEquals("@@ line 1 @@\n a\n-b\n+x\n c\n \n", difference);
    }

    @Test
    void missingAndAdditionalLinesAreShown() {
        assertEquals("@@ line 1 @@\n a\n-b\n \n", TextDifference.between("a\nb\n", "a\n"));
        assertEquals("@@ line 1 @@\n+a\n \n", TextDifference.between("", "a\n"));
    }

    @Test
    void equalLinesBetweenDifferencesAreKept() {
        String difference = TextDifference.between("a\nx\nb\nc", "a\nb\ny\nc");
        assertEquals("@@ line 1 @@\n a\n-x\n b\n+y\n c\n", difference);
    }

    @Test
    void distantDifferencesStandApart() {
        String same = "s\n".repeat(10);
        String difference = TextDifference.between("a\n" + same + "b", "x\n" + same + "y");
        assertEquals(2, difference.split("@@ line").length - 1);
    }

    @Test
    void longDifferencesAreCutShort() {
        String difference = TextDifference.between("", "line\n".repeat(5000));
        assertTrue(difference.endsWith("…\n"), difference);
        assertEquals(42, difference.split("\n").length);
    }
}

package dev.justjit.compile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The counted exits of one compilation: one for each reason at each instruction. */
final class Sites {
    private static final int NONE = -1;

    private final List<CodeBlob.Site> all = new ArrayList<>();

    /** Number of the latest site at each unit. */
    private final int[] latest;

    /** By number: the site before at the same unit. */
    private int[] earlier = new int[16];

    Sites(int units) {
        latest = new int[units];
        Arrays.fill(latest, NONE);
    }

    List<CodeBlob.Site> all() {
        return all;
    }

    /** Number of the site's counter. */
    int number(int unit, String opcode, String reason) {
        for (int i = latest[unit]; i != NONE; i = earlier[i]) {
            if (all.get(i).reason().equals(reason)) {
                return i;
            }
        }
        int number = all.size();
        if (number == earlier.length) {
            earlier = Arrays.copyOf(earlier, 2 * number);
        }
        earlier[number] = latest[unit];
        latest[unit] = number;
        all.add(new CodeBlob.Site(unit, opcode, reason));
        return number;
    }
}

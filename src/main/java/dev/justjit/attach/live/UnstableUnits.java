package dev.justjit.attach.live;

import java.util.BitSet;

/**
 * Units of instructions at which graphs of one piece of code were left too often. An instruction at which a graph is left
 * although it was made with that known is not predicted at all in the next one: its unit counts a second time, behind all
 * units of the code. Needs the GIL.
 */
public final class UnstableUnits {
    private final BitSet units = new BitSet();
    private BitSet asked = new BitSet();
    private BitSet built = new BitSet();

    /** What the next graph is made with. */
    public BitSet ask() {
        asked = (BitSet) units.clone();
        return (BitSet) units.clone();
    }

    /** The graph that was asked for last is there. */
    void made() {
        built = asked;
    }

    /**
     * It was left too often. Whether another one may be left less.
     *
     * @param left where
     * @param length units of the code
     */
    boolean left(BitSet left, int length) {
        boolean helps = false;
        for (int unit = left.nextSetBit(0); unit >= 0; unit = left.nextSetBit(unit + 1)) {
            helps |= !built.get(unit + length);
            units.set(built.get(unit) ? unit + length : unit);
        }
        return helps;
    }
}

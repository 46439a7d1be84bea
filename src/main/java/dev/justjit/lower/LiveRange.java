package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From where to where a value needs a place, how much that is worth, and the place. A value that a slot of the frame
 * holds does not need one, but its uses are faster from a register: then the range is {@linkplain #isWide wide}.
 */
final class LiveRange {
    /** From a node's position to where an exit behind it needs values. */
    static final int EXIT = 2;

    final Node value;

    /** Where no slot holds it. */
    final Extent narrow = new Extent();

    /** From its making to its last use. */
    final Extent wide = new Extent();

    private final List<LiveRange> related = new ArrayList<>();
    private boolean isWide;

    /** Whether it lives while the frame is suspended, and its native frame is gone. */
    boolean crossesSuspension;

    @Nullable Location location;

    /** Where a value that is in a register is kept where that is lost. */
    @Nullable Location home;

    LiveRange(Node value) {
        this.value = value;
    }

    /** A part of the code, and what it costs there to have the value in a register rather than in memory. */
    static final class Extent {
        /** Where the value is needed later, having been made. */
        final BitSet positions = new BitSet();

        /** How often it is used. */
        double uses;

        /** How often it is brought away and back around calls, if its register does not survive these. */
        double calls;

        /** And around what no register survives. */
        double templates;

        /** It lives from one position to another, both included. */
        void live(int from, int to) {
            positions.set(from, to + 1);
        }

        /** It lives while registers lose their contents: all, or those that calls lose. */
        void cross(boolean all, double cost) {
            if (all) {
                templates += cost;
            } else {
                calls += cost;
            }
        }

        boolean isEmpty() {
            return positions.isEmpty();
        }

        /** What a register saves. */
        double profit(boolean survivesCalls) {
            return uses - templates - (survivesCalls ? 0 : calls);
        }
    }

    /** Whether it is in its register wherever it is used. */
    boolean isWide() {
        return isWide;
    }

    /** Decides whether the value is in a register where slots hold it too. */
    void setWide(boolean newWide) {
        isWide = newWide;
    }

    private Extent extent() {
        return isWide ? wide : narrow;
    }

    /** Whether there is nothing that needs a place. */
    boolean isEmpty() {
        return extent().isEmpty();
    }

    /** Where it needs its place. */
    BitSet positions() {
        return extent().positions;
    }

    /** Whether it is needed behind a node that is at a position, and was there before. */
    boolean isAcross(int position) {
        BitSet positions = positions();
        return positions.get(position) && positions.get(position + EXIT);
    }

    /** Says that a value is moved from one range to the other: one place for both is best. */
    static void relate(LiveRange one, LiveRange other) {
        if (one.isDouble() == other.isDouble() && one != other) {
            one.related.add(other);
            other.related.add(one);
        }
    }

    /** Ranges that it would best share its place with, the most important ones first. */
    List<LiveRange> related() {
        return related;
    }

    boolean crossesCall() {
        return extent().calls > 0 || crossesTemplate();
    }

    boolean crossesTemplate() {
        return extent().templates > 0;
    }

    double profit(boolean survivesCalls) {
        return extent().profit(survivesCalls);
    }

    boolean isDouble() {
        return value.type().representation() == Representation.DOUBLE;
    }

    /** How much a register is worth to it. */
    double density() {
        return profit(!isDouble()) / positions().cardinality();
    }

    /** Whether it is in a register, which is lost at calls, or where no register survives. */
    boolean isLost(boolean all) {
        Location here = location;
        return here != null && here.isRegister() && (all || !here.survivesCalls());
    }
}

package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import org.jspecify.annotations.Nullable;

/**
 * From where to where a value needs a place, how much that is worth, and the place. A value that a slot of the frame
 * holds does not need one, but its uses are faster from a register: then the range is {@linkplain #isWide wide}.
 */
final class LiveRange {
    final Node value;

    /** Where no slot holds it. */
    final Extent narrow = new Extent();

    /** From its making to its last use. */
    final Extent wide = new Extent();

    private boolean isWide;

    /** Whether it lives while the frame is suspended, and its native frame is gone. */
    boolean crossesSuspension;

    @Nullable Spot spot;

    /** Where a value that is in a register is kept where that is lost. */
    @Nullable Spot home;

    LiveRange(Node value) {
        this.value = value;
    }

    /** A part of the code, and what it costs there to have the value in a register rather than in memory. */
    static final class Extent {
        int start = Integer.MAX_VALUE;
        int end = -1;

        /** How often it is used. */
        double uses;

        /** How often it is brought away and back around calls, if its register does not survive these. */
        double calls;

        /** And around what no register survives. */
        double templates;

        void extend(int position) {
            start = Math.min(start, position);
            end = Math.max(end, position);
        }

        void use(int position, double times) {
            extend(position);
            uses += times;
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
            return end < 0;
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

    int start() {
        return extent().start;
    }

    int end() {
        return extent().end;
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
    double density(boolean survivesCalls) {
        return profit(survivesCalls) / (end() - start() + 1);
    }

    /** Whether it is in a register, which is lost at calls, or where no register survives. */
    boolean isLost(boolean all) {
        Spot here = spot;
        return here != null && here.isRegister() && (all || !here.survivesCalls());
    }
}

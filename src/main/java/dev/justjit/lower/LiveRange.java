package dev.justjit.lower;

import dev.justjit.ir.Node;
import dev.justjit.ir.Representation;
import org.jspecify.annotations.Nullable;

/** From where to where a value needs a place, how much that is worth, and the place. */
final class LiveRange {
    final Node value;
    int start = Integer.MAX_VALUE;
    int end = -1;
    double weight;
    boolean crossesCall;

    /** Whether it lives while a whole instruction runs, which uses all registers. */
    boolean crossesTemplate;

    /** Whether it lives while the frame is suspended, and its native frame is gone. */
    boolean crossesSuspension;

    @Nullable Spot spot;

    LiveRange(Node value) {
        this.value = value;
    }

    void extend(int position) {
        start = Math.min(start, position);
        end = Math.max(end, position);
    }

    void use(int position, double times) {
        extend(position);
        weight += times;
    }

    boolean isDouble() {
        return value.type().representation() == Representation.DOUBLE;
    }

    /** How much a register is worth to it. */
    double density() {
        return weight / (end - start + 1);
    }
}

package dev.justjit.compile;

import dev.justjit.masm.Label;

/**
 * Does the work of an instruction the long way and rejoins the hot stream at {@link #resume}. The
 * state that it leaves must be the one that the hot stream has there.
 */
public abstract class SlowPath extends ColdCode {
    private final Label resume;

    /** Remembers the virtual stack as it is now. */
    protected SlowPath(Emission e) {
        super(e);
        resume = e.masm().newLabel();
    }

    /** Bound by the template at the end of the fast path. */
    public final Label resume() {
        return resume;
    }
}

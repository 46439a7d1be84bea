package dev.justjit.attach.compilation;

import dev.justjit.attach.live.Counters;
import dev.justjit.tiering.Policy;

/** Errors of the compiler itself: they are counted, and none of them is the program's. */
public final class CompilerFailures {
    private final Counters counters;
    private boolean warned;

    /** Counts them in the counters. */
    public CompilerFailures(Counters counters) {
        this.counters = counters;
    }

    /** One in a function: counts it; the first one is named on standard error. */
    void warn(String name, Throwable bug) {
        warn(name, "it stays interpreted", bug);
    }

    /** The same for one in the numeric code of a loop. */
    void warnOfLoop(String name, Throwable bug) {
        warn("a loop of " + name, "its numbers stay objects", bug);
    }

    private void warn(String name, String consequence, Throwable bug) {
        counters.failures++;
        if (!warned) {
            warned = true;
            System.err.println(
                    "justjit: compiling " + name + " failed, " + consequence + ": " + bug);
            if (Policy.TRACES) {
                bug.printStackTrace();
            }
        }
    }
}

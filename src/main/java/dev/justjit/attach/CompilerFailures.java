package dev.justjit.attach;

/** Errors of the compiler itself: they are counted, and none of them is the program's. */
final class CompilerFailures {
    private final Counters counters;
    private boolean warned;

    CompilerFailures(Counters counters) {
        this.counters = counters;
    }

    /** Counts it; the first one is named on standard error. */
    void warn(String name, Throwable bug) {
        counters.failures++;
        if (!warned) {
            warned = true;
            System.err.println(
                    "justjit: compiling " + name + " failed, it stays interpreted: " + bug);
            if (Boolean.getBoolean("justjit.debug")) {
                bug.printStackTrace();
            }
        }
    }
}

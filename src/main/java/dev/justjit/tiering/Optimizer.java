package dev.justjit.tiering;

import java.util.Locale;

/** What the optimizing compiler is used for: {@code JUSTJIT_OPTIMIZER}, or {@code -Djustjit.optimizer}. */
public enum Optimizer {
    /** Nothing. */
    OFF,
    /** Code whose machine code stays hot. */
    ON,
    /** All code, in graphs in which each instruction is one node: a test of what lowering does with frames. */
    PLAIN,
    /** All code, at once. */
    ALWAYS;

    /** What holds where nothing is set: of graphs on AArch64 fewer tests have been seen to their end. */
    private static final Optimizer DEFAULT =
            System.getProperty("os.arch", "").equals("amd64") ? ON : OFF;

    /** Whether code is optimized when it is compiled the first time. */
    public boolean isAtOnce() {
        return this == PLAIN || this == ALWAYS;
    }

    /** The setting of this process. */
    static Optimizer ofProcess() {
        String text = System.getProperty("justjit.optimizer", System.getenv("JUSTJIT_OPTIMIZER"));
        if (text == null || text.isEmpty()) {
            return DEFAULT;
        }
        for (Optimizer optimizer : values()) {
            if (optimizer.name().toLowerCase(Locale.ROOT).equals(text)) {
                return optimizer;
            }
        }
        System.err.println("justjit: JUSTJIT_OPTIMIZER is on, off, plain or always, not " + text);
        return DEFAULT;
    }
}

package dev.justjit.cli;

import org.jspecify.annotations.Nullable;

/**
 * Options of {@code run}.
 *
 * @param mode which code is compiled, and when
 * @param python value of {@code --python}, or null
 * @param stats print counters when the program ends
 * @param threshold calls or loop turns after which code is hot, or 0 for the default
 * @param top print the functions that took most time when the program ends
 * @param report the file for a report, or null
 */
public record RunOptions(
        JitMode mode,
        @Nullable String python,
        boolean stats,
        int threshold,
        boolean top,
        @Nullable String report) {
    /** Without a report. */
    public RunOptions(JitMode mode, @Nullable String python, boolean stats, int threshold) {
        this(mode, python, stats, threshold, false, null);
    }

    /** What {@code justjit._report} is asked for, or null: nothing. */
    @Nullable String observation() {
        if (!top && report == null) {
            return null;
        }
        return (top ? "1\n" : "\n") + (report == null ? "" : report);
    }
}

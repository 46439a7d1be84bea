package dev.justjit.cli;

import org.jspecify.annotations.Nullable;

/**
 * Options of {@code run}.
 *
 * @param mode which code is compiled, and when
 * @param python value of {@code --python}, or null
 * @param stats print counters when the program ends
 * @param threshold calls or loop turns after which code is hot, or 0 for the default
 */
public record RunOptions(JitMode mode, @Nullable String python, boolean stats, int threshold) {}

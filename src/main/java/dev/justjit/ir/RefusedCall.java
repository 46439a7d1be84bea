package dev.justjit.ir;

import org.jspecify.annotations.Nullable;

/**
 * A call of a Python function that is known and not part of the graph.
 *
 * @param unit of the instruction of the graph's own code that it is in
 * @param caller name of the inlined code that calls it; null: the graph's own
 * @param callee name of the function
 * @param reason why it was refused
 */
public record RefusedCall(int unit, @Nullable String caller, String callee, String reason) {}

/**
 * Machine code of graphs. Values get places by a linear scan over their live ranges, as far as the frame's own slots do
 * not hold them; nodes become code through {@code snippet}, whole instructions through the template of their opcode on a
 * canonical frame, and exits make the frame what their state says. Does not know where graphs come from.
 *
 * <p>Read in this order: {@link dev.justjit.lower.Lowering}, {@link dev.justjit.lower.SlotFlow}, {@link
 * dev.justjit.lower.LiveRanges}, {@link dev.justjit.lower.BlockCode}, {@link dev.justjit.lower.Exits}.
 */
@NullMarked
package dev.justjit.lower;

import org.jspecify.annotations.NullMarked;

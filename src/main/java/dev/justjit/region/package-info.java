/**
 * Numeric regions: loops whose ints and floats live unboxed in machine registers.
 *
 * <p>A region is compiled when a loop has become hot, for the types that its frame holds at that
 * moment ({@link dev.justjit.region.ir.Inputs}). {@link dev.justjit.region.build.RegionBuilder} walks the
 * bytecode from the loop's header and makes blocks of typed operations, one version of a block for
 * each state of types it is reached with; {@link dev.justjit.region.alloc.Allocator} gives registers to
 * their values; {@link dev.justjit.region.emit.RegionEmitter} writes machine code.
 *
 * <p>The region starts at the header with a canonical frame and leaves with a canonical frame, at a
 * unit where the generic code of the same function can go on, or the interpreter. Nothing that it does
 * between is observable: it runs no Python code and keeps what it computes in registers until it
 * leaves. So a guard that fails in the middle of a statement goes back to the statement's start
 * ({@link dev.justjit.region.ir.Checkpoint}).
 */
@NullMarked
package dev.justjit.region;

import org.jspecify.annotations.NullMarked;

/**
 * What profilers and debuggers of the system are told of machine code: files for {@code perf}, objects for {@code gdb}.
 * Observes the compiler through {@code attach.JitObserver}; what belongs to the process, and not to a single piece of
 * code, is {@code justjit._debuginfo}'s, which starts without a JVM have, too. Loaded only when it is asked for.
 */
@NullMarked
package dev.justjit.debuginfo;

import org.jspecify.annotations.NullMarked;

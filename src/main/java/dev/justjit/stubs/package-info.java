/**
 * Bodies of the shared stubs, grouped by subject. One blob of them is emitted per process, before the first function is
 * compiled, or when the jar is built.
 */
@NullMarked
package dev.justjit.stubs;

import org.jspecify.annotations.NullMarked;

/**
 * Compiles what source files define, without running it: keys of code objects in, a file of machine code out. It knows
 * the compiler and the store, and no running Python.
 */
@NullMarked
package dev.justjit.ahead;

import org.jspecify.annotations.NullMarked;

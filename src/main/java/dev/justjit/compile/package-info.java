/**
 * Walks bytecode and makes machine code: the virtual stack, cold code, exits and their frame
 * states.
 *
 * <p>{@link dev.justjit.compile.Compiler} drives, {@link dev.justjit.compile.Emission} is the state
 * that templates work on. Nothing here names a register of a machine or an instruction set, and
 * nothing here touches the running Python: input is a {@code CodeImage}, output a {@code CodeBlob}.
 */
@NullMarked
package dev.justjit.compile;

import org.jspecify.annotations.NullMarked;

/**
 * The portable macro assembler: the only machine the templates know.
 *
 * <p>Registers are roles ({@link dev.justjit.masm.Reg}), memory is {@link dev.justjit.masm.Mem},
 * everything outside the code is a {@link dev.justjit.masm.Symbol} in a constant pool. Comparing
 * and branching is one operation, so no flag lives across two calls. The sub-packages {@code x64}
 * and {@code a64} are the only places that import an encoder. This package must not know bytecode.
 */
@NullMarked
package dev.justjit.masm;

import org.jspecify.annotations.NullMarked;

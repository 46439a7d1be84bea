/**
 * The macro assembler on AArch64, AAPCS64 convention. The only importer of the AArch64 encoder.
 *
 * <p>{@code RET} is not the register X0 in which C returns: a template may hold a value in {@code
 * RET} while it fills {@code ARG0}. So every call ends with a move from X0, every return begins
 * with one to it.
 */
@NullMarked
package dev.justjit.masm.a64;

import org.jspecify.annotations.NullMarked;

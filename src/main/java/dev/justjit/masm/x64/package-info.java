/**
 * The macro assembler on x86-64, System V convention. The only importer of the x86-64 encoder.
 */
@NullMarked
package dev.justjit.masm.x64;

import org.jspecify.annotations.NullMarked;

/**
 * The AArch64 encoder: instruction words, labels and their fix-ups, one file per encoding family.
 * It knows the instruction set and nothing else: no Python, no x86-64, no memory mapping.
 */
package dev.justjit.asm.a64;

/**
 * When and what to compile: decorated functions, hot ones, or every one at its first call. Attaches
 * the compiler to a program that is about to run and takes leave of it. It knows the host and the
 * compiler's attachment, not the command line.
 */
@NullMarked
package dev.justjit.tiering;

import org.jspecify.annotations.NullMarked;

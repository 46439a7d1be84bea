/**
 * CPython inside the JVM's process: finds or unpacks an installation, loads libpython, initialises
 * it on a thread with a deep stack, runs a program as {@code python3} would, and leaves. It knows
 * nothing of compilation; whoever wants to see Python start, run its main code or end gives hooks.
 */
@NullMarked
package dev.justjit.host;

import org.jspecify.annotations.NullMarked;

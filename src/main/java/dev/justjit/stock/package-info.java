/**
 * A python3.13 that was started as such as the host of the compiler: the machine code that starts a JVM in it on a
 * thread of its own, and what it shares with the Python side, {@code justjit._service}.
 */
@NullMarked
package dev.justjit.stock;

import org.jspecify.annotations.NullMarked;

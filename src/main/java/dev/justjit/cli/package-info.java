/**
 * The program: {@code run}, which starts a Python program as fast as possible, and the commands that
 * tell about it. It knows the host; of the compiler it knows only {@link JitCommands}.
 */
@NullMarked
package dev.justjit.cli;

import org.jspecify.annotations.NullMarked;

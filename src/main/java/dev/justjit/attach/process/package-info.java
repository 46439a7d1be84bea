/**
 * The Python that this process runs: its objects, names and tables by their addresses, whether its layouts are those of
 * {@code runtime-abi}, and the one block of data that machine code shares. Knows nothing of machine code. With the GIL unless
 * stated.
 */
@NullMarked
package dev.justjit.attach.process;

import org.jspecify.annotations.NullMarked;

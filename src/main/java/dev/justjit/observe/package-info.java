/**
 * What can be told about the compiler: its opcode table, the summary of a run, the self-test. Only
 * the commands depend on it; nothing that compiles or runs code does.
 */
@NullMarked
package dev.justjit.observe;

import org.jspecify.annotations.NullMarked;

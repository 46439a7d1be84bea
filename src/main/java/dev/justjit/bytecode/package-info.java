/**
 * A Python code object as plain data: instructions, inline caches, exception table, constants.
 *
 * <p>A {@link dev.justjit.bytecode.CodeImage} holds no address of the process it came from, so
 * compilation can be tested anywhere. This package must not know the compiler.
 */
@NullMarked
package dev.justjit.bytecode;

import org.jspecify.annotations.NullMarked;

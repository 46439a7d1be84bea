/** Generators, coroutines and asynchronous generators are resumed, from machine code and from C. */
@NullMarked
package dev.justjit.stubs.generator;

import org.jspecify.annotations.NullMarked;

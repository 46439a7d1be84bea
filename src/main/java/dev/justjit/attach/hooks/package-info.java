/**
 * What is put into CPython and taken out again: entries of functions, slots of generator types, functions that switch
 * tools, pending calls, entries of loops that the interpreter runs. With the GIL unless stated.
 */
@NullMarked
package dev.justjit.attach.hooks;

import org.jspecify.annotations.NullMarked;

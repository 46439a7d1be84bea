/** Calls of anything: Python functions with their arguments bound, classes, C functions, bound methods. */
@NullMarked
package dev.justjit.stubs.call;

import org.jspecify.annotations.NullMarked;

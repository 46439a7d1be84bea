/**
 * What all stubs are written with: their code while it is emitted, calls of Python functions and of special methods.
 */
@NullMarked
package dev.justjit.stubs.library;

import org.jspecify.annotations.NullMarked;

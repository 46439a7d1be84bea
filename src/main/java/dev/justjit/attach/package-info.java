/**
 * Joins the compiler to a running CPython and takes it off again. Its packages, from the bottom: {@code process} and
 * {@code snapshot} read Python, {@code live} keeps machine code, {@code hooks} enters it, {@code compilation} asks for
 * it, {@code report} tells of it; {@code Jit} puts them together, {@code bridge} lets programs at it. Everything here
 * runs with the GIL held unless stated.
 */
@NullMarked
package dev.justjit.attach;

import org.jspecify.annotations.NullMarked;

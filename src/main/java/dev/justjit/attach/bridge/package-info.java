/**
 * The ways in: the module {@code _justjit} for Python, and calls of compiled functions for Java.
 */
@NullMarked
package dev.justjit.attach.bridge;

import org.jspecify.annotations.NullMarked;

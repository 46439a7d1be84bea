/**
 * Bodies of the shared stubs, grouped by subject: numbers, references, calls, exits, entries. One
 * blob of them is emitted per process, before the first function is compiled.
 */
@NullMarked
package dev.justjit.template.stubs;

import org.jspecify.annotations.NullMarked;

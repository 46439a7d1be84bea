/**
 * What the compilers are told: code objects, frames and the objects around them as plain data, taken with the GIL. Whoever
 * compiles from it needs no Python any more.
 */
@NullMarked
package dev.justjit.attach.snapshot;

import org.jspecify.annotations.NullMarked;

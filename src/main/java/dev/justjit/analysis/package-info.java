/**
 * Facts about bytecode that hold before any code is emitted: control flow, stack depth,
 * reachability, handlers. Knows {@code bytecode} only.
 */
@NullMarked
package dev.justjit.analysis;

import org.jspecify.annotations.NullMarked;

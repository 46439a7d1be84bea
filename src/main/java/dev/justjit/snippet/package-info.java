/** Machine code of single operations, by registers. Knows the macro assembler and CPython's layouts only. */
@NullMarked
package dev.justjit.snippet;

import org.jspecify.annotations.NullMarked;

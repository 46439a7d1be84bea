/**
 * CPython 3.13 as machine code sees it: the functions and data it exports, with what they do to
 * references, and its opcodes with their inline caches and stack effects. Pure data that depends on
 * nothing: it must not know how code is compiled, how memory is read, or how symbols are found.
 */
package dev.justjit.abi;

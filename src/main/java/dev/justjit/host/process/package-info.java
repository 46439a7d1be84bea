/**
 * What a process with CPython in it is handled with: the C library and API, pages of code, slots of imported
 * functions, the cache folder.
 */
@NullMarked
package dev.justjit.host.process;

import org.jspecify.annotations.NullMarked;

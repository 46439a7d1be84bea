/**
 * Machine code in files: of the stubs, and of compiled functions. Numbers are big-endian; lists and texts have
 * their length before them. Files hold no address of any process.
 */
@NullMarked
package dev.justjit.store;

import org.jspecify.annotations.NullMarked;

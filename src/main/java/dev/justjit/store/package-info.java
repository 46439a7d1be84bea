/**
 * Machine code in files: what the build made for every start, and what earlier runs have compiled. Numbers are
 * big-endian; lists and texts have their length before them. Files hold no address of any process. It knows neither a
 * running Python nor where the files are.
 */
@NullMarked
package dev.justjit.store;

import org.jspecify.annotations.NullMarked;

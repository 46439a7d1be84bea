/** Look-ups in dicts and sets, and stores, as CPython does them. */
@NullMarked
package dev.justjit.stubs.hash;

import org.jspecify.annotations.NullMarked;

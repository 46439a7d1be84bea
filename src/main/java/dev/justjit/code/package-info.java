/**
 * Memory for machine code: a region that is never writable and executable at the same time, and the
 * linking of blobs into it. Does not know what the bytes mean.
 */
@NullMarked
package dev.justjit.code;

import org.jspecify.annotations.NullMarked;

/** From blocks to machine code: entries, operations, exits. */
@NullMarked
package dev.justjit.region.emit;

import org.jspecify.annotations.NullMarked;

/** Machine registers and words of the stack for virtual registers, and moves between them. */
@NullMarked
package dev.justjit.region.alloc;

import org.jspecify.annotations.NullMarked;

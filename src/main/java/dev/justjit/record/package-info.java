/** Layouts of native records that machine code writes and the host reads. Knows nothing else. */
@NullMarked
package dev.justjit.record;

import org.jspecify.annotations.NullMarked;

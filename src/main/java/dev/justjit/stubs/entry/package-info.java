/** Ways into machine code and out of it: entries and exits of frames, hooks, tools, loops, calls from Java. */
@NullMarked
package dev.justjit.stubs.entry;

import org.jspecify.annotations.NullMarked;

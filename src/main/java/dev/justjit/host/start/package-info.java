/** Starting CPython as {@code python3} does: configuration, sources, prompt, streams, the way to the exit status. */
@NullMarked
package dev.justjit.host.start;

import org.jspecify.annotations.NullMarked;

/** Signals: which threads get them, and what handlers find. */
@NullMarked
package dev.justjit.host.signal;

import org.jspecify.annotations.NullMarked;

/**
 * Events of Java Flight Recorder. {@code jdk.jfr} is loaded only when {@link dev.justjit.flight.Flight} is on, and may be
 * missing. Knows nothing of the compiler.
 */
@NullMarked
package dev.justjit.flight;

import org.jspecify.annotations.NullMarked;

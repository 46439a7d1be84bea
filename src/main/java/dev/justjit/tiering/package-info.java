/**
 * When to compile and on which thread: the thresholds with their reasons, and the service that compiles beside
 * the program. It knows neither Python nor what is compiled.
 */
@NullMarked
package dev.justjit.tiering;

import org.jspecify.annotations.NullMarked;

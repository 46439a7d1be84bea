/**
 * Raw access to the native side of the process: libraries, symbols, calls, memory and callbacks.
 * Everything here is one thin step above jffi, takes 64-bit words, and checks nothing: a wrong
 * address ends the process. It knows neither Python nor machine code.
 */
@NullMarked
package dev.justjit.ffi;

import org.jspecify.annotations.NullMarked;

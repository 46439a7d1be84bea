/**
 * Machine code that is in memory: linked, loaded, entered, tried against other code of the same function, and freed when its
 * code object dies. Knows neither who compiles nor when. With the GIL unless stated.
 */
@NullMarked
package dev.justjit.attach.live;

import org.jspecify.annotations.NullMarked;

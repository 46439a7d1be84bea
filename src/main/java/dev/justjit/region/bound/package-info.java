/** Functions that Java calls with numbers in registers. */
@NullMarked
package dev.justjit.region.bound;

import org.jspecify.annotations.NullMarked;

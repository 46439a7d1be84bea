/** Numbers and operators: ints, floats and strings of known type, then the protocol of special methods. */
@NullMarked
package dev.justjit.stubs.operator;

import org.jspecify.annotations.NullMarked;

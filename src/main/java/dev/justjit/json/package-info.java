/** JSON as text. */
@NullMarked
package dev.justjit.json;

import org.jspecify.annotations.NullMarked;

/** What a fork leaves behind, and what is to be forbidden or said of it. */
@NullMarked
package dev.justjit.host.fork;

import org.jspecify.annotations.NullMarked;

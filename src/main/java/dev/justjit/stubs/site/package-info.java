/** Sites that remember the classes and dicts they met. */
@NullMarked
package dev.justjit.stubs.site;

import org.jspecify.annotations.NullMarked;

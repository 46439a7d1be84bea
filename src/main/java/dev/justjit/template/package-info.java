/**
 * The templates: one file per opcode family, and the snippets they share.
 *
 * <p>A template pops and pushes values of the virtual stack and emits portable machine operations.
 * It must not know an instruction set, an address or a Java class of the running system. {@link
 * dev.justjit.template.Templates} is the one table from opcode to template.
 */
@NullMarked
package dev.justjit.template;

import org.jspecify.annotations.NullMarked;

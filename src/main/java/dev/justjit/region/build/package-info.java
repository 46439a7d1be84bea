/** From bytecode to blocks: one version of a block for each state of types that it is reached with. */
@NullMarked
package dev.justjit.region.build;

import org.jspecify.annotations.NullMarked;

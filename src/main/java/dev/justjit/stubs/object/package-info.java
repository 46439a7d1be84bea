/**
 * What instructions do with objects by their types: attributes, items, slices, building, containment, length,
 * references, exceptions, imports.
 */
@NullMarked
package dev.justjit.stubs.object;

import org.jspecify.annotations.NullMarked;

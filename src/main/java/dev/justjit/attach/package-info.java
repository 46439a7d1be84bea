/**
 * Joins the compiler to a running CPython: checks its layout, takes snapshots of code objects, links
 * blobs, installs entries and watchers. Everything here runs with the GIL held unless stated.
 */
@NullMarked
package dev.justjit.attach;

import org.jspecify.annotations.NullMarked;

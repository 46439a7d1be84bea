/**
 * Python inside a Java program: {@link dev.justjit.api.Python#open()} starts it, code and functions
 * run on whatever Java thread asks, values are converted or held by handles. This is the public
 * Java API; everything below it may change.
 */
@NullMarked
package dev.justjit.api;

import org.jspecify.annotations.NullMarked;

/**
 * CPython for Spark's functions: the only classes that know {@code dev.justjit.api}, and loaded once in a JVM, whatever
 * class loaders Spark makes. So they know nothing of Spark, and are spoken to by classes of the JDK alone: see {@link
 * dev.justjit.spark.engine.Engine}.
 */
@NullMarked
package dev.justjit.spark.engine;

import org.jspecify.annotations.NullMarked;

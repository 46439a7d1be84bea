/**
 * Python functions, compiled, inside Apache Spark's executors: {@link dev.justjit.spark.PythonFunctions} registers them,
 * {@link dev.justjit.spark.PythonCatalog} is where SQL finds them, {@link dev.justjit.spark.PythonExtensions} has them
 * called a batch of rows at a time. CPython itself, one in each JVM, is behind {@link dev.justjit.spark.engine}.
 */
@NullMarked
package dev.justjit.spark;

import org.jspecify.annotations.NullMarked;

/** Benchmarks of the Java API, run by JMH. How to run them is said in {@code bench/README.md}. */
@NullMarked
package dev.justjit.bench;

import org.jspecify.annotations.NullMarked;

/**
 * What is to be compiled, and what comes of it: requests of machine code and of the sampler become jobs of the service, and
 * their results are installed. With the GIL, but for what runs on the thread of the service and says so.
 *
 * <p>Read in this order: {@link dev.justjit.attach.compilation.HotCode}, {@link
 * dev.justjit.attach.compilation.Compilations}, {@link dev.justjit.attach.compilation.Compilation}, {@link
 * dev.justjit.attach.compilation.StoredProduct}, {@link dev.justjit.attach.compilation.Installation}.
 */
@NullMarked
package dev.justjit.attach.compilation;

import org.jspecify.annotations.NullMarked;

/**
 * What is to be compiled, and what comes of it: requests of machine code and of the sampler become jobs of the service, and
 * their results are installed. With the GIL, but for what runs on the thread of the service and says so.
 */
@NullMarked
package dev.justjit.attach.compilation;

import org.jspecify.annotations.NullMarked;

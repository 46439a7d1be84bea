/**
 * Python inside a Java program: {@link dev.justjit.api.Python#open()} starts it, code and functions
 * run on whatever Java thread asks, values are converted or held by handles. This is the public
 * Java API; everything below it may change.
 *
 * <p>To Python, a Java thread is one thread from its first call to its end: what is in a {@code
 * threading.local}, a context variable or the decimal context, a trace function that was set, and what
 * {@code threading.current_thread()} returned are there again in its next call. They are released
 * within about half a second after the thread's end, and by {@link dev.justjit.api.Python#close} at the latest; finalizers
 * run on another thread then. Each such thread takes some 20 kB.
 *
 * <p>A virtual thread is a new thread to Python in each call, and stays on its carrier thread while it is in one: also
 * while it waits for Python's lock, or in Java code that Python calls. Where many virtual threads do so, and wait for each
 * other, a pool of platform threads is the better home for calls of Python.
 */
@NullMarked
package dev.justjit.api;

import org.jspecify.annotations.NullMarked;

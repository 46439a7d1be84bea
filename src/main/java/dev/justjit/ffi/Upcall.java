package dev.justjit.ffi;

/**
 * Java code that C calls as {@code long f(long, long, long, long)}. See {@link Native#upcall}.
 *
 * <p>The calling thread is attached to the JVM automatically and holds whatever locks its C caller
 * holds; a callback called by CPython holds the GIL.
 */
public interface Upcall {
    /**
     * Runs the callback. Arguments that the C caller did not pass have undefined values. A thrown
     * exception is reported on standard error once per callback and 0 is returned in its place.
     */
    long invoke(long a, long b, long c, long d);
}

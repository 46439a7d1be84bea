package dev.justjit.masm;

/**
 * A general register by its role; the target decides which machine register plays it.
 *
 * <p>{@code RET} may be the same machine register as {@code ARG0}: after a call read {@code RET}
 * before any {@code ARG} register is written. All of {@code RET}, {@code ARG0..5} and {@code TMP0}
 * are lost at a call; the others survive it.
 */
public enum Reg {
    /** Result of a call; also a temporary between calls. */
    RET,
    ARG0,
    ARG1,
    ARG2,
    ARG3,
    ARG4,
    ARG5,
    /** A temporary that no argument uses. */
    TMP0,
    /** {@code PyThreadState*} of the running activation. */
    THREAD,
    /** {@code _PyInterpreterFrame*} of the running activation. */
    FRAME,
    /** The process-wide {@link JitData} block. */
    DATA,
    /** First home of unboxed integers; survives calls. */
    SAVED0,
    /** Second home of unboxed integers; survives calls. */
    SAVED1
}

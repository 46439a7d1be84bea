package dev.justjit.abi.layout;

/** An exception. C type {@code PyBaseExceptionObject}, from {@code Include/cpython/pyerrors.h}. */
public final class BaseException {
    /** {@code dict}: a dict or NULL. */
    public static final int DICT = 16;

    /** {@code args}: a tuple. */
    public static final int ARGS = 24;

    /** {@code notes}: a list or NULL. */
    public static final int NOTES = 32;

    /** {@code traceback}: a traceback, None or NULL. */
    public static final int TRACEBACK = 40;

    /** {@code context}: an exception or NULL. */
    public static final int CONTEXT = 48;

    /** {@code cause}: an exception or NULL. */
    public static final int CAUSE = 56;

    /** {@code suppress_context}: 8 bits. */
    public static final int SUPPRESS_CONTEXT = 64;

    /** Bytes of the struct. */
    public static final int SIZE = 72;

    private BaseException() {}
}

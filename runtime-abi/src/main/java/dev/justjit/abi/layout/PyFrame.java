package dev.justjit.abi.layout;

/**
 * A frame object: what Python code sees of a frame. C type {@code PyFrameObject}, from {@code
 * Include/internal/pycore_frame.h}.
 */
public final class PyFrame {
    /** {@code f_back}. */
    public static final int BACK = 16;

    /** {@code f_frame}: the {@link InterpreterFrame}. */
    public static final int FRAME = 24;

    /** {@code f_trace}. */
    public static final int TRACE = 32;

    /** {@code f_lineno}: 32 bits. */
    public static final int LINENO = 40;

    /** {@code f_trace_lines}: 8 bits. */
    public static final int TRACE_LINES = 44;

    /** {@code f_trace_opcodes}: 8 bits. */
    public static final int TRACE_OPCODES = 45;

    /** {@code f_extra_locals}. */
    public static final int EXTRA_LOCALS = 48;

    /** {@code f_locals_cache}. */
    public static final int LOCALS_CACHE = 56;

    /** {@code _f_frame_data}: the frame, when the frame object owns it. */
    public static final int FRAME_DATA = 64;

    /** Bytes of the struct. */
    public static final int SIZE = 72;

    private PyFrame() {}
}

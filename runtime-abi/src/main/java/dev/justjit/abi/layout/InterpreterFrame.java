package dev.justjit.abi.layout;

/**
 * The frame of a Python function call. C type {@code _PyInterpreterFrame}, from {@code
 * Include/internal/pycore_frame.h}.
 */
public final class InterpreterFrame {
    /** {@code f_executable}: the {@link PyCode}, owned. */
    public static final int EXECUTABLE = 0;

    /** {@code previous}: the caller; valid while linked. */
    public static final int PREVIOUS = 8;

    /** {@code f_funcobj}: the {@link PyFunction}, owned. */
    public static final int FUNCOBJ = 16;

    /** {@code f_globals}: borrowed from the function. */
    public static final int GLOBALS = 24;

    /** {@code f_builtins}: borrowed from the function. */
    public static final int BUILTINS = 32;

    /** {@code f_locals}: a mapping, owned, or NULL. */
    public static final int LOCALS = 40;

    /** {@code frame_obj}: the {@link PyFrame}, owned, or NULL. */
    public static final int FRAME_OBJ = 48;

    /** {@code instr_ptr}: the code unit being executed, or the one to resume at. */
    public static final int INSTR_PTR = 56;

    /** {@code stacktop}: slots in use from LOCALSPLUS on, 32 bits; -1 while executing. */
    public static final int STACKTOP = 64;

    /** {@code return_offset}: 16 bits. */
    public static final int RETURN_OFFSET = 68;

    /** {@code owner}: one of the {@code OWNER_} values, 8 bits. */
    public static final int OWNER = 70;

    /** {@code localsplus}: locals, cells and free variables, then the value stack. */
    public static final int LOCALSPLUS = 72;

    /** Bytes of the struct. */
    public static final int SIZE = 80;

    /** On the data stack of a thread. */
    public static final int OWNER_THREAD = 0;

    /** Inside a generator. */
    public static final int OWNER_GENERATOR = 1;

    /** Inside a frame object. */
    public static final int OWNER_FRAME_OBJECT = 2;

    /** A stub of the interpreter on the C stack. */
    public static final int OWNER_CSTACK = 3;

    /** 8-byte words before LOCALSPLUS. */
    public static final int SPECIALS_WORDS = 9;

    /** STACKTOP of an executing frame. */
    public static final int EXECUTING = -1;

    private InterpreterFrame() {}
}

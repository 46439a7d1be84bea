package dev.justjit.abi.layout;

/**
 * The state of an interpreter, <b>x86-64 only</b>: the struct embeds types of the C library before
 * these fields, whose sizes differ on AArch64. Prefer the exported functions. C type {@code
 * PyInterpreterState}, from {@code Include/internal/pycore_interp.h}.
 */
public final class PyInterpreterState {
    /**
     * {@code ceval.pending.handling_thread}: the state of the thread that makes pending calls, or NULL. The same on
     * AArch64.
     */
    public static final int HANDLING_THREAD = 32;

    /** {@code eval_frame}: the PEP 523 hook or NULL. */
    public static final int EVAL_FRAME = 8472;

    /** {@code monitors}: one byte of tools per event. */
    public static final int MONITORS = 193136;

    /** {@code sysdict}. */
    public static final int SYSDICT = 7640;

    /** {@code builtins}. */
    public static final int BUILTINS = 7648;

    /** {@code dict_state.next_keys_version}: the version that keys get next, 32 bits. */
    public static final int NEXT_KEYS_VERSION = 82568;

    /** Bytes of the struct. */
    public static final int SIZE = 194976;

    private PyInterpreterState() {}
}

package dev.justjit.record;

/**
 * How Java calls Python by machine code: layouts of two pieces of native memory, and their codes.
 *
 * <p>The <em>exchange</em> belongs to one thread and is for one call at a time: arguments, then the result. The
 * <em>target</em> is what is called; it is written with the GIL.
 *
 * <p>Java passes the target's address together with a <em>signature</em> in the upper bits: the number of arguments
 * and the kinds of the first three. With more of them, all kinds are in the exchange.
 */
public final class JavaCall {
    /** Of the exchange: the thread's {@code PyThreadState}. */
    public static final int STATE = 0;

    /** What became of the call: a kind, or one of the codes, and flags. */
    public static final int STATUS = 8;

    /** The result: an int of 64 bits, the bits of a double, 0 or 1 for a bool; or the address of an object. */
    public static final int VALUE = 16;

    /** The kinds of all arguments, the first lowest. Lost in a call. */
    public static final int KINDS = 24;

    /** The arguments, a word each: in the form of {@link #VALUE}. Lost in a call. */
    public static final int ARGUMENTS = 32;

    /** The most arguments. */
    public static final int MOST = 12;

    /** Bytes of an exchange. */
    public static final int EXCHANGE_BYTES = ARGUMENTS + 8 * MOST;

    /** Of the target: the object, with a reference; or 0: closed. */
    public static final int CALLABLE = 0;

    /** Machine code that calls it with registers, or 0. */
    public static final int ENTRY = 8;

    /** The same without the GIL, or 0. */
    public static final int FREE_ENTRY = 16;

    /** Bytes of a target. */
    public static final int TARGET_BYTES = 24;

    /** Where the signature begins in the word with the target's address. */
    public static final int SIGNATURE_SHIFT = 48;

    /** Bits of the number of arguments, the lowest of the signature. */
    public static final int COUNT_BITS = 4;

    /** Bits of each kind, in the signature and in the exchange. */
    public static final int KIND_BITS = 3;

    /** Flag of the signature: the result is wanted as an object, whatever it is. */
    public static final int WANTS_OBJECT = 1 << 15;

    /** How many kinds are in the signature. */
    public static final int SIGNATURE_KINDS = 3;

    /** A kind: an int of 64 bits and a sign. */
    public static final int INT = 1;

    /** A kind: a double. */
    public static final int DOUBLE = 2;

    /** A kind: a bool. */
    public static final int BOOL = 3;

    /** A kind: None. */
    public static final int NONE = 4;

    /** A status: another object, with a new reference. */
    public static final int OBJECT = 5;

    /** A status: an exception is set. */
    public static final int ERROR = 6;

    /** A status: the target is closed; nothing was called. */
    public static final int CLOSED = 7;

    /** The bits of the status that are no flags. */
    public static final int STATUS_MASK = 15;

    /**
     * Flag of {@link #OBJECT} and {@link #ERROR}: the GIL was taken for the call and is still held. Never of an
     * object that was wanted as one.
     */
    public static final int HELD = 16;

    /** Flag: the machine code of {@link #ENTRY} gave up, and the object was called. */
    public static final int GAVE_UP = 32;

    /** What the call returns as an int if the status is not {@link #INT}; or if that is the result. */
    public static final long NO_INT = Long.MIN_VALUE;

    /** The bits of what it returns as a double if the status is not {@link #DOUBLE}; or if that is the result. */
    public static final long NO_DOUBLE = 0x7ff8_6a75_7374_6a69L;

    private JavaCall() {}
}

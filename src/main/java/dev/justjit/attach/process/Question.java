package dev.justjit.attach.process;

import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;

/**
 * A question that machine code asks of Java in the middle of a program: the exception that is set
 * when it is asked is the one that is set when it is answered. One that came up in between is not the
 * program's and is dropped, except for an interrupt, which is delivered again. Needs the GIL.
 */
public final class Question implements Upcall {
    private static final int SIGINT = 2;

    private final Upcall answer;

    private Question(Upcall answer) {
        this.answer = answer;
    }

    /** Address of a C function that asks. */
    public static long function(Upcall answer) {
        return Native.upcall(new Question(answer));
    }

    @Override
    public long invoke(long a, long b, long c, long d) {
        long kept = takeException();
        try {
            return answer.invoke(a, b, c, d);
        } finally {
            dropException();
            if (kept != 0) {
                Native.call(Objects.function(Helper.PYERR_SETRAISEDEXCEPTION), kept);
            }
        }
    }

    private static long takeException() {
        return Native.call(Objects.function(Helper.PYERR_GETRAISEDEXCEPTION));
    }

    private static void dropException() {
        long exception = takeException();
        if (exception == 0) {
            return;
        }
        long interrupt = Native.getLong(Native.requireSymbol("PyExc_KeyboardInterrupt"));
        if (Objects.type(exception) == interrupt) {
            Native.call(Native.requireSymbol("PyErr_SetInterruptEx"), SIGINT);
        }
        Objects.release(exception);
    }
}

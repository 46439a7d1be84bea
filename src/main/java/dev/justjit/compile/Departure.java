package dev.justjit.compile;

/** Which shared stubs end an activation in machine code: the one place where this is chosen. */
public enum Departure {
    /** A call of the function: its native frame is the caller's callee. */
    CALL(Stub.EXIT_AT, Stub.EXIT_DEOPT, Stub.EXIT_UNWIND, Stub.EXIT_RETURN, Stub.EXIT_GENERATOR),
    /** A frame that the interpreter has begun and pops itself: it never returns from here. */
    RUNNING(
            Stub.RUNNING_EXIT_AT,
            Stub.RUNNING_LEAVE,
            Stub.RUNNING_UNWIND,
            Stub.RUNNING_LEAVE,
            Stub.RUNNING_LEAVE);

    private final Stub exitAt;
    private final Stub deopt;
    private final Stub unwind;
    private final Stub returns;
    private final Stub generator;

    Departure(Stub exitAt, Stub deopt, Stub unwind, Stub returns, Stub generator) {
        this.exitAt = exitAt;
        this.deopt = deopt;
        this.unwind = unwind;
        this.returns = returns;
        this.generator = generator;
    }

    /** Asks and perhaps leaves as an {@link ExitRecord} says. */
    public Stub exitAt() {
        return exitAt;
    }

    /** Continues the canonical frame, whose position is set, in the interpreter. */
    public Stub deopt() {
        return deopt;
    }

    /** An exception leaves the function. */
    public Stub unwind() {
        return unwind;
    }

    /** The function returns {@code SAVED0}. */
    public Stub returns() {
        return returns;
    }

    /** The function returns its generator. */
    public Stub generator() {
        return generator;
    }
}

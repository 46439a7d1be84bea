package dev.justjit.ir;

/** Whether an operation may leave the graph for the interpreter, and why. */
public enum Leaves {
    NEVER,
    /** When its result cannot be made: needless where nobody uses the result. */
    FOR_RESULT,
    /** When what the following operations rely on is not so: needed even without uses. */
    AS_PROOF
}

package dev.justjit.build;

/** How large a graph may become: the one home of these numbers. When one is made, the tiers say. */
public final class Budget {
    /** Calls in calls. */
    public static final int NESTED = 4;

    /** Code units of one callee: small functions are most of what calls cost. */
    public static final int UNITS_OF_ONE = 200;

    /** Code units of a function that calls itself, and is there twice then. */
    public static final int UNITS_OF_ITSELF = 100;

    /** Code units that are inlined into one function: its machine code stays below 20 kB. */
    public static final int UNITS = 600;

    /** The same of a function whose values are too many with all of them. */
    public static final int FEWER_UNITS = 120;

    /** Code objects that are looked at for one function. */
    public static final int CODES = 24;

    /** Operands of a node that makes an object of all of them: native words have room for so many. */
    static final int OPERANDS = 48;

    private Budget() {}
}

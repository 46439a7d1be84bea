package dev.justjit.debuginfo;

/** Words that {@code justjit._debuginfo} has made for this process, and what is in them; 0 where something is off. */
enum DebugBlock {
    /** Whether entries go to CPython's file for {@code perf}. */
    PERF_MAP,
    /** The text of the name of the jitdump file, which is opened for each addition. */
    JITDUMP,
    /** Number of the next piece of code in it. */
    NEXT_CODE,
    /** Address of gdb's descriptor. */
    GDB_DESCRIPTOR,
    /** The function where gdb has its breakpoint. */
    GDB_REGISTER;

    int offset() {
        return 8 * ordinal();
    }

    static int bytes() {
        return 8 * values().length;
    }
}

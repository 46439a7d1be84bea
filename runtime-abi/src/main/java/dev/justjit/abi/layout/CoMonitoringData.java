package dev.justjit.abi.layout;

/**
 * What the interpreter keeps for an instrumented code object. C type {@code _PyCoMonitoringData},
 * from {@code Include/cpython/code.h}.
 */
public final class CoMonitoringData {
    /** {@code local_monitors}: one byte of tools per event, for this code object alone. */
    public static final int LOCAL_MONITORS = 0;

    /** {@code active_monitors}: one byte of tools per event, as now in force. */
    public static final int ACTIVE_MONITORS = 10;

    /** {@code tools}. */
    public static final int TOOLS = 24;

    /** {@code lines}. */
    public static final int LINES = 32;

    /** Bytes of the struct. */
    public static final int SIZE = 64;

    /** Bytes in each array of monitors. */
    public static final int MONITORS_LENGTH = 10;

    private CoMonitoringData() {}
}

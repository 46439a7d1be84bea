package dev.justjit.abi.layout;

/**
 * The head of the list of objects of one age. C type {@code struct gc_generation}, from {@code
 * Include/internal/pycore_gc.h}.
 */
public final class GcGeneration {
    /** {@code head._gc_next}: the first object's header. */
    public static final int FIRST = 0;

    /** {@code head._gc_prev}: the last object's header. */
    public static final int LAST = 8;

    /** {@code threshold}: the collector runs when there are more, 32 bits. */
    public static final int THRESHOLD = 16;

    /** {@code count}: of new objects, less that of dead ones, 32 bits. */
    public static final int COUNT = 20;

    private GcGeneration() {}
}

package dev.justjit.abi.layout;

/**
 * What surrounds an instance of an ordinary class. Offsets are from the instance. From {@code
 * Include/internal/pycore_object.h}.
 */
public final class ManagedObject {
    /** The {@code __dict__} or NULL, with {@link PyType#TPFLAGS_MANAGED_DICT}. */
    public static final int MANAGED_DICT = -24;

    /** The list of weak references, with {@link PyType#TPFLAGS_MANAGED_WEAKREF}. */
    public static final int MANAGED_WEAKREFS = -32;

    /** The {@link DictValues}, with {@link PyType#TPFLAGS_INLINE_VALUES}. */
    public static final int INLINE_VALUES_OFFSET = 16;

    /** {@link DictValues#VALID} of the inline values, 8 bits. */
    public static final int INLINE_VALUES_VALID = 19;

    /** The first inline value slot. */
    public static final int INLINE_VALUES_SLOTS = 24;

    private ManagedObject() {}
}

package dev.justjit.abi;

/**
 * Where the fields of inline caches are, in code units from the instruction (which is unit 0). A
 * field is one unit wide, unsigned, where its comment does not say otherwise. Wider fields are
 * little-endian and aligned to two bytes only. The layouts are those of memory, from {@code
 * Include/internal/pycore_code.h}.
 */
public final class InlineCache {
    /** The adaptive counter, first in every inline cache but those of conditional jumps. */
    public static final int COUNTER = 1;

    /** What {@link #COUNTER} starts as. */
    public static final int FRESH_COUNTER = 0x11;

    /** In POP_JUMP_IF_*: bit 0 tells whether the last execution jumped, bit 1 the one before. */
    public static final int BRANCH_HISTORY = 1;

    /** What {@link #BRANCH_HISTORY} starts as. */
    public static final int BRANCH_HISTORY_INITIAL = 0x5555;

    /** {@code tp_version_tag} of the owner, 32 bits; in LOAD_ATTR_CLASS, that of the class itself. */
    public static final int LOAD_ATTR_TYPE_VERSION = 2;

    /** In LOAD_ATTR_MODULE: {@code dk_version} of the keys of the module's dict, 32 bits. */
    public static final int LOAD_ATTR_MODULE_KEYS_VERSION = 2;

    /**
     * In LOAD_ATTR_INSTANCE_VALUE: the inline value slot. In LOAD_ATTR_SLOT: the offset in bytes. In
     * LOAD_ATTR_WITH_HINT and LOAD_ATTR_MODULE: the entry of the dict.
     */
    public static final int LOAD_ATTR_INDEX = 4;

    /** In LOAD_ATTR_METHOD_LAZY_DICT: the offset of the dict pointer in bytes, plus 24. */
    public static final int LOAD_ATTR_DICT_OFFSET = 4;

    /** In the {@code _WITH_VALUES} forms: {@code dk_version} of the cached keys, 32 bits. */
    public static final int LOAD_ATTR_KEYS_VERSION = 4;

    /** In LOAD_ATTR_PROPERTY and LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN: the function, 32 bits. */
    public static final int LOAD_ATTR_FUNC_VERSION = 4;

    /** The object that was found in the type, a borrowed pointer, 64 bits. */
    public static final int LOAD_ATTR_DESCR = 6;

    /** {@code dk_version} of the keys of the globals. */
    public static final int LOAD_GLOBAL_MODULE_KEYS_VERSION = 2;

    /** {@code dk_version} of the keys of the builtins. */
    public static final int LOAD_GLOBAL_BUILTIN_KEYS_VERSION = 3;

    /** The entry of the dict that has the name. */
    public static final int LOAD_GLOBAL_INDEX = 4;

    /** {@code tp_version_tag} of the owner, 32 bits. */
    public static final int STORE_ATTR_TYPE_VERSION = 2;

    /**
     * In STORE_ATTR_INSTANCE_VALUE: the inline value slot. In STORE_ATTR_SLOT: the offset in bytes.
     * In STORE_ATTR_WITH_HINT: the entry of the dict.
     */
    public static final int STORE_ATTR_INDEX = 4;

    /** {@code func_version} of the callee, 32 bits. */
    public static final int CALL_FUNC_VERSION = 2;

    /** In CALL_ALLOC_AND_ENTER_INIT: {@code tp_version_tag} of the class called, 32 bits. */
    public static final int CALL_TYPE_VERSION = 2;

    /** {@code tp_version_tag} of the operand of TO_BOOL_ALWAYS_TRUE, 32 bits. */
    public static final int TO_BOOL_TYPE_VERSION = 2;

    /** The bits of {@link #COUNTER} that are the back-off exponent; the value is above them. */
    public static final int COUNTER_BACKOFF_BITS = 4;

    private InlineCache() {}
}

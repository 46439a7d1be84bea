package dev.justjit.abi.layout;

/**
 * The keys of a dict: an index table, then the entries, which start at {@link #INDICES} plus {@code
 * 1 << LOG2_INDEX_BYTES}. C type {@code struct _dictkeysobject}, from {@code
 * Include/internal/pycore_dict.h}.
 */
public final class DictKeys {
    /** {@code dk_refcnt}: the number of owners, 64 bits. */
    public static final int REFCNT = 0;

    /** {@code dk_log2_size}: logarithm of the number of index slots, 8 bits. */
    public static final int LOG2_SIZE = 8;

    /** {@code dk_log2_index_bytes}: logarithm of the bytes of the index table, 8 bits. */
    public static final int LOG2_INDEX_BYTES = 9;

    /** {@code dk_kind}: one of the {@code KIND_} values, 8 bits. */
    public static final int KIND = 10;

    /** {@code dk_version}: 32 bits; 0 when none is assigned, reset when the set of keys changes. */
    public static final int VERSION = 12;

    /** {@code dk_usable}: the number of entries that can still be added, 64 bits. */
    public static final int USABLE = 16;

    /** {@code dk_nentries}: the number of entries in use, deleted ones included, 64 bits. */
    public static final int NENTRIES = 24;

    /** {@code dk_indices}: the index table. */
    public static final int INDICES = 32;

    /** Bytes of the struct. */
    public static final int SIZE = 32;

    /** Any keys: entries are {@link DictKeyEntry}. */
    public static final int KIND_GENERAL = 0;

    /** Only str keys: entries are {@link DictUnicodeEntry}. */
    public static final int KIND_UNICODE = 1;

    /** Str keys shared by several dicts or instances. */
    public static final int KIND_SPLIT = 2;

    private DictKeys() {}
}

package dev.justjit.abi.layout;

/**
 * A type made by a class statement: a {@link PyType} followed by its slots. C type {@code
 * PyHeapTypeObject}, from {@code Include/cpython/object.h}.
 */
public final class PyHeapType {
    /** {@code as_async}. */
    public static final int AS_ASYNC = 416;

    /** {@code as_number}. */
    public static final int AS_NUMBER = 448;

    /** {@code as_mapping}. */
    public static final int AS_MAPPING = 736;

    /** {@code as_sequence}. */
    public static final int AS_SEQUENCE = 760;

    /** {@code as_buffer}. */
    public static final int AS_BUFFER = 840;

    /** {@code ht_name}. */
    public static final int NAME = 856;

    /** {@code ht_slots}. */
    public static final int SLOTS = 864;

    /** {@code ht_qualname}. */
    public static final int QUALNAME = 872;

    /** {@code ht_cached_keys}: the {@link DictKeys} that name the inline value slots. */
    public static final int CACHED_KEYS = 880;

    /** {@code ht_module}. */
    public static final int MODULE = 888;

    /** {@code _ht_tpname}. */
    public static final int TPNAME = 896;

    /** {@code _spec_cache.getitem}: the function behind {@code __getitem__}, or NULL. */
    public static final int SPEC_GETITEM = 904;

    /** {@code _spec_cache.getitem_version}: 32 bits. */
    public static final int SPEC_GETITEM_VERSION = 912;

    /** {@code _spec_cache.init}: the function behind {@code __init__}, or NULL. */
    public static final int SPEC_INIT = 920;

    /** Bytes of the struct. */
    public static final int SIZE = 928;

    private PyHeapType() {}
}

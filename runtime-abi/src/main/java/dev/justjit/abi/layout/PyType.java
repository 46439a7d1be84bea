package dev.justjit.abi.layout;

/** A type object. C type {@code PyTypeObject}, from {@code Include/cpython/object.h}. */
public final class PyType {
    /** {@code tp_name}: a C string. */
    public static final int NAME = 24;

    /** {@code tp_basicsize}: 64 bits. */
    public static final int BASICSIZE = 32;

    /** {@code tp_itemsize}: 64 bits. */
    public static final int ITEMSIZE = 40;

    /** {@code tp_dealloc}. */
    public static final int DEALLOC = 48;

    /** {@code tp_vectorcall_offset}: 64 bits. */
    public static final int VECTORCALL_OFFSET = 56;

    /** {@code tp_getattr}. */
    public static final int GETATTR = 64;

    /** {@code tp_setattr}. */
    public static final int SETATTR = 72;

    /** {@code tp_as_async}: the {@link PyAsyncMethods} or NULL. */
    public static final int AS_ASYNC = 80;

    /** {@code tp_repr}. */
    public static final int REPR = 88;

    /** {@code tp_as_number}: the {@link PyNumberMethods} or NULL. */
    public static final int AS_NUMBER = 96;

    /** {@code tp_as_sequence}: the {@link PySequenceMethods} or NULL. */
    public static final int AS_SEQUENCE = 104;

    /** {@code tp_as_mapping}: the {@link PyMappingMethods} or NULL. */
    public static final int AS_MAPPING = 112;

    /** {@code tp_hash}. */
    public static final int HASH = 120;

    /** {@code tp_call}. */
    public static final int CALL = 128;

    /** {@code tp_str}. */
    public static final int STR = 136;

    /** {@code tp_getattro}. */
    public static final int GETATTRO = 144;

    /** {@code tp_setattro}. */
    public static final int SETATTRO = 152;

    /** {@code tp_as_buffer}. */
    public static final int AS_BUFFER = 160;

    /** {@code tp_flags}: the {@code TPFLAGS_} bits, 64 bits. */
    public static final int FLAGS = 168;

    /** {@code tp_doc}. */
    public static final int DOC = 176;

    /** {@code tp_traverse}. */
    public static final int TRAVERSE = 184;

    /** {@code tp_clear}. */
    public static final int CLEAR = 192;

    /** {@code tp_richcompare}. */
    public static final int RICHCOMPARE = 200;

    /** {@code tp_weaklistoffset}: 64 bits. */
    public static final int WEAKLISTOFFSET = 208;

    /** {@code tp_iter}. */
    public static final int ITER = 216;

    /** {@code tp_iternext}. */
    public static final int ITERNEXT = 224;

    /** {@code tp_methods}. */
    public static final int METHODS = 232;

    /** {@code tp_members}. */
    public static final int MEMBERS = 240;

    /** {@code tp_getset}. */
    public static final int GETSET = 248;

    /** {@code tp_base}. */
    public static final int BASE = 256;

    /** {@code tp_dict}. */
    public static final int DICT = 264;

    /** {@code tp_descr_get}. */
    public static final int DESCR_GET = 272;

    /** {@code tp_descr_set}. */
    public static final int DESCR_SET = 280;

    /** {@code tp_dictoffset}: 64 bits. */
    public static final int DICTOFFSET = 288;

    /** {@code tp_init}. */
    public static final int INIT = 296;

    /** {@code tp_alloc}. */
    public static final int ALLOC = 304;

    /** {@code tp_new}. */
    public static final int NEW = 312;

    /** {@code tp_free}. */
    public static final int FREE = 320;

    /** {@code tp_is_gc}. */
    public static final int IS_GC = 328;

    /** {@code tp_bases}. */
    public static final int BASES = 336;

    /** {@code tp_mro}. */
    public static final int MRO = 344;

    /** {@code tp_cache}. */
    public static final int CACHE = 352;

    /** {@code tp_subclasses}. */
    public static final int SUBCLASSES = 360;

    /** {@code tp_weaklist}. */
    public static final int WEAKLIST = 368;

    /** {@code tp_del}. */
    public static final int DEL = 376;

    /** {@code tp_version_tag}: 32 bits; 0 when none is assigned. */
    public static final int VERSION_TAG = 384;

    /** {@code tp_finalize}. */
    public static final int FINALIZE = 392;

    /** {@code tp_vectorcall}. */
    public static final int VECTORCALL = 400;

    /** {@code tp_watched}: one bit per type watcher, 8 bits. */
    public static final int WATCHED = 408;

    /** {@code tp_versions_used}: 16 bits. */
    public static final int VERSIONS_USED = 410;

    /** Bytes of the struct. */
    public static final int SIZE = 416;

    /** {@code Py_TPFLAGS_INLINE_VALUES}. */
    public static final int TPFLAGS_INLINE_VALUES = 0x4;

    /** {@code Py_TPFLAGS_MANAGED_WEAKREF}. */
    public static final int TPFLAGS_MANAGED_WEAKREF = 0x8;

    /** {@code Py_TPFLAGS_MANAGED_DICT}. */
    public static final int TPFLAGS_MANAGED_DICT = 0x10;

    /** {@code Py_TPFLAGS_SEQUENCE}. */
    public static final int TPFLAGS_SEQUENCE = 0x20;

    /** {@code Py_TPFLAGS_MAPPING}. */
    public static final int TPFLAGS_MAPPING = 0x40;

    /** {@code Py_TPFLAGS_DISALLOW_INSTANTIATION}. */
    public static final int TPFLAGS_DISALLOW_INSTANTIATION = 0x80;

    /** {@code Py_TPFLAGS_IMMUTABLETYPE}. */
    public static final int TPFLAGS_IMMUTABLETYPE = 0x100;

    /** {@code Py_TPFLAGS_HEAPTYPE}. */
    public static final int TPFLAGS_HEAPTYPE = 0x200;

    /** {@code Py_TPFLAGS_BASETYPE}. */
    public static final int TPFLAGS_BASETYPE = 0x400;

    /** {@code Py_TPFLAGS_HAVE_VECTORCALL}. */
    public static final int TPFLAGS_HAVE_VECTORCALL = 0x800;

    /** {@code Py_TPFLAGS_READY}. */
    public static final int TPFLAGS_READY = 0x1000;

    /** {@code Py_TPFLAGS_READYING}. */
    public static final int TPFLAGS_READYING = 0x2000;

    /** {@code Py_TPFLAGS_HAVE_GC}. */
    public static final int TPFLAGS_HAVE_GC = 0x4000;

    /** {@code Py_TPFLAGS_METHOD_DESCRIPTOR}. */
    public static final int TPFLAGS_METHOD_DESCRIPTOR = 0x20000;

    /** {@code Py_TPFLAGS_IS_ABSTRACT}. */
    public static final int TPFLAGS_IS_ABSTRACT = 0x100000;

    /** {@code _Py_TPFLAGS_MATCH_SELF}. */
    public static final int TPFLAGS_MATCH_SELF = 0x400000;

    /** {@code Py_TPFLAGS_LONG_SUBCLASS}. */
    public static final int TPFLAGS_LONG_SUBCLASS = 0x1000000;

    /** {@code Py_TPFLAGS_LIST_SUBCLASS}. */
    public static final int TPFLAGS_LIST_SUBCLASS = 0x2000000;

    /** {@code Py_TPFLAGS_TUPLE_SUBCLASS}. */
    public static final int TPFLAGS_TUPLE_SUBCLASS = 0x4000000;

    /** {@code Py_TPFLAGS_BYTES_SUBCLASS}. */
    public static final int TPFLAGS_BYTES_SUBCLASS = 0x8000000;

    /** {@code Py_TPFLAGS_UNICODE_SUBCLASS}. */
    public static final int TPFLAGS_UNICODE_SUBCLASS = 0x10000000;

    /** {@code Py_TPFLAGS_DICT_SUBCLASS}. */
    public static final int TPFLAGS_DICT_SUBCLASS = 0x20000000;

    /** {@code Py_TPFLAGS_BASE_EXC_SUBCLASS}. */
    public static final int TPFLAGS_BASE_EXC_SUBCLASS = 0x40000000;

    /** {@code Py_TPFLAGS_TYPE_SUBCLASS}. */
    public static final long TPFLAGS_TYPE_SUBCLASS = 0x80000000L;

    private PyType() {}
}

package dev.justjit.abi.layout;

/** The header of every object. C type {@code PyObject}, from {@code Include/object.h}. */
public final class PyObject {
    /**
     * {@code ob_refcnt}: the reference count: a 64-bit word, of which the low 32 bits take part in
     * immortality.
     */
    public static final int REFCNT = 0;

    /** {@code ob_type}: the type object, a strong reference for heap types. */
    public static final int TYPE = 8;

    /** Bytes of the struct. */
    public static final int SIZE = 16;

    /** The count of an immortal object, as a 64-bit word. */
    public static final long IMMORTAL_REFCNT = 0xFFFFFFFFL;

    /** Bytes of collector header that come before an object of a collected type. */
    public static final int GC_HEADER_SIZE = 16;

    /** Offset of {@code _gc_next} from the object; non-zero means that the collector tracks it. */
    public static final int GC_NEXT = -16;

    /** Offset of {@code _gc_prev} from the object; flags are in its two low bits. */
    public static final int GC_PREV = -8;

    private PyObject() {}
}

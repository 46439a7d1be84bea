package dev.justjit.abi.layout;

/**
 * A member descriptor, which stands for a field of objects in C. C type {@code PyMemberDescrObject},
 * from {@code Include/descrobject.h}.
 */
public final class PyMemberDescr {
    /** {@code d_common.d_type}: the type whose objects have the field. */
    public static final int TYPE = 16;

    /** {@code d_member}: the {@link PyMemberDef}. */
    public static final int MEMBER = 40;

    /** Bytes of the struct. */
    public static final int SIZE = 48;

    private PyMemberDescr() {}
}

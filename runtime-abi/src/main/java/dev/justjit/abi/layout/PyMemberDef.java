package dev.justjit.abi.layout;

/** The definition of a field. C type {@code PyMemberDef}, from {@code Include/descrobject.h}. */
public final class PyMemberDef {
    /** {@code type}: what the field is, 32 bits. */
    public static final int TYPE = 8;

    /** {@code offset}: where the field is in the object, 64 bits. */
    public static final int OFFSET = 16;

    /** {@code flags}, 32 bits. */
    public static final int FLAGS = 24;

    /** Bytes of the struct. */
    public static final int SIZE = 40;

    /** {@code _Py_T_OBJECT}: an object; NULL stands for None. */
    public static final int OBJECT = 6;

    /** {@code Py_T_OBJECT_EX}: an object; NULL is an AttributeError. */
    public static final int OBJECT_EX = 16;

    /** {@code Py_READONLY}. */
    public static final int READONLY = 1;

    /** {@code Py_AUDIT_READ}: reading is an audit event. */
    public static final int AUDIT_READ = 2;

    /** {@code Py_RELATIVE_OFFSET}: the offset counts from the end of the base class's part. */
    public static final int RELATIVE_OFFSET = 8;

    private PyMemberDef() {}
}

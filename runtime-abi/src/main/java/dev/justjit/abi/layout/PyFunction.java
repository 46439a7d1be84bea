package dev.justjit.abi.layout;

/**
 * A Python function. C type {@code PyFunctionObject}, from {@code Include/cpython/funcobject.h}.
 */
public final class PyFunction {
    /** {@code func_globals}: the global namespace, a dict. */
    public static final int GLOBALS = 16;

    /** {@code func_builtins}: the builtins namespace, as found when the function was made. */
    public static final int BUILTINS = 24;

    /** {@code func_name}. */
    public static final int NAME = 32;

    /** {@code func_qualname}. */
    public static final int QUALNAME = 40;

    /** {@code func_code}: the {@link PyCode}. */
    public static final int CODE = 48;

    /** {@code func_defaults}: a tuple or NULL. */
    public static final int DEFAULTS = 56;

    /** {@code func_kwdefaults}: a dict or NULL. */
    public static final int KWDEFAULTS = 64;

    /** {@code func_closure}: a tuple of cells or NULL. */
    public static final int CLOSURE = 72;

    /** {@code func_doc}. */
    public static final int DOC = 80;

    /** {@code func_dict}: a dict or NULL. */
    public static final int DICT = 88;

    /** {@code func_weakreflist}. */
    public static final int WEAKREFLIST = 96;

    /** {@code func_module}. */
    public static final int MODULE = 104;

    /** {@code func_annotations}: a dict, a tuple or NULL. */
    public static final int ANNOTATIONS = 112;

    /** {@code func_typeparams}. */
    public static final int TYPEPARAMS = 120;

    /** {@code vectorcall}: the C function that calls use. */
    public static final int VECTORCALL = 128;

    /** {@code func_version}: 32 bits; 0 keeps the interpreter from specializing calls. */
    public static final int VERSION = 136;

    /** Bytes of the struct. */
    public static final int SIZE = 144;

    private PyFunction() {}
}

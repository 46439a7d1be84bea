package dev.justjit.abi.layout;

/**
 * A {@code staticmethod} or {@code classmethod}. C types {@code staticmethod} and {@code classmethod}, from
 * {@code Objects/funcobject.c}.
 */
public final class PyMethodWrapper {
    /** {@code sm_callable}, {@code cm_callable}: what it wraps. */
    public static final int CALLABLE = 16;

    private PyMethodWrapper() {}
}

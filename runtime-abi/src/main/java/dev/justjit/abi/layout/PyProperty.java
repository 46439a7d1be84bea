package dev.justjit.abi.layout;

/** A {@code property}. C type {@code propertyobject}, from {@code Objects/descrobject.c}. */
public final class PyProperty {
    /** {@code prop_get}: the getter or NULL. */
    public static final int GET = 16;

    /** {@code prop_set}: the setter or NULL. */
    public static final int SET = 24;

    private PyProperty() {}
}

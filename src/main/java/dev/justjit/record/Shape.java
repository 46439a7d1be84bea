package dev.justjit.record;

/** What an entry of a {@link SiteRecord} stands for: where the attribute of such an owner is. */
public enum Shape {
    /** No entry. */
    NONE("none"),
    /** A value in the object. */
    VALUE("value"),
    /** A slot of the object, by a member descriptor. */
    SLOT("slot"),
    /** A function of the class; its objects have no dict. */
    METHOD("method"),
    /** The same; the name is not among the names of values in objects of the class. */
    METHOD_VALUES("method, no such value"),
    /** The same; the object has no such value itself, but others of its class have. */
    METHOD_UNSET("method, value not set"),
    /** The same; the object has made no dict yet. */
    METHOD_LAZY("method, no dict yet"),
    /** Another object of the class; its objects have no dict. */
    CONSTANT("class attribute"),
    CONSTANT_VALUES("class attribute, no such value"),
    CONSTANT_UNSET("class attribute, value not set"),
    CONSTANT_LAZY("class attribute, no dict yet");

    private final String text;

    Shape(String text) {
        this.text = text;
    }

    /** What reports call it. */
    public String text() {
        return text;
    }

    /** The shape with this number, as machine code writes it. */
    public static Shape of(long number) {
        return values()[(int) number];
    }
}

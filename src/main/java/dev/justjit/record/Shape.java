package dev.justjit.record;

/** What an entry of a {@link SiteRecord} stands for: where the attribute of such an owner is. */
public enum Shape {
    /** No entry. */
    NONE("none"),
    /** A value in the object. */
    VALUE("value"),
    /** The same, which hides an object of the class that is no descriptor; its own class may change. */
    VALUE_OVER("value over a class attribute"),
    /** A slot of the object, by a member descriptor. */
    SLOT("slot"),
    /** An item of the object, which is a tuple: a field of {@code collections.namedtuple}. */
    FIELD("field of a named tuple"),
    /** A function of the class; its objects have no dict. */
    METHOD("method"),
    /** The same; the name is not among the names of values in objects of the class. */
    METHOD_VALUES("method, no such value"),
    /** The same; the object has no such value itself, but others of its class have. */
    METHOD_UNSET("method, value not set"),
    /** The same; the object has made no dict yet. */
    METHOD_LAZY("method, no dict yet"),
    /** Another object of the class, which is no descriptor; its objects have no dict. */
    CONSTANT("class attribute"),
    CONSTANT_VALUES("class attribute, no such value"),
    CONSTANT_UNSET("class attribute, value not set"),
    CONSTANT_LAZY("class attribute, no dict yet"),
    /** What a static method or a class method of the class wraps; its objects have no dict. */
    WRAPPED("static or class method"),
    WRAPPED_VALUES("static or class method, no such value"),
    WRAPPED_UNSET("static or class method, value not set"),
    WRAPPED_LAZY("static or class method, no dict yet"),
    WRAPPED_DICT("static or class method, not in the dict"),
    /** An item of the object's dict. */
    VALUE_DICT("item of the dict"),
    /** A function of the class; the object's dict has no such item. */
    METHOD_DICT("method, not in the dict"),
    CONSTANT_DICT("class attribute, not in the dict"),
    /** A property with a getter. */
    PROPERTY("property"),
    /** What another data descriptor of the class gives, by a function in C. */
    DESCRIPTOR("descriptor"),
    /** The owner is a class: an object of it or of its bases, which is no descriptor or a function. */
    CLASS_OWN("attribute of the class"),
    /** The same; the object's own class may change. */
    CLASS_OBJECT("attribute of the class, of a class of the program"),
    /** The same: what a static method wraps. */
    CLASS_STATIC("static method of the class"),
    /** The same: what a class method wraps, to be called with the class. */
    CLASS_METHOD("class method of the class"),
    /** The owner is a module: an item of its namespace. */
    MODULE("module attribute"),
    /** Behind the start class of {@code super}, for an object: a function of a class. */
    SUPER_METHOD("super: method"),
    /** The same: another object, which is no descriptor. */
    SUPER_OBJECT("super: class attribute"),
    /** The same: what a static method or a class method wraps. */
    SUPER_WRAPPED("super: static or class method"),
    /** Behind the start class of {@code super}, for a class: a function of a class. */
    SUPER_OF_CLASS("super of a class: function"),
    SUPER_OF_CLASS_OBJECT("super of a class: class attribute"),
    SUPER_OF_CLASS_WRAPPED("super of a class: static or class method"),
    /** There is no owner: an item of the frame's globals. */
    GLOBAL("global"),
    /** The same: of the builtins, and none of the globals. */
    BUILTIN("builtin"),
    /** An assignment to a value in the object. */
    STORE_VALUE("value"),
    /** An assignment to a slot of the object. */
    STORE_SLOT("slot"),
    /** An assignment to a property with a setter. */
    STORE_PROPERTY("property"),
    /** The owner is a class that is called: its {@code __init__}, a Python function. */
    CLASS_INIT("new object of the class");

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

package dev.justjit.api;

/** A Java collection that is a view of a Python object; given to Python, it is that object again. */
interface PyView {
    /** The object's handle, which the view keeps. */
    PyValue value();
}

package dev.justjit.ir;

/** Parts of memory that operations read and write. Different parts never overlap. */
public enum Memory {
    /** Classes of objects, versions of classes and functions, where objects have their attributes. */
    SHAPE,
    /** Values of attributes inside of objects. */
    ATTRIBUTE,
    /** Elements of lists. */
    ITEMS,
    /** Lengths of lists. */
    LENGTH,
    /** Contents of dicts and sets. */
    TABLES,
    /** Namespaces of modules and builtins. */
    GLOBAL,
    /** Contents of cells. */
    CELL,
    /** Positions of iterators. */
    ITERATOR,
    /** Slots of the locals in the interpreter's frame. */
    LOCALS,
    /** The exception that is being raised or handled. */
    EXCEPTION,
    /** Everything else that Python code can see. */
    OTHER;

    static final int ALL = (1 << values().length) - 1;

    /** The part as a set of one. */
    public int bit() {
        return 1 << ordinal();
    }
}

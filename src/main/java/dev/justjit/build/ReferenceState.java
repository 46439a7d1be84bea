package dev.justjit.build;

/** Who has a reference to the object of a slot. */
enum ReferenceState {
    /** The slot itself: a local's in the interpreter's frame, or for an entry of the stack, the graph. */
    OWNED,
    /** A local, a container or the code: as long as none of them is written. Of entries of the stack only. */
    BORROWED,
    /** Nobody: it is a number that has no object. The local's slot in the interpreter's frame holds something stale. */
    VIRTUAL
}

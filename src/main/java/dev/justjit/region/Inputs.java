package dev.justjit.region;

import dev.justjit.analysis.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What a frame holds when a region is compiled for it. The region guards what it uses of this each
 * time it is entered.
 */
public interface Inputs {
    /** Shape of the local. */
    Shape local(int number);

    /** Shape of the entry of the value stack; 0 is the bottom. */
    Shape stack(int position);

    /** Shape of what is in the cell that is in the local's slot. */
    Shape cell(int number);

    /** What {@code LOAD_GLOBAL} of the name gives now. */
    Shape global(int name);

    /** What the attribute of the module that is the global gives now. */
    Shape attribute(int global, int name);

    /** Whether {@code LOAD_NAME} finds globals and builtins and nothing else. */
    boolean namesAreGlobals();

    /**
     * A Python function that can be called with registers.
     *
     * @param flow its code
     * @param inputs what its globals are; it has no locals yet
     * @param code address of its code object
     * @param version {@code co_version}, which no other code object ever has; not 0
     */
    record Callee(Flow flow, Inputs inputs, long code, int version) {}

    /** The function at the address, or null if it cannot be called with registers. */
    @Nullable Callee callee(long function);

    /** Address of the name, an interned str. */
    long nameObject(int name);

    /** Address of the type of arrays; 0 if none was seen. */
    long arrayType();

    /** Address of the type of the stack's entry, or 0 if that is NULL. */
    long stackType(int position);

    /** Address of the object that {@link #local} describes. */
    long localObject(int number);

    /** Address of the object that {@link #global} describes. */
    long globalObject(int name);

    /** Address of the object that {@link #attribute} describes. */
    long attributeObject(int global, int name);
}

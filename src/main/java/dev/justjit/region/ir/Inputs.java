package dev.justjit.region.ir;

import dev.justjit.analysis.Flow;
import org.jspecify.annotations.Nullable;

/**
 * What a frame holds when a region is compiled for it. The region guards what it uses of this each
 * time it is entered.
 *
 * <p>Addresses have numbers, the same for the same address and 0 for none: {@link dev.justjit.masm.Symbol#input}.
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
     * @param code number of the address of its code object
     * @param version number of {@code co_version}, which no other code object ever has
     */
    record Callee(Flow flow, Inputs inputs, long code, long version) {}

    /** The function whose address has the number, or null if it cannot be called with registers. */
    @Nullable Callee callee(long function);

    /** The name, an interned str. */
    long nameObject(int name);

    /** The type of arrays; 0 if none was seen. */
    long arrayType();

    /** The type of the stack's entry, or 0 if that is NULL. */
    long stackType(int position);

    /** The object that {@link #local} describes, if it is a function. */
    long localObject(int number);

    /** The object that {@link #global} describes, if it is a function or a module. */
    long globalObject(int name);

    /** The object that {@link #attribute} describes, if it is a function or a module. */
    long attributeObject(int global, int name);
}

package dev.justjit.region.ir;

import dev.justjit.masm.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function called with registers. */
public final class Callee {
    /** As many as there are registers for arguments, of ints and addresses as well as of doubles. */
    public static final int MAX_PARAMETERS = 6;

    /** Qualified name of the function. */
    public final String name;

    final long function;

    /** Its bytecode, as it was when the region was asked for. */
    public final Inputs.Callee source;

    /** What it is called with. */
    public final List<Shape> parameters;

    /** Shape of what it returns, or null while that is being found out. */
    public @Nullable Shape result;

    /** Its entry, while code is emitted. */
    public @Nullable Label label;

    /** Why it cannot be called so, or null. */
    public @Nullable String refusal;

    /** One that is not built yet. */
    public Callee(String name, long function, Inputs.Callee source, List<Shape> parameters) {
        this.name = name;
        this.function = function;
        this.source = source;
        this.parameters = parameters;
    }
}

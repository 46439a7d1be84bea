package dev.justjit.ir;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What inputs an operation takes.
 *
 * @param inputs their representations
 * @param repeats whether the last one may come any number of times, or not at all
 */
public record Signature(List<Representation> inputs, boolean repeats) {
    static final Signature EMPTY = of();
    static final Signature OBJECT = of(Representation.OBJECT);
    static final Signature OBJECTS = new Signature(List.of(Representation.OBJECT), true);
    static final Signature TWO_OBJECTS = of(Representation.OBJECT, Representation.OBJECT);
    static final Signature THREE_OBJECTS =
            of(Representation.OBJECT, Representation.OBJECT, Representation.OBJECT);
    static final Signature INT = of(Representation.INT64);
    static final Signature TWO_INTS = of(Representation.INT64, Representation.INT64);
    static final Signature THREE_INTS =
            of(Representation.INT64, Representation.INT64, Representation.INT64);
    static final Signature INT_AND_OBJECT = of(Representation.INT64, Representation.OBJECT);
    static final Signature CHOICE_OF_INTS =
            of(Representation.BOOL, Representation.INT64, Representation.INT64);
    static final Signature CHOICE_OF_FLOATS =
            of(Representation.BOOL, Representation.DOUBLE, Representation.DOUBLE);
    static final Signature CHOICE =
            of(Representation.BOOL, Representation.OBJECT, Representation.OBJECT);
    static final Signature MAYBE_INT =
            of(Representation.INT64, Representation.BOOL, Representation.OBJECT);
    static final Signature MAYBE_FLOAT =
            of(Representation.DOUBLE, Representation.BOOL, Representation.OBJECT);
    static final Signature FLOAT_AND_OBJECT = of(Representation.DOUBLE, Representation.OBJECT);
    static final Signature FLOAT = of(Representation.DOUBLE);
    static final Signature TWO_FLOATS = of(Representation.DOUBLE, Representation.DOUBLE);
    static final Signature BOOL = of(Representation.BOOL);
    static final Signature ITEM = of(Representation.OBJECT, Representation.INT64);

    static Signature of(Representation... inputs) {
        return new Signature(List.of(inputs), false);
    }

    /** What is expected at a place, or null if nothing may be there. */
    public @Nullable Representation at(int index) {
        if (index < inputs.size()) {
            return inputs.get(index);
        }
        return repeats ? inputs.get(inputs.size() - 1) : null;
    }

    boolean allows(int count) {
        return repeats ? count >= inputs.size() - 1 : count == inputs.size();
    }
}

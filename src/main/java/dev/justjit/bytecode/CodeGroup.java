package dev.justjit.bytecode;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A code object, and those of functions that it calls and that may become part of its graph.
 *
 * @param images by number: the code itself has 0
 * @param callees what is called, by the {@link #place} of the instruction that finds it: the {@code LOAD_ATTR} of a method
 *     or property, the {@code LOAD_GLOBAL} of a function, the {@code LOAD_CONST} of a generator expression, or the {@code CALL} itself
 * @param refused what else is called, by such places
 * @param keywords names of the arguments that are passed by name, by the place of the {@code CALL_KW}
 */
public record CodeGroup(
        List<CodeImage> images,
        Map<Integer, Callee> callees,
        Map<Integer, Refused> refused,
        Map<Integer, List<String>> keywords) {
    private static final int UNIT_BITS = 16;

    /**
     * A Python function that is called.
     *
     * @param code number of its code
     * @param kind what the instruction finds
     * @param defaults number of its default values
     * @param positionalOnly number of its parameters that have no names for callers
     */
    public record Callee(int code, Kind kind, int defaults, int positionalOnly) {}

    /**
     * A Python function that is called, and the code of which is not part of the group.
     *
     * @param name its qualified name
     * @param reason why it is not
     */
    public record Refused(String name, String reason) {}

    /** What a callee is to the instruction that finds it. */
    public enum Kind {
        /** A Python function that the class has, so that no other object can be there. */
        METHOD,
        /** The getter of a property. */
        PROPERTY,
        /** What is likely to be found. */
        FUNCTION,
        /** The {@code __init__} of a class that is likely to be called. */
        INIT,
        /** The body of a generator expression, which the instruction has as a constant. */
        EXPRESSION
    }

    /** The code alone. */
    public static CodeGroup of(CodeImage image) {
        return new CodeGroup(List.of(image), Map.of(), Map.of(), Map.of());
    }

    /** Number of a unit of some code of a group; of the code itself, the unit. */
    public static int place(int code, int unit) {
        return code << UNIT_BITS | unit;
    }

    /** The number of the code that a place is in. */
    public static int codeOf(int place) {
        return place >>> UNIT_BITS;
    }

    /** The unit that a place is. */
    public static int unitOf(int place) {
        return place & (1 << UNIT_BITS) - 1;
    }

    /** The code itself. */
    public CodeImage image() {
        return images.get(0);
    }

    /** What an instruction finds that may be inlined, or null. */
    public @Nullable Callee callee(int code, int unit) {
        return callees.get(place(code, unit));
    }

    /** The same without what holds in one process only; names stay. */
    public CodeGroup portable() {
        List<Versions> versions = Versions.of(images);
        List<CodeImage> portable = new java.util.ArrayList<>();
        boolean several = images.size() > 1; // any of them may use what all see
        List<Integer> globals = new java.util.ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            int keys = images.get(i).globalsKeys().version();
            if (!globals.contains(keys)) {
                globals.add(keys);
            }
            PortableImage image =
                    PortableImage.withVersions(
                            images.get(i), versions.get(i), several, 1 + globals.indexOf(keys));
            portable.add(image.image());
        }
        return new CodeGroup(portable, callees, refused, keywords);
    }
}

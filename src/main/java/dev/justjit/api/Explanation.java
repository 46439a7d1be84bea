package dev.justjit.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a function's compilation: a snapshot, which later calls do not change.
 *
 * @param name the function's qualified name
 * @param compiled whether its calls run machine code
 * @param reason why it is not compiled, or null when it is
 * @param bytes size of its machine code, 0 when there is none
 * @param versions how often its code was compiled: again, when predictions failed too often
 * @param exits the places where the code can return to the interpreter
 */
public record Explanation(
        String name,
        boolean compiled,
        @Nullable String reason,
        long bytes,
        long versions,
        List<Exit> exits) {
    /**
     * A place where machine code can return to the interpreter.
     *
     * @param line line of the source, 0 when it has none
     * @param opcode name of the instruction
     * @param reason why the code is left there
     * @param count how often it was
     */
    public record Exit(long line, String opcode, String reason, long count) {}

    /** Copies the list. */
    public Explanation {
        exits = List.copyOf(exits);
    }

    /** From the dict that {@code justjit.explain} returns. */
    static Explanation of(Map<?, ?> dict) {
        List<Exit> exits = new ArrayList<>();
        if (dict.get("exits") instanceof List<?> places) {
            for (Object place : places) {
                if (place instanceof Map<?, ?> exit) {
                    exits.add(
                            new Exit(
                                    number(exit, "line"),
                                    text(exit, "opcode"),
                                    text(exit, "reason"),
                                    number(exit, "count")));
                }
            }
        }
        return new Explanation(
                text(dict, "name"),
                Boolean.TRUE.equals(dict.get("compiled")),
                dict.get("reason") == null ? null : text(dict, "reason"),
                number(dict, "bytes"),
                number(dict, "versions"),
                exits);
    }

    private static String text(Map<?, ?> dict, String key) {
        return String.valueOf(dict.get(key));
    }

    private static long number(Map<?, ?> dict, String key) {
        return dict.get(key) instanceof Long value ? value : 0;
    }
}

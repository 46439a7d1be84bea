package dev.justjit.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
 * @param loops the loops that may keep their numbers in machine registers
 */
public record Explanation(
        String name,
        boolean compiled,
        @Nullable String reason,
        long bytes,
        long versions,
        List<Exit> exits,
        List<Loop> loops) {
    /**
     * A place where machine code can return to the interpreter.
     *
     * @param line line of the source, 0 when it has none
     * @param opcode name of the instruction
     * @param reason why the code is left there
     * @param count how often it was
     */
    public record Exit(long line, String opcode, String reason, long count) {}

    /**
     * A loop that may keep its numbers in machine registers.
     *
     * @param kind {@code loop}, or {@code body}: all of a function that computes and calls functions
     * @param line where it starts in the source
     * @param reason why it does not, "not hot yet" if it has not run long enough; null when it does
     *     and nothing else was refused
     * @param regions its machine code, once for each set of types that it was hot with
     */
    public record Loop(String kind, long line, @Nullable String reason, List<Region> regions) {
        /** Copies the list. */
        public Loop {
            regions = List.copyOf(regions);
        }
    }

    /**
     * A loop in machine code that keeps numbers in machine registers.
     *
     * @param bytes its size
     * @param entered how often it was entered
     * @param values what it keeps where
     * @param calls names of the functions that it calls with their arguments in registers
     * @param obstacles what leaves it because it is not numeric
     * @param exits all places where it can be left
     */
    public record Region(
            long bytes,
            long entered,
            List<Value> values,
            List<String> calls,
            List<Obstacle> obstacles,
            List<Exit> exits) {
        /** Copies the lists. */
        public Region {
            values = List.copyOf(values);
            calls = List.copyOf(calls);
            obstacles = List.copyOf(obstacles);
            exits = List.copyOf(exits);
        }
    }

    /**
     * A value that a region keeps.
     *
     * @param name of the local or global, or what the value is for
     * @param type {@code int}, {@code float}, {@code bool}, or {@code object}: the address of one
     * @param place the machine register, or {@code word} and a number: a word of the native stack
     */
    public record Value(String name, String type, String place) {}

    /**
     * What a region cannot do.
     *
     * @param line line of the source, 0 when it has none
     * @param reason why it is not numeric
     */
    public record Obstacle(long line, String reason) {}

    /** Copies the lists. */
    public Explanation {
        exits = List.copyOf(exits);
        loops = List.copyOf(loops);
    }

    /** From the dict that {@code justjit.explain} returns. */
    static Explanation of(Map<?, ?> dict) {
        return new Explanation(
                text(dict, "name"),
                Boolean.TRUE.equals(dict.get("compiled")),
                optional(dict, "reason"),
                number(dict, "bytes"),
                number(dict, "versions"),
                list(dict, "exits", Explanation::exit),
                list(dict, "loops", Explanation::loop));
    }

    private static Exit exit(Map<?, ?> exit) {
        return new Exit(
                number(exit, "line"),
                text(exit, "opcode"),
                text(exit, "reason"),
                number(exit, "count"));
    }

    private static Loop loop(Map<?, ?> loop) {
        return new Loop(
                text(loop, "kind"),
                number(loop, "line"),
                optional(loop, "reason"),
                list(loop, "regions", Explanation::region));
    }

    private static Region region(Map<?, ?> region) {
        return new Region(
                number(region, "bytes"),
                number(region, "entered"),
                list(
                        region,
                        "values",
                        value ->
                                new Value(
                                        text(value, "name"),
                                        text(value, "type"),
                                        text(value, "place"))),
                names(region, "calls"),
                list(
                        region,
                        "obstacles",
                        obstacle ->
                                new Obstacle(number(obstacle, "line"), text(obstacle, "reason"))),
                list(region, "exits", Explanation::exit));
    }

    private static <T> List<T> list(Map<?, ?> dict, String key, Function<Map<?, ?>, T> read) {
        List<T> list = new ArrayList<>();
        if (dict.get(key) instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> map) {
                    list.add(read.apply(map));
                }
            }
        }
        return list;
    }

    private static List<String> names(Map<?, ?> dict, String key) {
        List<String> names = new ArrayList<>();
        if (dict.get(key) instanceof List<?> items) {
            items.forEach(item -> names.add(String.valueOf(item)));
        }
        return names;
    }

    private static @Nullable String optional(Map<?, ?> dict, String key) {
        return dict.get(key) == null ? null : text(dict, key);
    }

    private static String text(Map<?, ?> dict, String key) {
        return String.valueOf(dict.get(key));
    }

    private static long number(Map<?, ?> dict, String key) {
        return dict.get(key) instanceof Long value ? value : 0;
    }
}

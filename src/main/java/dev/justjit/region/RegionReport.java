package dev.justjit.region;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.LineTable;
import dev.justjit.masm.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a region keeps where.
 *
 * @param header unit of the loop's header
 * @param values unboxed values, and objects of which the region knows the address
 * @param obstacles what leaves the region because it is not numeric, in the order of the code
 */
public record RegionReport(int header, List<Value> values, List<Obstacle> obstacles) {
    /** What a virtual register is for: its kind, its number and what follows. */
    private static final Pattern NAME =
            Pattern.compile("(local|stack|iterator|global|slot)(\\d+)(?:\\.(\\d+))?(?:\\.(\\w+))?");

    /**
     * A value.
     *
     * @param name of the local or global, or what the value is for
     * @param type {@code int}, {@code float}, {@code bool}, or {@code object} for an address
     * @param place the machine register, or {@code word} and a number: a word of the native stack
     */
    public record Value(String name, String type, String place) {}

    /**
     * An instruction that regions do not know.
     *
     * @param unit where it is
     * @param line where it is in the source, 0 if that is not known
     * @param reason why it is not numeric
     */
    public record Obstacle(int unit, int line, String reason) {}

    static RegionReport of(RegionBuilder region, Target target) {
        List<Value> values = new ArrayList<>();
        for (VReg reg : region.regs.all()) {
            if (reg.isLive() && !reg.temporary && reg.constant == null) {
                values.add(value(region.flow.image(), reg, target));
            }
        }
        return new RegionReport(region.loop.header(), values, obstacles(region));
    }

    private static List<Obstacle> obstacles(RegionBuilder region) {
        LineTable lines = LineTable.of(region.flow.image());
        List<Obstacle> obstacles = new ArrayList<>();
        for (Map.Entry<Integer, String> entry : new TreeMap<>(region.obstacles).entrySet()) {
            int unit = entry.getKey();
            obstacles.add(new Obstacle(unit, lines.line(unit), entry.getValue()));
        }
        return obstacles;
    }

    /** Why there is no region: the reason, with its line if it is that of one instruction. */
    static String refusal(RegionBuilder region, NotNumeric reason) {
        String text = String.valueOf(reason.getMessage());
        for (Obstacle obstacle : obstacles(region)) {
            if (obstacle.reason().equals(text) && obstacle.line() != 0) {
                return text + " (line " + obstacle.line() + ")";
            }
        }
        return text;
    }

    private static Value value(CodeImage image, VReg reg, Target target) {
        Matcher name = NAME.matcher(reg.name);
        String place = reg.place(target);
        if (!name.matches()) {
            return new Value(reg.name, reg.isDouble() ? "float" : "object", place);
        }
        String part = String.valueOf(name.group(4));
        return new Value(text(image, name, part), type(reg, part), place);
    }

    private static String type(VReg reg, String part) {
        return switch (part) {
            case "INT", "current", "end", "step" -> "int";
            case "BOOL" -> "bool";
            case "value" -> reg.isDouble() ? "float" : "int";
            default -> reg.isDouble() ? "float" : "object";
        };
    }

    private static String text(CodeImage image, Matcher name, String part) {
        int number = Integer.parseInt(name.group(2));
        return switch (name.group(1)) {
            case "local" -> local(image, number);
            case "slot" ->
                    number < image.localsPlus()
                            ? local(image, number)
                            : "stack " + (number - image.localsPlus());
            case "iterator" -> "range at stack " + number + ", " + part;
            case "global" -> {
                String attribute = name.group(3);
                String global = image.names().get(number);
                yield attribute == null
                        ? global
                        : global + "." + image.names().get(Integer.parseInt(attribute));
            }
            default -> "stack " + number;
        };
    }

    private static String local(CodeImage image, int number) {
        String known = image.localNames().get(number);
        return known.isEmpty() ? "local " + number : known;
    }
}

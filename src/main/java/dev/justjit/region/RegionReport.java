package dev.justjit.region;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.LineTable;
import dev.justjit.masm.Target;
import dev.justjit.region.build.RegionBuilder;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.NotNumeric;
import dev.justjit.region.ir.VReg;
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
 * @param calls names of the functions that it calls with their arguments in registers
 * @param obstacles what leaves the region because it is not numeric, in the order of the code
 */
public record RegionReport(
        int header, List<Value> values, List<String> calls, List<Obstacle> obstacles) {
    /** What a virtual register is for: its kind, its number and what follows. */
    private static final Pattern NAME =
            Pattern.compile("(local|stack|iterator|slot)(\\d+)(?:\\.(\\w+))?");

    private static final Pattern GLOBAL = Pattern.compile("global\\d+:(.+?)(\\.value)?");

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
                values.add(value(region, reg, target));
            }
        }
        List<String> calls = new ArrayList<>();
        for (Callee callee : region.callees.all()) {
            if (!calls.contains(callee.name)) {
                calls.add(callee.name);
            }
        }
        return new RegionReport(region.loop.header(), values, calls, obstacles(region));
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

    private static Value value(RegionBuilder region, VReg reg, Target target) {
        String place = reg.place(target);
        Matcher global = GLOBAL.matcher(reg.name);
        if (global.matches()) {
            String number = reg.isDouble() ? "float" : "int";
            String type = global.group(2) == null ? "object" : number;
            return new Value(global.group(1), type, place);
        }
        Matcher name = NAME.matcher(reg.name);
        if (!name.matches()) {
            return new Value(reg.name, reg.isDouble() ? "float" : "object", place);
        }
        String part = String.valueOf(name.group(3));
        return new Value(text(region, name, part), type(reg, part), place);
    }

    private static String type(VReg reg, String part) {
        return switch (part) {
            case "INT", "current", "end", "step" -> "int";
            case "BOOL" -> "bool";
            default -> reg.isDouble() ? "float" : "object";
        };
    }

    private static String text(RegionBuilder region, Matcher name, String part) {
        int number = Integer.parseInt(name.group(2));
        return switch (name.group(1)) {
            case "local" -> local(region, number);
            case "slot" ->
                    number < region.slots.locals()
                            ? local(region, number)
                            : "stack " + (number - region.slots.locals());
            case "iterator" -> "iterator at stack " + number + ", " + part;
            default -> "stack " + number;
        };
    }

    private static String local(RegionBuilder region, int number) {
        CodeImage image = region.flow.image();
        if (region.slots.isName(number)) {
            return image.names().get(region.slots.name(number));
        }
        String known = image.localNames().get(number);
        return known.isEmpty() ? "local " + number : known;
    }
}

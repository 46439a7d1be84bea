package dev.justjit.region;

import java.util.ArrayList;
import java.util.List;

/**
 * What a region keeps where.
 *
 * @param header unit of the loop's header
 * @param values unboxed values and their places
 * @param obstacles what leaves the region because it is not numeric, as {@code unit: reason}
 */
public record RegionReport(int header, List<Value> values, List<String> obstacles) {
    /**
     * An unboxed value.
     *
     * @param name of the local, or what the value is for
     * @param type {@code int}, {@code float}, {@code bool} or {@code object}
     * @param place machine register by its role, or native word
     */
    public record Value(String name, String type, String place) {}

    static RegionReport of(RegionBuilder region, List<Block> blocks) {
        List<Value> values = new ArrayList<>();
        for (VReg reg : region.regs.all()) {
            if (reg.isLive() && !reg.temporary && reg.constant == null) {
                values.add(value(region, reg));
            }
        }
        List<String> obstacles = new ArrayList<>();
        region.obstacles.forEach((unit, reason) -> obstacles.add(unit + ": " + reason));
        return new RegionReport(region.loop.header(), values, obstacles);
    }

    private static Value value(RegionBuilder region, VReg reg) {
        int dot = reg.name.lastIndexOf('.');
        String kind = dot < 0 ? "object" : reg.name.substring(dot + 1);
        String name = dot < 0 ? reg.name : reg.name.substring(0, dot);
        if (name.startsWith("local")) {
            int number = Integer.parseInt(name.substring("local".length()));
            String known =
                    region.slots.isName(number)
                            ? region.flow.image().names().get(region.slots.name(number))
                            : region.flow.image().localNames().get(number);
            name = known.isEmpty() ? name : known;
        }
        String type =
                switch (kind) {
                    case "INT" -> "int";
                    case "FLOAT" -> "float";
                    case "BOOL" -> "bool";
                    case "current", "end", "step" -> "int";
                    default -> "object";
                };
        return new Value(name, type, reg.place());
    }
}

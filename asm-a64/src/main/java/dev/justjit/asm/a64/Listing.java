package dev.justjit.asm.a64;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Collects the text of what an assembler emits. Only loaded when a listing is asked for. */
final class Listing {
    private final List<Line> lines = new ArrayList<>();

    List<Line> lines() {
        return Collections.unmodifiableList(lines);
    }

    void label(int at, Label label) {
        lines.add(new Line(at, label + ":"));
    }

    void comment(int at, String text) {
        lines.add(new Line(at, "// " + text));
    }

    void quad(int at, long value) {
        lines.add(new Line(at, ".quad 0x" + Long.toHexString(value)));
    }

    void distance(int at, Label target) {
        lines.add(new Line(at, ".word " + target + "-."));
    }

    void bytes(int at, byte[] data) {
        StringBuilder text = new StringBuilder(".byte ");
        for (int i = 0; i < data.length; i++) {
            text.append(i == 0 ? "0x" : ",0x").append(Integer.toHexString(data[i] & 0xff));
        }
        lines.add(new Line(at, text.toString()));
    }

    /** Adds an instruction; empty operands are left out. */
    void instruction(int at, String mnemonic, String... operands) {
        StringBuilder text = new StringBuilder(mnemonic);
        String separator = " ";
        for (String operand : operands) {
            if (!operand.isEmpty()) {
                text.append(separator).append(operand);
                separator = ", ";
            }
        }
        lines.add(new Line(at, text.toString()));
    }

    static String gpr(Size size, Gpr reg) {
        boolean wide = size == Size.X;
        if (reg == Gpr.SP) {
            return wide ? "sp" : "wsp";
        }
        if (reg == Gpr.XZR) {
            return wide ? "xzr" : "wzr";
        }
        return (wide ? "x" : "w") + reg.number();
    }

    static String fpr(Fpr reg) {
        return "d" + reg.ordinal();
    }

    static String spr(Spr reg) {
        return "s" + reg.ordinal();
    }

    static String hex(long value) {
        return "#0x" + Long.toHexString(value);
    }

    static String decimal(long value) {
        return "#" + value;
    }

    /** A constant of {@code fmov}. */
    static String real(double value) {
        return String.format(Locale.ROOT, "#%.18e", value);
    }

    /** A shift as the last operand: empty for a left shift by 0. */
    static String shift(Shift shift, int amount) {
        return shift == Shift.LSL && amount == 0 ? "" : lower(shift) + " #" + amount;
    }

    /** An extension as the last operand. */
    static String extend(Extend extend, int amount, boolean asShift) {
        if (asShift) {
            return shift(Shift.LSL, amount);
        }
        return lower(extend) + (amount == 0 ? "" : " #" + amount);
    }

    /** A memory operand. */
    static String memory(Address address) {
        Label label = address.label;
        if (label != null) {
            return label.toString();
        }
        String base = "[" + gpr(Size.X, address.base);
        Gpr index = address.index;
        if (index != null) {
            boolean plain = address.extend == Extend.UXTX;
            String last = extend(address.extend, address.amount, plain);
            String reg = gpr(address.extend.source(), index);
            return base + ", " + reg + (last.isEmpty() ? "" : ", " + last) + "]";
        }
        String offset = decimal(address.offset);
        return switch (address.mode) {
            case PRE -> base + ", " + offset + "]!";
            case POST -> base + "], " + offset;
            default -> address.offset == 0 ? base + "]" : base + ", " + offset + "]";
        };
    }

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

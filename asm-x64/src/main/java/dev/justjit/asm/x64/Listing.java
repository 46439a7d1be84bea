package dev.justjit.asm.x64;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Collects the text of what an assembler emits. Only loaded when a listing is asked for. */
final class Listing {
    private static final String[] LOW_BYTES = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
    private static final String[] WIDTHS = {"BYTE", "WORD", "DWORD", "QWORD"};

    private final List<Line> lines = new ArrayList<>();

    List<Line> lines() {
        return Collections.unmodifiableList(lines);
    }

    void label(int at, Label label) {
        lines.add(new Line(at, label + ":"));
    }

    void comment(int at, String text) {
        lines.add(new Line(at, "# " + text));
    }

    void quad(int at, long value) {
        lines.add(new Line(at, ".quad " + hex(value)));
    }

    void bytes(int at, byte[] data) {
        StringBuilder text = new StringBuilder(".byte ");
        for (int i = 0; i < data.length; i++) {
            text.append(i == 0 ? "" : ",").append(hex(data[i] & 0xff));
        }
        lines.add(new Line(at, text.toString()));
    }

    void instruction(int at, String mnemonic, String... operands) {
        StringBuilder text = new StringBuilder(mnemonic);
        for (int i = 0; i < operands.length; i++) {
            text.append(i == 0 ? " " : ",").append(operands[i]);
        }
        lines.add(new Line(at, text.toString()));
    }

    static String gpr(Size size, int number) {
        if (number >= 8) {
            return "r" + number + (size == Size.B8 ? "b" : size == Size.W16 ? "w" : dword(size));
        }
        if (size == Size.B8) {
            return LOW_BYTES[number];
        }
        String name = Gpr.values()[number].name().toLowerCase(Locale.ROOT).substring(1);
        return size == Size.W16 ? name : size == Size.D32 ? "e" + name : "r" + name;
    }

    static String xmm(int number) {
        return "xmm" + number;
    }

    /** An immediate as the processor sees it in an operand of the given width. */
    static String immediate(Size size, long value) {
        long shown = size == Size.Q64 ? value : value & ((1L << size.bits()) - 1);
        return hex(shown);
    }

    /** A memory operand with the width that is accessed there. */
    static String memory(Size size, Address address) {
        return WIDTHS[size.ordinal()] + " PTR " + address(address);
    }

    /** A memory operand alone, as {@code lea} shows it. */
    static String address(Address address) {
        Label label = address.label;
        if (label != null) {
            return "[rip+" + label + "]";
        }
        StringBuilder text = new StringBuilder("[").append(gpr(Size.Q64, address.base));
        boolean indexed = address.index != Address.NO_INDEX;
        if (indexed) {
            text.append('+').append(gpr(Size.Q64, address.index));
            text.append('*').append(1 << address.scaleLog);
        }
        if (address.disp != 0 || (address.base & 7) == 5) {
            text.append(address.disp < 0 ? '-' : '+').append(hex(Math.abs((long) address.disp)));
        }
        return text.append(']').toString();
    }

    static String lower(Cc cc) {
        return cc.name().toLowerCase(Locale.ROOT);
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String dword(Size size) {
        return size == Size.D32 ? "d" : "";
    }
}

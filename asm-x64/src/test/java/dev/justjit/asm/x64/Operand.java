package dev.justjit.asm.x64;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An operand in Intel syntax, taken apart. */
sealed interface Operand {
    /** A general-purpose register under the name it has at one width. */
    record Reg(Size size, Gpr gpr) implements Operand {}

    /** A vector register. */
    record Vec(Xmm xmm) implements Operand {}

    /** A constant. */
    record Imm(long value) implements Operand {}

    /** A branch target, counted from the start of the instruction. */
    record Target(int distance) implements Operand {}

    /** Memory relative to the next instruction. */
    record Rip(Size size, int distance) implements Operand {}

    /** Memory addressed by registers; {@code lea} gives no size, which reads as 64 bits. */
    record Mem(Size size, Gpr base, @Nullable Gpr index, int scale, int disp) implements Operand {
        Address address() {
            return index == null ? Address.at(base, disp) : Address.at(base, index, scale, disp);
        }
    }

    Pattern MEMORY =
            Pattern.compile(
                    "(?:(BYTE|WORD|DWORD|QWORD) PTR )?"
                            + "\\[(\\w+)(?:\\+(\\w+)\\*(\\d))?([+-]0x[0-9a-f]+)?]");

    static Operand parse(String text) {
        Matcher memory = MEMORY.matcher(text);
        if (memory.matches()) {
            return parseMemory(memory);
        }
        if (text.startsWith(".")) {
            return new Target(Integer.decode(text.substring(1)));
        }
        if (Character.isDigit(text.charAt(0))) {
            String digits = text.startsWith("0x") ? text.substring(2) : text;
            return new Imm(Long.parseUnsignedLong(digits, text.startsWith("0x") ? 16 : 10));
        }
        if (text.startsWith("xmm")) {
            return new Vec(Xmm.valueOf(text.toUpperCase(Locale.ROOT)));
        }
        return register(text);
    }

    private static Operand parseMemory(Matcher memory) {
        String width = memory.group(1);
        Size size = width == null ? Size.Q64 : Size.values()["BWDQ".indexOf(width.charAt(0))];
        int disp = memory.group(5) == null ? 0 : displacement(memory.group(5));
        if (memory.group(2).equals("rip")) {
            return new Rip(size, disp);
        }
        Gpr base = register(memory.group(2)).gpr();
        Gpr index = memory.group(3) == null ? null : register(memory.group(3)).gpr();
        int scale = memory.group(4) == null ? 1 : Integer.parseInt(memory.group(4));
        return new Mem(size, base, index, scale, disp);
    }

    /** Reads {@code +0x10} and {@code -0x10}; objdump writes {@code rip+0xfff...} for negatives. */
    private static int displacement(String text) {
        int magnitude = (int) Long.parseUnsignedLong(text.substring(3), 16);
        return text.charAt(0) == '-' ? -magnitude : magnitude;
    }

    private static Reg register(String name) {
        for (Size size : Size.values()) {
            for (Gpr gpr : Gpr.values()) {
                if (Listing.gpr(size, gpr.ordinal()).equals(name)) {
                    return new Reg(size, gpr);
                }
            }
        }
        throw new IllegalArgumentException("no register: " + name);
    }
}

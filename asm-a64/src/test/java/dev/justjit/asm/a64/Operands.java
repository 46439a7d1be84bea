package dev.justjit.asm.a64;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns the operands of an instruction text into arguments of the encoder. */
final class Operands {
    private static final Pattern OPERAND = Pattern.compile("\\[[^]]*]!?|[^,\\s][^,]*");

    /** Encoder arguments; numbers are {@code Long}. */
    final List<Object> arguments = new ArrayList<>();

    /** The width of the first general-purpose register; 64 bits if there is none. */
    Size size = Size.X;

    /** Distance of the branch target, if there is one. */
    @Nullable Integer distance;

    private final String mnemonic;
    private final Label target;
    private boolean sized;

    private Operands(String mnemonic, Label target) {
        this.mnemonic = mnemonic;
        this.target = target;
    }

    static Operands parse(TableLine line, Label target) {
        Operands operands = new Operands(line.mnemonic(), target);
        List<String> parts = new ArrayList<>();
        Matcher matcher = OPERAND.matcher(line.text().substring(line.mnemonic().length()));
        while (matcher.find()) {
            parts.add(matcher.group().trim());
        }
        for (int i = 0; i < parts.size(); i++) {
            boolean posts = i + 1 < parts.size() && parts.get(i).startsWith("[");
            operands.add(posts ? parts.get(i) + parts.get(++i) : parts.get(i));
        }
        if (line.mnemonic().matches("mov[kzn]") && operands.arguments.size() == 2) {
            operands.arguments.add(0L);
        }
        return operands;
    }

    private void add(String text) {
        if (text.startsWith("[")) {
            arguments.add(address(text));
        } else if (text.startsWith(".")) {
            distance = Integer.decode(text.substring(1));
            arguments.add(mnemonic.startsWith("ld") ? Address.literal(target) : target);
        } else if (text.matches("d\\d+")) {
            arguments.add(Fpr.valueOf(text.toUpperCase(Locale.ROOT)));
        } else if (text.matches("s\\d+")) {
            arguments.add(Spr.valueOf(text.toUpperCase(Locale.ROOT)));
        } else if (text.matches("[wx](zr|\\d+)|w?sp")) {
            if (!sized) {
                size = text.startsWith("w") ? Size.W : Size.X;
                sized = true;
            }
            arguments.add(gpr(text));
        } else if (text.matches("#-?\\d+\\.\\d+.*")) {
            if (!text.equals("#0.0")) {
                arguments.add(Double.valueOf(text.substring(1)));
            }
        } else if (text.startsWith("#")) {
            arguments.add(number(text));
        } else {
            addWord(text);
        }
    }

    /** A shift, an extension, a condition, a barrier or a name of the system. */
    private void addWord(String text) {
        String[] parts = text.split(" ", 2);
        String name = parts[0].toUpperCase(Locale.ROOT);
        long amount = parts.length == 2 ? number(parts[1]) : 0;
        Object last = arguments.isEmpty() ? "" : arguments.get(arguments.size() - 1);
        if (mnemonic.matches("d[ms]b")) {
            arguments.add(Barrier.valueOf(name));
        } else if (mnemonic.matches("[di]c")) {
            arguments.add(CacheOperation.valueOf(name));
        } else if (mnemonic.equals("mrs")) {
            arguments.add(SystemRegister.valueOf(name));
        } else if (name.matches("LSL|LSR|ASR|ROR") && last instanceof Long number) {
            if (mnemonic.startsWith("mov")) {
                arguments.add(amount);
            } else {
                arguments.set(arguments.size() - 1, number << amount);
            }
        } else if (name.matches("LSL|LSR|ASR|ROR")) {
            arguments.add(Shift.valueOf(name));
            arguments.add(amount);
        } else if (name.matches("[US]XT.")) {
            arguments.add(Extend.valueOf(name));
            arguments.add(amount);
        } else {
            arguments.add(Cc.valueOf(name));
        }
    }

    private static Address address(String text) {
        String[] parts = text.substring(1).replaceAll("]!?", ", ").split(", +", -1);
        Gpr base = gpr(parts[0]);
        if (text.endsWith("!")) {
            return Address.pre(base, (int) number(parts[1]));
        } else if (!text.endsWith("]")) {
            return Address.post(base, (int) number(parts[1]));
        } else if (parts[1].isEmpty()) {
            return Address.at(base, 0);
        } else if (parts[1].startsWith("#")) {
            return Address.at(base, (int) number(parts[1]));
        }
        String[] last = parts[2].isEmpty() ? new String[] {"lsl"} : parts[2].split(" ", 2);
        int amount = last.length == 2 ? (int) number(last[1]) : 0;
        if (last[0].equals("lsl")) {
            return Address.at(base, gpr(parts[1]), amount);
        }
        Extend extend = Extend.valueOf(last[0].toUpperCase(Locale.ROOT));
        return Address.at(base, gpr(parts[1]), extend, amount);
    }

    private static Gpr gpr(String text) {
        if (text.endsWith("sp")) {
            return Gpr.SP;
        }
        return Gpr.valueOf("X" + text.substring(1).toUpperCase(Locale.ROOT));
    }

    private static long number(String text) {
        String digits = text.substring(1);
        if (digits.startsWith("0x")) {
            return Long.parseUnsignedLong(digits.substring(2), 16);
        }
        return Long.parseLong(digits);
    }
}

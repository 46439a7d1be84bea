package dev.justjit.template;

import static org.junit.jupiter.api.Assertions.fail;

import dev.justjit.bytecode.ImageReader;
import dev.justjit.masm.Isa;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Listings that are committed and compared. With {@code -Dbless} they are rewritten instead.
 *
 * <p>What depends on positions is taken out: labels are numbered in the order in which they are
 * bound, labels that nothing names and padding are left out, and a pool slot is shown as its
 * symbol.
 */
public final class Golden {
    private static final Pattern LABEL = Pattern.compile("\\bL\\d+\\b");
    private static final Pattern FIRST_INSTRUCTION =
            Pattern.compile("^# \\d+: ", Pattern.MULTILINE);
    private static final int CONTEXT = 3;

    private Golden() {}

    static boolean blessing() {
        return System.getProperty("bless") != null;
    }

    static Path folder(Isa isa) {
        return ImageReader.fixtures().resolve("golden").resolve(isa.shortName());
    }

    /** Fails with the difference if the file does not hold {@code text}. */
    public static void check(Path file, String text) {
        try {
            if (blessing()) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return;
            }
            if (!Files.exists(file)) {
                fail(file + " does not exist" + hint());
            }
            String expected = Files.readString(file);
            if (!expected.equals(text)) {
                fail(file + " differs" + hint() + diff(expected.lines().toList(), text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hint() {
        return "\nIf that is wanted: ./justjit dev bless\n";
    }

    /** The part between the common head and the common tail, with a little context. */
    static String diff(List<String> expected, String text) {
        List<String> actual = text.lines().toList();
        int head = 0;
        int common = Math.min(expected.size(), actual.size());
        while (head < common && expected.get(head).equals(actual.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < common - head && last(expected, tail).equals(last(actual, tail))) {
            tail++;
        }
        StringBuilder out = new StringBuilder("@@ line " + (head + 1) + " @@\n");
        append(out, " ", expected, Math.max(0, head - CONTEXT), head);
        append(out, "-", expected, head, expected.size() - tail);
        append(out, "+", actual, head, actual.size() - tail);
        int end = actual.size();
        append(out, " ", actual, end - tail, Math.min(end, end - tail + CONTEXT));
        return out.toString();
    }

    private static String last(List<String> lines, int fromEnd) {
        return lines.get(lines.size() - 1 - fromEnd);
    }

    private static void append(
            StringBuilder out, String mark, List<String> lines, int from, int to) {
        for (int i = from; i < to; i++) {
            out.append(mark).append(lines.get(i)).append('\n');
        }
    }

    /** The listing of a blob without anything that depends on positions. */
    public static String readable(List<String> listing) {
        Map<String, String> names = names(listing);
        StringBuilder out = new StringBuilder();
        for (String line : listing) {
            if (line.startsWith("# pool: ")) {
                break;
            }
            if (line.endsWith(":") && !names.containsKey(line.substring(0, line.length() - 1))) {
                continue;
            }
            if (isPadding(line)) {
                continue;
            }
            boolean outdented = line.endsWith(":") || line.startsWith("# ");
            out.append(outdented ? "" : "    ").append(rename(line, names)).append('\n');
        }
        return out.toString();
    }

    /** Leaves out what comes before the first instruction. */
    static String withoutEntries(String listing) {
        Matcher first = FIRST_INSTRUCTION.matcher(listing);
        return first.find() ? listing.substring(first.start()) : listing;
    }

    private static boolean isPadding(String line) {
        return line.equals("int3") || line.startsWith("nop");
    }

    /** New names of the labels that are used: symbols for pool slots, numbers for the others. */
    private static Map<String, String> names(List<String> listing) {
        Set<String> used = new HashSet<>();
        for (String line : listing) {
            Matcher matcher = LABEL.matcher(line);
            while (!line.endsWith(":") && !line.startsWith("# ") && matcher.find()) {
                used.add(matcher.group());
            }
        }
        Map<String, String> names = new HashMap<>();
        String symbol = null;
        int number = 0;
        for (String line : listing) {
            if (line.startsWith("# pool: ")) {
                symbol = line.substring("# pool: ".length());
            } else if (line.endsWith(":")) {
                String label = line.substring(0, line.length() - 1);
                if (symbol != null) {
                    names.put(label, symbol);
                } else if (used.contains(label)) {
                    names.put(label, "L" + ++number);
                }
            }
        }
        return names;
    }

    private static String rename(String line, Map<String, String> names) {
        if (line.startsWith("# ")) {
            return line;
        }
        Matcher matcher = LABEL.matcher(line);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            String name = names.getOrDefault(matcher.group(), matcher.group());
            matcher.appendReplacement(out, Matcher.quoteReplacement(name));
        }
        return matcher.appendTail(out).toString().replace("[rip+", "[");
    }
}

package dev.justjit.observe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many fixture programs ran each opcode in compiled form: measured by {@code
 * fixtures/collect_opcodes.py}, kept in {@code fixtures/opcodes.json}, packed into the jar.
 */
final class Measured {
    private static final String RESOURCE = "/dev/justjit/observe/opcodes.json";
    private static final Pattern ENTRY = Pattern.compile("\"([A-Z_0-9]+)\": (\\d+)");

    private Measured() {}

    /** Programs by the name of an opcode; empty when there is no measurement in this build. */
    static Map<String, Integer> fixturesByOpcode() {
        Map<String, Integer> counts = new TreeMap<>();
        Matcher entry = ENTRY.matcher(text());
        while (entry.find()) {
            counts.put(entry.group(1), Integer.valueOf(entry.group(2)));
        }
        return counts;
    }

    private static String text() {
        try (InputStream stream = Measured.class.getResourceAsStream(RESOURCE)) {
            return stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}

package dev.justjit.observe;

import dev.justjit.attach.Jit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * For the measurement of coverage: when the environment variable {@code JUSTJIT_OPCODE_LOG} names a
 * file, a program that ends appends one line to it, with the opcodes of all code it compiled.
 */
public final class OpcodeLog {
    private static final String VARIABLE = "JUSTJIT_OPCODE_LOG";

    private OpcodeLog() {}

    /** Whether the variable is set. */
    public static boolean isWanted() {
        String file = System.getenv(VARIABLE);
        return file != null && !file.isEmpty();
    }

    /** Writes the line, if it is wanted. */
    public static void append(Jit jit) {
        if (!isWanted()) {
            return;
        }
        StringBuilder line = new StringBuilder();
        for (String opcode : jit.counters().opcodes().keySet()) {
            line.append(line.length() == 0 ? "" : " ").append(opcode);
        }
        line.append('\n');
        try {
            Files.write(
                    Path.of(String.valueOf(System.getenv(VARIABLE))),
                    line.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            System.err.println("justjit: " + VARIABLE + " cannot be written: " + failure);
        }
    }
}

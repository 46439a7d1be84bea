package dev.justjit.asm.a64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of the committed truth table.
 *
 * @param word the instruction word, 8 hexadecimal digits
 * @param text the instruction in the syntax of objdump
 */
record TableLine(String word, String text) {
    static List<TableLine> readAll() throws IOException {
        Path folder = Path.of(System.getProperty("justjit.fixtures", "../fixtures"));
        List<TableLine> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("encoding/a64/table.txt"))) {
            int bar = line.indexOf(" | ");
            lines.add(new TableLine(line.substring(0, bar), line.substring(bar + 3)));
        }
        return lines;
    }

    String mnemonic() {
        return text.split(" ", 2)[0];
    }

    /** The word whose lowest byte is at the given place of some code. */
    static String word(byte[] code, int at) {
        StringBuilder word = new StringBuilder();
        for (int i = 3; i >= 0; i--) {
            word.append(String.format("%02x", code[at + i]));
        }
        return word.toString();
    }

    @Override
    public String toString() {
        return word + " | " + text;
    }
}

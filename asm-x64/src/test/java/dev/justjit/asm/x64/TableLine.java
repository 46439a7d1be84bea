package dev.justjit.asm.x64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A line of the committed truth table.
 *
 * @param hex the bytes, two digits each, with spaces between
 * @param text the instruction in Intel syntax
 */
record TableLine(String hex, String text) {
    static final HexFormat BYTES = HexFormat.ofDelimiter(" ");

    static List<TableLine> readAll() throws IOException {
        Path folder = Path.of(System.getProperty("justjit.fixtures", "../fixtures"));
        List<TableLine> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("encoding/x64/table.txt"))) {
            int bar = line.indexOf(" | ");
            lines.add(new TableLine(line.substring(0, bar), line.substring(bar + 3)));
        }
        return lines;
    }

    int length() {
        return (hex.length() + 1) / 3;
    }

    @Override
    public String toString() {
        return hex + " | " + text;
    }
}

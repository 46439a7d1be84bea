package dev.justjit.asm.a64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs against GNU binutils: {@code as} must make the same words of the listing, and
 * {@code objdump} the same text of the words. The property {@code justjit.seed} repeats a run.
 */
class RandomDifferentialTest {
    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ");
    private static final int PROGRAMS = 200;
    private static final String TOOL = "aarch64-linux-gnu-";

    /** Whether it has been said that the tools are missing. */
    private static boolean told;

    private final long seed = Long.getLong("justjit.seed", System.nanoTime());
    private final List<Item> items = new ArrayList<>();

    @TempDir Path folder;

    /** A listed line with its bytes and the number of its program. */
    private record Item(int program, String text, byte[] code) {
        boolean isData() {
            return text.startsWith(".");
        }

        boolean usesLabel() {
            return text.matches("(?s).*(\\bL\\d+|\\.\\+0x8).*");
        }
    }

    @BeforeEach
    void makePrograms() throws Exception {
        boolean present = run("as", "--version") && run("objdump", "--version");
        if (!present && !told) {
            told = true;
            System.out.println("skipped: no GNU binutils for AArch64 here");
        }
        assumeTrue(present);
        System.out.println("random programs with -Djustjit.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < PROGRAMS; i++) {
            A64Assembler assembler = new RandomProgram(random, i % 2 == 1).assembler;
            byte[] code = assembler.finish();
            List<Line> lines = assembler.listing();
            for (int j = 0; j < lines.size(); j++) {
                int from = lines.get(j).position();
                int to = j + 1 < lines.size() ? lines.get(j + 1).position() : code.length;
                items.add(new Item(i, lines.get(j).text(), Arrays.copyOfRange(code, from, to)));
            }
        }
    }

    @Test
    void asAssemblesTheListingToTheSameWords() throws Exception {
        List<String> source = new ArrayList<>();
        for (Item item : items) {
            source.add(item.text().replaceAll("\\bL(\\d+)", "P" + item.program() + "L$1"));
        }
        assemble(source);
        // Linked at a page, like the start of each program, so that adrp is resolved alike.
        assertTrue(run("ld", "-Ttext=0x40000000", "-e", "0", "-o", "code", "code.o"));
        assertTrue(run("objcopy", "-O", "binary", "-j", ".text", "code", "code.bin"));
        byte[] expected = Files.readAllBytes(folder.resolve("code.bin"));
        int at = 0;
        for (Item item : items) {
            int end = Math.min(expected.length, at + item.code().length);
            String theirs = BYTES.formatHex(expected, at, end);
            assertEquals(theirs, BYTES.formatHex(item.code()), item.text());
            at = end;
        }
        assertEquals(expected.length, at);
    }

    @Test
    void objdumpReadsTheWordsAsTheListing() throws Exception {
        List<String> source = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Item item : items) {
            if (!item.usesLabel() && !item.isData() && item.code().length == 4) {
                String word = TableLine.word(item.code(), 0);
                source.add(".inst 0x" + word);
                expected.add(word + " | " + item.text());
            }
        }
        assemble(source);
        assertTrue(run("objdump", "-d", "code.o"));
        List<String> decoded = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("objdump.out"))) {
            String[] parts = line.split("\t", 3);
            if (parts.length == 3) {
                String text = parts[2].replaceAll("\\s*//.*", "").trim();
                decoded.add(parts[1].trim() + " | " + text.replaceAll("\\s+", " "));
            }
        }
        for (int i = 0; i < Math.min(expected.size(), decoded.size()); i++) {
            assertEquals(decoded.get(i), expected.get(i));
        }
        assertEquals(decoded.size(), expected.size());
    }

    private void assemble(List<String> source) throws Exception {
        Files.write(folder.resolve("code.s"), source);
        assertTrue(run("as", "-march=armv8.5-a", "-o", "code.o", "code.s"), this::errors);
    }

    private String errors() {
        try {
            return Files.readString(folder.resolve("as.out"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Runs a tool in the scratch folder, its output going to a file named after it. */
    private boolean run(String... command) throws InterruptedException {
        try {
            String output = command[0] + ".out";
            command[0] = TOOL + command[0];
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.redirectErrorStream(true);
            builder.redirectOutput(folder.resolve(output).toFile());
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

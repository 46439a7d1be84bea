package dev.justjit.asm.x64;

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
 * Random programs against GNU binutils: {@code as} must make the same bytes of the listing, and
 * {@code objdump} the same text of the bytes. The property {@code justjit.seed} repeats a run.
 */
class RandomDifferentialTest {
    private static final int PROGRAMS = 200;
    private static final HexFormat DATA = HexFormat.ofDelimiter(",").withPrefix("0x");

    private final long seed = Long.getLong("justjit.seed", System.nanoTime());
    private final List<Item> items = new ArrayList<>();

    @TempDir Path folder;

    /** A listed line with its bytes and the number of its program. */
    private record Item(int program, String text, byte[] code) {
        boolean isNop() {
            return text.startsWith("nop");
        }

        boolean isData() {
            return text.startsWith(".");
        }

        boolean usesLabel() {
            return text.matches("(?s).*\\bL\\d+.*");
        }
    }

    @BeforeEach
    void makePrograms() throws Exception {
        boolean present = run("as", "--64", "--version") && run("objdump", "--version");
        if (!present) {
            System.out.println("skipped: no GNU as for x86-64 and objdump here");
        }
        assumeTrue(present);
        System.out.println("random programs with -Djustjit.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < PROGRAMS; i++) {
            X64Assembler assembler = new RandomProgram(random).assembler;
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
    void asAssemblesTheListingToTheSameBytes() throws Exception {
        List<String> source = new ArrayList<>();
        for (Item item : items) {
            source.add(item.isNop() ? bytes(item) : source(item));
        }
        assemble(source);
        assertTrue(run("objcopy", "-O", "binary", "-j", ".text", "code.o", "code.bin"));
        byte[] expected = Files.readAllBytes(folder.resolve("code.bin"));
        int at = 0;
        for (Item item : items) {
            int end = Math.min(expected.length, at + item.code().length);
            String theirs = TableLine.BYTES.formatHex(expected, at, end);
            assertEquals(theirs, TableLine.BYTES.formatHex(item.code()), item.text());
            at = end;
        }
        assertEquals(expected.length, at);
    }

    @Test
    void objdumpReadsTheBytesAsTheListing() throws Exception {
        List<String> source = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (Item item : items) {
            if (!item.usesLabel() && !item.isData()) {
                source.add(bytes(item));
                expected.add(TableLine.BYTES.formatHex(item.code()) + " | " + item.text());
            }
        }
        assemble(source);
        assertTrue(run("objdump", "-d", "-M", "intel", "--insn-width=16", "code.o"));
        List<String> decoded = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("objdump.out"))) {
            String[] parts = line.split("\t", -1);
            if (parts.length == 3) {
                String text = parts[2].replaceAll(" *#.*", "").trim().replaceAll(" +", " ");
                decoded.add(parts[1].trim() + " | " + text);
            }
        }
        for (int i = 0; i < Math.min(expected.size(), decoded.size()); i++) {
            assertEquals(decoded.get(i), expected.get(i));
        }
        assertEquals(decoded.size(), expected.size());
    }

    private static String bytes(Item item) {
        return item.code().length == 0 ? "" : ".byte " + DATA.formatHex(item.code());
    }

    /** Labels of one program get its number; as would shorten a near jump forward. */
    private static String source(Item item) {
        boolean nearJump = item.text().startsWith("j") && item.code().length > 2;
        String text = item.text().replaceAll("\\bL(\\d+)", "P" + item.program() + "L$1");
        return nearJump && item.usesLabel() ? "{disp32} " + text : text;
    }

    private void assemble(List<String> source) throws Exception {
        List<String> lines = new ArrayList<>(List.of(".intel_syntax noprefix"));
        lines.addAll(source);
        Files.write(folder.resolve("code.s"), lines);
        assertTrue(run("as", "--64", "-o", "code.o", "code.s"), this::errors);
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
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.redirectErrorStream(true);
            builder.redirectOutput(folder.resolve(command[0] + ".out").toFile());
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.justjit.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.stubs.Stubs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine code of every captured image, and of the shared stubs, is as it was reviewed. */
class GoldenListingTest {
    /** What images cannot show: prefixes and forms without a template of their own. */
    private static final Set<Opcode> NOT_CAPTURED = EnumSet.of(Opcode.JUMP_BACKWARD_NO_INTERRUPT);

    @TestFactory
    Stream<DynamicTest> imagesCompileToTheirListing() {
        return Stream.of(Isa.values())
                .flatMap(
                        isa ->
                                images().stream()
                                        .map(
                                                path ->
                                                        DynamicTest.dynamicTest(
                                                                isa + " " + nameOf(path),
                                                                () -> checkImage(isa, path))));
    }

    /** Those of small functions; {@code RegionGoldenTest} has the loops. */
    private static List<Path> images() {
        return ImageReader.all().stream()
                .filter(path -> !nameOf(path).startsWith("loops/"))
                .toList();
    }

    private static String nameOf(Path path) {
        String name = ImageReader.fixtures().resolve("images").relativize(path).toString();
        return name.substring(0, name.length() - ".txt".length()).replace('\\', '/');
    }

    private static void checkImage(Isa isa, Path path) throws IOException {
        CodeBlob blob =
                new Compiler(new Templates())
                        .compile(ImageReader.read(path), isa, CompileOptions.withListing());
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(path)) {
            if (line.startsWith("#")) {
                text.append(line).append('\n');
            }
        }
        String listing = Golden.readable(blob.listing());
        text.append('\n').append(showsEntries(path) ? listing : Golden.withoutEntries(listing));
        Golden.check(Golden.folder(isa).resolve(nameOf(path) + ".txt"), text.toString());
    }

    /** The entries differ by the shape of the frame only, so few images show them. */
    private static boolean showsEntries(Path path) {
        return nameOf(path).startsWith("locals/");
    }

    @ParameterizedTest
    @EnumSource
    void stubsAreTheirListing(Isa isa) {
        MacroAssembler m = isa.assembler(true, false);
        Stubs.emit(m);
        Golden.check(
                Golden.folder(isa).resolve("stubs.txt"), Golden.readable(m.finish().listing()));
    }

    @ParameterizedTest
    @EnumSource
    void everyListingHasItsImage(Isa isa) throws IOException {
        assumeFalse(Golden.blessing());
        Set<String> images = new TreeSet<>();
        for (Path path : images()) {
            images.add(nameOf(path));
        }
        Set<String> listings = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Golden.folder(isa))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = Golden.folder(isa).relativize(file).toString().replace('\\', '/');
                listings.add(name.substring(0, name.length() - ".txt".length()));
            }
        }
        listings.remove("stubs");
        assertEquals(images, listings);
    }

    /** An opcode with a template is in at least one image. */
    @Test
    void everyTemplateIsCaptured() throws IOException {
        Set<Opcode> captured = EnumSet.copyOf(NOT_CAPTURED);
        for (Path path : ImageReader.all()) {
            for (Insn insn : Decoder.decode(ImageReader.read(path))) {
                captured.add(insn.opcode());
            }
        }
        List<Opcode> missing = new ArrayList<>();
        for (String name : templatesInTheTable()) {
            Opcode opcode = Opcode.valueOf(name);
            if (!captured.contains(opcode)) {
                missing.add(opcode);
            }
        }
        assertEquals(List.of(), missing);
    }

    /** A specialized form that some template asks for is in at least one image. */
    @Test
    void everyPredictedFormIsCaptured() throws IOException {
        Set<Opcode> captured = EnumSet.noneOf(Opcode.class);
        for (Path path : ImageReader.all()) {
            for (Insn insn : Decoder.decode(ImageReader.read(path))) {
                captured.add(insn.seen());
            }
        }
        StringBuilder text = new StringBuilder();
        try (Stream<Path> sources = Files.list(templateSources())) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(source));
            }
        }
        Set<String> words = new HashSet<>(List.of(text.toString().split("\\W+")));
        List<Opcode> missing = new ArrayList<>();
        for (Opcode opcode : Opcode.values()) {
            if (opcode.kind() == Opcode.Kind.SPECIALIZED
                    && words.contains(opcode.name())
                    && !captured.contains(opcode)) {
                missing.add(opcode);
            }
        }
        assertEquals(List.of(), missing);
    }

    private static Path templateSources() {
        return ImageReader.fixtures().resolve("../src/main/java/dev/justjit/template");
    }

    /** The names in the case labels of the one table. */
    private static Set<String> templatesInTheTable() throws IOException {
        String text = Files.readString(templateSources().resolve("Templates.java"));
        Set<String> names = new TreeSet<>();
        var labels = java.util.regex.Pattern.compile("case ([A-Z0-9_,\\s]+?)\\s*->").matcher(text);
        while (labels.find()) {
            for (String name : labels.group(1).split(",")) {
                names.add(name.strip());
            }
        }
        names.remove("EXTENDED_ARG");
        assertTrue(names.size() > 90, "only " + names.size() + " templates found");
        return names;
    }
}

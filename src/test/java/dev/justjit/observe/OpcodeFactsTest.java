package dev.justjit.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.NotCompiled;
import dev.justjit.host.TestBuild;
import dev.justjit.template.Templates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of {@code opcodes} says what the sources do and what was measured. */
class OpcodeFactsTest {
    private static final Pattern WORD = Pattern.compile("\\b[A-Z][A-Z_0-9]+\\b");

    private final OpcodeFacts facts = new OpcodeFacts();

    @Test
    void compiledOpcodesAreThoseWithATemplate() {
        for (Opcode opcode : Opcode.values()) {
            if (opcode.kind() == Opcode.Kind.REAL) {
                assertEquals(hasTemplate(opcode), !facts.tiers(opcode).isEmpty(), opcode::name);
                if (!hasTemplate(opcode)) {
                    assertTrue(facts.note(opcode) != null, () -> "no reason for " + opcode);
                }
            }
        }
    }

    /** A template that is given nothing to work with fails, or has nothing to do. */
    private static boolean hasTemplate(Opcode opcode) {
        try {
            new Templates().emit(null, new Insn(0, 0, opcode, 0, 1, opcode));
        } catch (NotCompiled absent) {
            return false;
        } catch (RuntimeException tried) {
            return true;
        }
        return true;
    }

    @Test
    void usedSpecializationsAreThoseThatTemplatesName() throws IOException {
        TreeSet<String> named = new TreeSet<>();
        for (String source : sources()) {
            Matcher word = WORD.matcher(source);
            while (word.find()) {
                named.add(word.group());
            }
        }
        TreeSet<String> expected = new TreeSet<>();
        TreeSet<String> stated = new TreeSet<>();
        for (Opcode opcode : Opcode.values()) {
            if (opcode.kind() == Opcode.Kind.SPECIALIZED) {
                if (named.contains(opcode.name())) {
                    expected.add(opcode.name());
                }
                if (facts.isUsed(opcode)) {
                    stated.add(opcode.name());
                }
            }
        }
        assertEquals(expected, stated, "OpcodeFacts.USED names what templates look for");
    }

    /** The templates, and what they ask of instructions. */
    private static List<String> sources() throws IOException {
        Path classes = TestBuild.checkout("src/main/java/dev/justjit");
        try (Stream<Path> files = Files.list(classes.resolve("template"))) {
            Stream<Path> templates = files.filter(file -> file.toString().endsWith(".java"));
            return Stream.concat(templates, Stream.of(classes.resolve("bytecode/Insn.java")))
                    .map(OpcodeFactsTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void everyCompiledOpcodeIsRunByAFixture() {
        Map<String, Integer> measured = Measured.fixturesByOpcode();
        for (Opcode opcode : Opcode.values()) {
            if (opcode.kind() == Opcode.Kind.REAL) {
                boolean runs = !facts.tiers(opcode).isEmpty();
                assertEquals(runs, measured.containsKey(opcode.name()), opcode::name);
            }
        }
    }

    @Test
    void everyOpcodeHasARow() {
        assertEquals(Opcode.values().length, OpcodeTable.rows().size());
    }
}

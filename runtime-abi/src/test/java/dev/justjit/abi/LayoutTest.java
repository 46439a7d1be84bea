package dev.justjit.abi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts are those of the C headers, and make sense in themselves. */
class LayoutTest {
    /** A line of c-fields.txt: where a Java constant comes from. */
    private record Source(String owner, String constant, boolean isOffset, String expression) {
        Class<?> type() throws ClassNotFoundException {
            return Class.forName("dev.justjit.abi.layout." + owner);
        }

        long value() throws ReflectiveOperationException {
            return type().getField(constant).getLong(null);
        }

        String probe() {
            String c = isOffset ? "offsetof(" + expression + ")" : expression;
            return "printf(\"" + owner + " " + constant + " %ld\\n\", (long) (" + c + "));\n";
        }
    }

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        try (InputStream in = LayoutTest.class.getResourceAsStream("c-fields.txt")) {
            byte[] bytes = Objects.requireNonNull(in).readAllBytes();
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                String[] word = line.split(" ", 4);
                sources.add(new Source(word[0], word[1], word[2].equals("offset"), word[3]));
            }
        }
        return sources;
    }

    @Test
    void offsetsAreThoseOfTheHeaders(@TempDir Path folder) throws Exception {
        Optional<TestPython> python = TestPython.find();
        assumeTrue(python.isPresent());
        if (!TestPython.hasProgram("gcc")) {
            System.out.println("skipped: no gcc to read the headers with");
            assumeTrue(false);
        }
        StringBuilder program = new StringBuilder("#define Py_BUILD_CORE 1\n");
        program.append("#include \"Python.h\"\n#include <stddef.h>\n#include <stdio.h>\n");
        String headers =
                "object frame interp dict list tuple range genobject code moduleobject runtime gc";
        for (String header : headers.split(" ", -1)) {
            program.append("#include \"internal/pycore_").append(header).append(".h\"\n");
        }
        program.append("int main(void) {\n");
        Map<String, Source> wanted = new HashMap<>();
        for (Source source : sources()) {
            program.append(source.probe());
            wanted.put(source.owner() + " " + source.constant(), source);
        }
        program.append("return 0; }\n");
        Path file = Files.writeString(folder.resolve("probe.c"), program);
        String binary = folder.resolve("probe").toString();
        String include = "-I" + python.get().headers();
        String internal = include + "/internal";
        TestPython reference = python.get();
        reference.lines("gcc", "-w", include, internal, "-o", binary, file.toString());
        Set<String> wrong = new TreeSet<>();
        List<String> lines = reference.lines(binary);
        for (String line : lines) {
            int end = line.lastIndexOf(' ');
            Source source = Objects.requireNonNull(wanted.get(line.substring(0, end)));
            if (source.value() != Long.parseLong(line.substring(end + 1))) {
                wrong.add(line + " but " + source.value());
            }
        }
        assertEquals(new TreeSet<>(), wrong);
        assertEquals(wanted.size(), lines.size());
    }

    @Test
    void noTwoFieldsShareAnOffset() throws Exception {
        Set<String> seen = new HashSet<>();
        for (Source source : sources()) {
            if (source.isOffset()) {
                assertTrue(seen.add(source.owner() + source.value()), source.toString());
            }
        }
        assertTrue(seen.size() > 300);
    }

    @Test
    void layoutsAreConstantsOnly() throws Exception {
        Set<Class<?>> types = new HashSet<>();
        for (Source source : sources()) {
            types.add(source.type());
        }
        assertTrue(types.size() > 40);
        for (Class<?> type : types) {
            assertTrue(Modifier.isFinal(type.getModifiers()), type.getName());
            assertEquals(0, type.getConstructors().length, type.getName());
            assertEquals(0, type.getDeclaredMethods().length, type.getName());
            for (Field field : type.getDeclaredFields()) {
                int constant = Modifier.PUBLIC | Modifier.STATIC | Modifier.FINAL;
                assertEquals(constant, field.getModifiers(), field.toString());
                assertTrue(field.getType().isPrimitive(), field.toString());
            }
        }
    }
}

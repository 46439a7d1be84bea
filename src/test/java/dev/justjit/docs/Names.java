package dev.justjit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names that the sources use: of settings and of commands. */
final class Names {
    private static final Pattern VARIABLE = Pattern.compile("\\bJUSTJIT_[A-Z]+(?:_[A-Z]+)*\\b");
    private static final Pattern PROPERTY =
            Pattern.compile("\"(justjit(?:\\.[a-z]+)+)\"|-D(justjit(?:\\.[a-z]+)+)");
    private static final Pattern COMMAND =
            Pattern.compile(
                    "@Command\\(\\s*name = \"([a-z]+)\"|\\[ \"\\$\\{1:-\\}\" = ([a-z]+) \\]");

    private Names() {}

    static Set<String> variables() throws IOException {
        return found(VARIABLE, ".java", ".py");
    }

    /** Of Java; modules of the Python package are named in the same way. */
    static Set<String> properties() throws IOException {
        Path python = Page.root().resolve("src/main/python");
        Set<String> names = found(PROPERTY, ".java");
        names.removeIf(name -> Files.exists(python.resolve(name.replace('.', '/') + ".py")));
        return names;
    }

    /** Of the jar and of the launcher. */
    static Set<String> commands() throws IOException {
        return found(COMMAND, ".java");
    }

    /** Classes of tests that are run with the jar. */
    static Set<String> integrationTests() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Page.root().resolve("src/test/java"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("IT.java"))
                    .forEach(name -> names.add(name.replace(".java", "")));
        }
        return names;
    }

    /** What a pattern finds in the sources with some ending, and in the launcher. */
    private static Set<String> found(Pattern pattern, String... endings) throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Page.root().resolve("src/main"))) {
            for (Path file : files.filter(each -> ends(each, endings)).toList()) {
                add(names, pattern, Files.readString(file));
            }
        }
        add(names, pattern, Page.text(Path.of("justjit")));
        return names;
    }

    private static boolean ends(Path file, String... endings) {
        return Files.isRegularFile(file)
                && List.of(endings).stream().anyMatch(file.toString()::endsWith);
    }

    /** Adds the first group that matched, or all of the match. */
    static void add(Set<String> names, Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String name = matcher.group();
            for (int group = matcher.groupCount(); group > 0; group--) {
                name = matcher.group(group) == null ? name : matcher.group(group);
            }
            names.add(name);
        }
    }
}

package dev.justjit.docs;

import dev.justjit.host.TestBuild;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of the checkout.
 *
 * @param path from the root of the checkout
 */
record Page(Path path, List<String> lines) {
    private static final Path ROOT = TestBuild.checkout("");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final String FENCE = "```";

    /**
     * What stands between two fences.
     *
     * @param line number of the first fence
     * @param language empty where none is said
     * @param file the name that follows the language, or empty
     */
    record Block(Page page, int line, String language, String file, List<String> lines) {
        @Override
        public String toString() {
            return page.path + ":" + line;
        }
    }

    /** The README and the manual. */
    static List<Page> all() {
        List<Path> paths = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> manual = Files.list(ROOT.resolve("src/docs"))) {
            manual.filter(file -> file.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .sorted()
                    .forEach(paths::add);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        paths.add(Path.of("bench/README.md"));
        return paths.stream().map(Page::read).toList();
    }

    static Page read(Path path) {
        return new Page(path, text(path).lines().toList());
    }

    /** A file of the checkout. */
    static String text(Path path) {
        try {
            return Files.readString(ROOT.resolve(path));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static Path root() {
        return ROOT;
    }

    List<Block> blocks() {
        List<Block> all = new ArrayList<>();
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(FENCE)) {
                continue;
            }
            if (start < 0) {
                start = i;
                continue;
            }
            String[] info = lines.get(start).substring(FENCE.length()).strip().split(" ", 2);
            String file = info.length > 1 ? info[1] : "";
            all.add(new Block(this, start + 1, info[0], file, lines.subList(start + 1, i)));
            start = -1;
        }
        return all;
    }

    /** Targets of links as they are written, those to other hosts excepted. */
    List<String> links() {
        List<String> all = new ArrayList<>();
        for (String line : prose()) {
            Matcher link = LINK.matcher(line);
            while (link.find()) {
                if (!link.group(1).contains("://")) {
                    all.add(link.group(1));
                }
            }
        }
        return all;
    }

    /** What a link can end with, as code hosts make it of headings. */
    Set<String> anchors() {
        Set<String> all = new TreeSet<>();
        for (String line : prose()) {
            if (line.startsWith("#")) {
                String title = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
                all.add(title.replaceAll("[^\\w\\- ]", "").replace(' ', '-'));
            }
        }
        return all;
    }

    /** The lines that are in no block. */
    private List<String> prose() {
        List<String> all = new ArrayList<>();
        boolean inside = false;
        for (String line : lines) {
            if (line.startsWith(FENCE)) {
                inside = !inside;
            } else if (!inside) {
                all.add(line);
            }
        }
        return all;
    }
}

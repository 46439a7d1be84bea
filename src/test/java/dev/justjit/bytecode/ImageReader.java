package dev.justjit.bytecode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads code images from text. A line is a key, a space and a value; {@code #} starts a comment
 * line. The key {@code code} comes once per instruction with its inline cache: hexadecimal clean
 * bytecode, then the live one.
 */
public final class ImageReader {
    private static final HexFormat HEX = HexFormat.of();

    private final Path path;
    private String name = "";
    private int firstLine;
    private int flags;
    private int arguments;
    private int keywordOnly;
    private int stackSize;
    private int freeVariables;
    private int firstTraceable;
    private boolean immortal;
    private int ownName = -1;
    private CodeImage.KeysShape globalsKeys = CodeImage.KeysShape.NONE;
    private CodeImage.KeysShape builtinsKeys = CodeImage.KeysShape.NONE;
    private String exceptions = "";
    private String lines = "";
    private final StringBuilder clean = new StringBuilder();
    private final StringBuilder live = new StringBuilder();
    private final List<Constant> constants = new ArrayList<>();
    private final List<String> globals = new ArrayList<>();
    private final List<String> locals = new ArrayList<>();
    private final StringBuilder kinds = new StringBuilder();

    private ImageReader(Path path) {
        this.path = path;
    }

    /** The folder of all fixtures. */
    public static Path fixtures() {
        return Path.of(System.getProperty("justjit.fixtures", "../fixtures"));
    }

    /** All captured images, sorted. */
    public static List<Path> all() {
        try (Stream<Path> files = Files.walk(fixtures().resolve("images"))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image {@code family/name}. */
    public static CodeImage read(String name) {
        return read(fixtures().resolve("images").resolve(name + ".txt"));
    }

    public static CodeImage read(Path path) {
        try {
            return parse(path, Files.readAllLines(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CodeImage parse(Path path, List<String> text) {
        ImageReader reader = new ImageReader(path);
        for (String line : text) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int space = line.indexOf(' ');
                String key = space < 0 ? line : line.substring(0, space);
                reader.set(key, space < 0 ? "" : line.substring(space + 1));
            }
        }
        return reader.image();
    }

    private void set(String key, String value) {
        switch (key) {
            case "name" -> name = value;
            case "first-line" -> firstLine = Integer.parseInt(value);
            case "flags" -> flags = Integer.decode(value);
            case "arguments" -> arguments = Integer.parseInt(value);
            case "keyword-only" -> keywordOnly = Integer.parseInt(value);
            case "stack-size" -> stackSize = Integer.parseInt(value);
            case "free-variables" -> freeVariables = Integer.parseInt(value);
            case "first-traceable" -> firstTraceable = Integer.parseInt(value);
            case "immortal" -> immortal = value.equals("1");
            case "own-name" -> ownName = Integer.parseInt(value);
            case "globals-keys" -> globalsKeys = shape(value);
            case "builtins-keys" -> builtinsKeys = shape(value);
            case "local" -> {
                kinds.append(value, 0, 2);
                locals.add(value.substring(3));
            }
            case "constant" -> constants.add(constant(value));
            case "global" -> globals.add(value);
            case "exceptions" -> exceptions = value;
            case "lines" -> lines = value;
            case "code" -> {
                String[] words = value.split(" ");
                clean.append(words[0]);
                live.append(words[1]);
            }
            default -> throw new IllegalArgumentException(path + ": unknown key " + key);
        }
    }

    private static CodeImage.KeysShape shape(String text) {
        String[] words = text.split(" ");
        return new CodeImage.KeysShape(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
    }

    private static Constant constant(String text) {
        String[] words = text.split(" ");
        Constant.Kind kind = Constant.Kind.valueOf(words[0]);
        return switch (kind) {
            case INT -> Constant.ofInt(Long.parseLong(words[1]));
            case BOOL -> Constant.ofBool(words[1].equals("1"));
            case FLOAT -> Constant.ofFloat(Double.parseDouble(words[1]));
            default -> Constant.of(kind, words[0].toLowerCase(java.util.Locale.ROOT));
        };
    }

    private CodeImage image() {
        return new CodeImage(
                name,
                "image.py",
                firstLine,
                flags,
                arguments,
                keywordOnly,
                locals.size(),
                stackSize,
                freeVariables,
                firstTraceable,
                HEX.parseHex(clean),
                HEX.parseHex(live),
                HEX.parseHex(exceptions),
                HEX.parseHex(lines),
                constants,
                globals,
                locals,
                HEX.parseHex(kinds),
                immortal,
                ownName,
                globalsKeys,
                builtinsKeys);
    }
}

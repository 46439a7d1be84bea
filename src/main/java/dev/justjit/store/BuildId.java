package dev.justjit.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which compiler this is: a digest of all classes of ours, made when they are built and kept beside them. Machine
 * code of one build is of no use to another.
 */
public final class BuildId {
    private static final String NAME = "build.id";

    /** Hexadecimal digits. */
    private static final int LENGTH = 32;

    /** They fit into a long. */
    private static final int NUMBER_DIGITS = 15;

    private static final String CLASSES = "dev/justjit";

    /** One class of each part that has a say in what machine code is. */
    private static final List<String> PARTS =
            List.of(
                    "dev/justjit/abi/Opcode.class",
                    "dev/justjit/asm/x64/X64Assembler.class",
                    "dev/justjit/asm/a64/A64Assembler.class",
                    "dev/justjit/compile/Compiler.class");

    private BuildId() {}

    /** The digest, or null if these classes have none: they were not built as they should be. */
    public static @Nullable String read() throws IOException {
        try (InputStream file = BuildId.class.getResourceAsStream(NAME)) {
            if (file == null) {
                return null;
            }
            String id = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
            return id.length() == LENGTH ? id : null;
        }
    }

    /** The same as a number, a part of it; 0 for none. */
    public static long number() throws IOException {
        String id = read();
        return id == null ? 0 : Long.parseLong(id.substring(0, NUMBER_DIGITS), 16);
    }

    /** Writes the digest of the classes that are being built into this package's folder. */
    public static void write(Path classes) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (URL root : Collections.list(BuildId.class.getClassLoader().getResources(CLASSES))) {
            URI place = URI.create(root.toString());
            if (place.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(place, Map.of())) {
                    add(jar.getPath(CLASSES), files);
                }
            } else {
                add(Path.of(place), files);
            }
        }
        if (!files.keySet().containsAll(PARTS)) {
            throw new IllegalStateException("not all parts of the compiler are there: " + PARTS);
        }
        Path file = classes.resolve("dev/justjit/store").resolve(NAME);
        Files.createDirectories(file.getParent());
        Files.writeString(file, digest(files));
    }

    /**
     * @param folder the one of {@link #CLASSES}
     */
    private static void add(Path folder, Map<String, byte[]> files) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                String name = CLASSES + "/" + folder.relativize(each).toString();
                if (name.endsWith(".class")) {
                    files.put(name, Files.readAllBytes(each));
                }
            }
        }
    }

    private static String digest(Map<String, byte[]> files) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(
                    Integer.toString(file.getValue().length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(file.getValue());
        }
        StringBuilder text = new StringBuilder();
        for (byte each : digest.digest()) {
            text.append(Character.forDigit(each >> 4 & 15, 16));
            text.append(Character.forDigit(each & 15, 16));
        }
        return text.substring(0, LENGTH);
    }
}

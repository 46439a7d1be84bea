package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs source text in the module {@code __main__}. All methods need the GIL but {@link #read}. */
final class Sources {
    private final SourceLines lines = new SourceLines();

    /** Compiles and runs a text; a new reference. */
    long run(String source, int start) {
        byte[] utf8 = source.getBytes(StandardCharsets.UTF_8);
        require(utf8);
        long name = CApi.unicode(lines.nextName());
        long code = CApi.compile(utf8, name, start, CApi.IGNORE_COOKIE);
        if (code != 0) {
            lines.keep(code, source, name);
        }
        CApi.decRef(name);
        return evaluate(code);
    }

    /** A file's bytes. */
    static byte[] read(Path file) throws IOException {
        byte[] source = Files.readAllBytes(file);
        require(source);
        return source;
    }

    /** Compiles and runs a file that was read, in the encoding that it names. */
    void run(byte[] source, Path file) {
        long name = Errors.check(CApi.unicode(file.toAbsolutePath().toString()));
        long code = CApi.compile(source, name, CApi.FILE_INPUT, 0);
        if (code != 0) {
            CApi.setItem(CApi.mainDict(), "__file__", name);
        }
        CApi.decRef(name);
        CApi.decRef(evaluate(code));
    }

    private static void require(byte[] source) {
        for (byte each : source) {
            if (each == 0) {
                throw new IllegalArgumentException("Python source cannot contain null characters");
            }
        }
    }

    private static long evaluate(long code) {
        Errors.check(code);
        long globals = CApi.mainDict();
        long result = CApi.evalCode(code, globals, globals);
        CApi.decRef(code);
        return Errors.check(result);
    }

    /**
     * Finds what a name of {@link Python#function} says; a new reference.
     *
     * @throws IllegalArgumentException when {@code __main__} has none of that name
     */
    static long lookUp(String name) {
        int colon = name.indexOf(':');
        String[] path = name.substring(colon + 1).split("\\.", -1);
        long object = first(name, colon, path[0]);
        for (int i = 1; i < path.length; i++) {
            long owner = object;
            object = CApi.attribute(owner, path[i]);
            CApi.decRef(owner);
            Errors.check(object);
        }
        return object;
    }

    private static long first(String name, int colon, String variable) {
        if (colon >= 0) {
            return Errors.check(CApi.importAttribute(name.substring(0, colon), variable));
        }
        long object = CApi.getItem(CApi.mainDict(), variable);
        if (object == 0) {
            throw new IllegalArgumentException("__main__ has no function " + variable);
        }
        return CApi.incRef(object);
    }
}

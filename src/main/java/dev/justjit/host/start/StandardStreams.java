package dev.justjit.host.start;

import dev.justjit.host.process.CApi;
import dev.justjit.host.process.Libc;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard streams that were closed when the process started. The JVM's own files took their numbers, so Python
 * finds them open; to a {@code python3} they are None, and to its children they are closed.
 */
public final class StandardStreams {
    private static final String[] NAMES = {"stdin", "stdout", "stderr"};

    private StandardStreams() {}

    /** Takes from Python what is none of the process's; needs the GIL. */
    public static void hideThoseOfTheJvm() {
        for (int i = 0; i < NAMES.length; i++) {
            if (isOfTheJvm(i)) {
                CApi.sys(NAMES[i], CApi.NONE);
                CApi.sys("__" + NAMES[i] + "__", CApi.NONE);
                Libc.closeOnExec(i);
            }
        }
    }

    private static boolean isOfTheJvm(int descriptor) {
        try {
            Path open = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor));
            String name = open.toString();
            if (name.endsWith("/lib/modules")) {
                return isSame(open, System.getProperty("java.home") + "/lib/modules");
            }
            return name.endsWith(".jar") && isOnClassPath(open);
        } catch (IOException closed) {
            return false;
        }
    }

    private static boolean isOnClassPath(Path open) {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (isSame(open, entry)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path real, String path) {
        try {
            return real.equals(Path.of(path).toRealPath());
        } catch (IOException absent) {
            return false;
        }
    }
}

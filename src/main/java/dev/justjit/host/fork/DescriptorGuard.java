package dev.justjit.host.fork;

import dev.justjit.host.process.CApi;
import dev.justjit.host.process.PythonPath;

/**
 * Keeps the JVM's own files open when a program closes a range of descriptors: the class library and the jars,
 * without which the next class cannot be loaded. A process without a JVM would not have them, so nothing is missed.
 * In a forked child, where no Java runs, the range is closed as it is.
 */
public final class DescriptorGuard {
    private static final String SOURCE =
            """
            def guard(files):
                import os, posix
                real = posix.closerange
                process = posix.getpid()

                def own(low, high):
                    places = set(map(os.path.realpath, files.split(":")))
                    for name in posix.listdir("/proc/self/fd"):
                        number = int(name)
                        if low <= number < high:
                            try:
                                if posix.readlink(f"/proc/self/fd/{number}") in places:
                                    yield number
                            except OSError:
                                pass

                def closerange(fd_low, fd_high, /):
                    "Closes all file descriptors in [fd_low, fd_high), ignoring errors."
                    numbers = type(fd_low) is int and type(fd_high) is int
                    if numbers and fd_low < fd_high and posix.getpid() == process:
                        try:
                            kept = sorted(own(fd_low, fd_high))
                        except OSError:
                            kept = ()
                        for number in kept:
                            real(fd_low, number)
                            fd_low = number + 1
                    real(fd_low, fd_high)

                closerange.__module__ = "posix"
                os.closerange = posix.closerange = closerange
            """;

    private DescriptorGuard() {}

    /** Has {@code os.closerange} look; needs the GIL. */
    public static void install() {
        long guard = PythonPath.helperFunction(SOURCE, "<justjit.descriptors>", "guard");
        String classes = System.getProperty("java.home") + "/lib/modules";
        long files = CApi.unicode(classes + ":" + System.getProperty("java.class.path"));
        if (guard != 0 && files != 0) {
            CApi.decRef(CApi.call(guard, files));
        }
        CApi.decRef(files);
        CApi.decRef(guard);
        CApi.clearError();
    }
}

package dev.justjit.spark;

import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The one engine of this JVM. Spark may load this class many times: into the loader of {@code --jars}, of a session's
 * artifacts, of a user's class path that comes first. CPython can be started only once in a process, so the classes that
 * know it are loaded by a loader of their own, under the system's; who comes first makes it, of the jars that it came from
 * itself, and leaves the engine among the system properties, under a name that no text has.
 */
final class Engines {
    private static final String ENGINE = "dev.justjit.spark.engine.Engine";

    private static volatile @Nullable BiFunction<String, Object[], @Nullable Object> known;

    private Engines() {}

    /** Starts Python, unless this JVM has it: then the settings are those of whoever came first. */
    static BiFunction<String, Object[], @Nullable Object> engine(Map<String, String> settings) {
        BiFunction<String, Object[], @Nullable Object> engine = known;
        if (engine == null) {
            engine = shared(settings);
            known = engine;
        }
        return engine;
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<String, Object[], @Nullable Object> shared(
            Map<String, String> settings) {
        Properties properties = System.getProperties();
        // not the properties themselves: threads that start Python set some
        Object lock = properties.computeIfAbsent(ENGINE + ".lock", name -> new Object());
        synchronized (lock) {
            Object found = properties.get(ENGINE);
            if (found == null) {
                found = start(settings);
                properties.put(ENGINE, found);
            }
            return (BiFunction<String, Object[], @Nullable Object>) found;
        }
    }

    private static Object start(Map<String, String> settings) {
        URLClassLoader loader =
                new URLClassLoader(
                        "justjit",
                        jars(Engines.class.getClassLoader()),
                        ClassLoader.getSystemClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // what looks for classes and resources while Python starts is to find those of this loader
        thread.setContextClassLoader(loader);
        try {
            return Class.forName(ENGINE, true, loader)
                    .getMethod("start", Map.class)
                    .invoke(null, settings);
        } catch (InvocationTargetException failure) {
            Throwable cause = failure.getCause();
            throw new IllegalStateException(
                    "Python cannot be started in this JVM: " + cause, cause);
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Those of a loader and its parents; none for the class path of the JVM. */
    private static URL[] jars(@Nullable ClassLoader first) {
        List<URL> urls = new ArrayList<>();
        for (ClassLoader each = first; each != null; each = each.getParent()) {
            if (each instanceof URLClassLoader loader) {
                urls.addAll(List.of(loader.getURLs()));
            }
        }
        return urls.toArray(new URL[0]);
    }
}

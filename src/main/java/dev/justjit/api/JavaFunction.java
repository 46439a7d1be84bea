package dev.justjit.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Java code that Python calls with any arguments. Other functional interfaces do as well, and have their arguments
 * converted to the types that they declare: see {@link Python#callable(Class, Object)}.
 */
@FunctionalInterface
public interface JavaFunction {
    /**
     * Called on the thread that runs the Python code, without Python's lock, which other threads may have meanwhile. May
     * use Python.
     *
     * @param arguments the positional arguments in their Java form, see {@link PyValue#toJava}
     * @param keywords the keyword arguments, likewise
     * @return what is converted to Python
     * @throws Exception which Python code sees as a {@code justjit.java.JavaException}; a {@link PythonException} goes on
     *     as the Python exception that it is
     */
    @Nullable Object call(List<@Nullable Object> arguments, Map<String, @Nullable Object> keywords)
            throws Exception;
}

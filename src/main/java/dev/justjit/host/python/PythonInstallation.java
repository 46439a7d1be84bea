package dev.justjit.host.python;

/**
 * One CPython on this machine that can be loaded.
 *
 * @param library path of libpython
 * @param executable path of the interpreter program; becomes {@code sys.executable}, and CPython
 *     derives its standard library (or virtual environment) from it
 * @param origin where it came from, for messages
 */
public record PythonInstallation(String library, String executable, String origin) {}

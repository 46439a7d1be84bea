package dev.justjit.attach.event;

import java.util.List;

/**
 * A range of machine code with a name, as profilers and debuggers know it.
 *
 * @param name qualified name of the function, or of the stub
 * @param kind what the machine code is of the function; empty for a stub
 * @param file {@code co_filename}, or empty
 * @param address where it begins
 * @param length in bytes
 * @param lines which source lines it is of, in the order of the machine code; may be empty
 */
public record NativeCode(
        String name, String kind, String file, long address, int length, List<Line> lines) {
    /** The kind of code that calls of the function run. */
    public static final String CALLS = "jit";

    /**
     * From here on the machine code is of this line.
     *
     * @param offset in bytes from the start of the range
     * @param line at least 1
     */
    public record Line(int offset, int line) {}

    /** One line of text: as CPython names functions to {@code perf}, and what is compiled of them. */
    public String label() {
        String text = file.isEmpty() ? "justjit::" + name : "py::" + name + ":" + file;
        return clean(kind.isEmpty() ? text : text + " (" + kind + ")");
    }

    /** Names may have any character, and the files of profilers are lines. */
    public static String clean(String text) {
        StringBuilder clean = new StringBuilder(text);
        for (int i = 0; i < clean.length(); i++) {
            if (Character.isISOControl(clean.charAt(i))) {
                clean.setCharAt(i, '?');
            }
        }
        return clean.toString();
    }
}

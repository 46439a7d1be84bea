package dev.justjit.cli;

import dev.justjit.host.HostHooks;
import dev.justjit.host.PythonHost;
import java.util.Map;

/**
 * What the commands ask of the compiler. Methods that take a {@code target} get a Python file, or
 * {@code file.py:function}, or {@code module:function}.
 */
public interface JitCommands {
    /**
     * Called once by {@code run} before Python is loaded.
     *
     * @return the hooks by which the compiler attaches to the program
     */
    HostHooks configure(RunOptions options);

    /**
     * Called with the GIL: the opcodes of this Python, and how each is compiled; as JSON or as a table
     * in Markdown.
     */
    String opcodes(PythonHost host, boolean json);

    /**
     * Called with the GIL: what was or would be compiled of a target, and why not the rest.
     *
     * @throws IllegalArgumentException when there is no such target
     */
    String explain(PythonHost host, String target, boolean json);

    /**
     * Called with the GIL: the listing of a target's machine code.
     *
     * @param isa {@code x64} or {@code a64}, or empty for this machine's
     * @param expression runs ten times before, after the target's file; nothing does if it is empty
     * @throws IllegalArgumentException when there is no such target, or when the expression raises
     */
    String listing(PythonHost host, String target, String isa, String expression);

    /**
     * Called with the GIL: the graph of a target, before the passes of the optimizing compiler and after.
     *
     * @param expression what is to be run ten times before, after the file; empty: nothing is run
     * @throws IllegalArgumentException when there is no such target
     */
    String graph(PythonHost host, String target, String expression);

    /**
     * Called with the GIL: verifies the graphs of all code in a file or folder.
     *
     * @throws IllegalArgumentException when there is no such file
     */
    String verifyGraphs(PythonHost host, String path);

    /** Called with the GIL: facts for {@code doctor}, by name, in order. */
    Map<String, String> checks(PythonHost host);
}

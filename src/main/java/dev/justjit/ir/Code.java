package dev.justjit.ir;

import java.util.List;

/**
 * A code object that a graph takes instructions from: the function's own, or one that is inlined.
 *
 * @param number its number in the graph; the function's own has 0
 * @param name qualified name
 * @param filename file
 * @param line first line
 * @param locals names of its locals, cells and free variables
 */
public record Code(int number, String name, String filename, int line, List<String> locals) {}

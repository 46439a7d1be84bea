package dev.justjit.opt;

import dev.justjit.ir.Graph;

/** Changes a graph into one that does the same. */
interface Pass {
    void run(Graph graph);
}

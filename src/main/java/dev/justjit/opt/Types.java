package dev.justjit.opt;

import dev.justjit.ir.Graph;
import dev.justjit.ir.TypeInference;

/** All types anew, as exact as they follow from each other. */
final class Types implements Pass {
    @Override
    public void run(Graph graph) {
        TypeInference.run(graph);
    }
}

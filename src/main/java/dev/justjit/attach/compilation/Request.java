package dev.justjit.attach.compilation;

import dev.justjit.attach.live.CompiledCode;
import dev.justjit.tiering.CompileService;

/** A compilation that was asked for. It holds no reference to its code object. */
interface Request extends CompileService.Job {
    /** What it is for. The result is dropped if its code object has died meanwhile. */
    CompiledCode known();

    /** Installs the result, or notes why there is none. Needs the GIL. */
    void finish();

    /** There is nobody to have the result any more. Needs the GIL. */
    default void drop() {}
}

package dev.justjit.build;

import dev.justjit.ir.Kind;
import java.util.List;

/**
 * Where a graph begins.
 *
 * @param unit 0: the start of a call; or the unit of a loop's header, which frames enter as they are
 * @param kinds what is in the slots of such frames, the locals and then the stack: it is proved at the entry; UNKNOWN is
 *     not
 * @param running whether the interpreter has begun these frames: it ends them, too
 */
public record Entry(int unit, List<Kind> kinds, boolean running) {
    /** The start of a call. */
    public static final Entry CALL = new Entry(0, List.of(), false);

    /** The header of a loop, with nothing known. */
    public static Entry at(int unit) {
        return new Entry(unit, List.of(), false);
    }
}

package dev.justjit.compile;

import dev.justjit.masm.MacroAssembler;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the bytes of one compilation are for: where the assembler stood before and after each part. */
public final class CodeTally {
    /** Header and entries. */
    static final String ENTRIES = "entries";

    /** The slots of the pool. */
    static final String POOL = "pool";

    private final Map<String, Integer> bytes = new TreeMap<>();
    private @Nullable MacroAssembler assembler;
    private int position;

    /** Bytes by cause: {@code entries}, {@code pool}, {@code hot} with the opcode, {@code cold} with the class. */
    public Map<String, Integer> bytes() {
        return bytes;
    }

    /** A compilation starts, perhaps once more. */
    void begin(MacroAssembler m) {
        bytes.clear();
        assembler = m;
        position = m.position();
    }

    /** What was emitted since the last note has this cause. */
    void note(String cause) {
        if (assembler != null) {
            int now = assembler.position();
            bytes.merge(cause, now - position, Integer::sum);
            position = now;
        }
    }

    /** The same for cold code, by its class; classes without a name count as those they are in. */
    void note(ColdCode code) {
        String name = code.getClass().getName();
        note("cold " + name.substring(name.lastIndexOf('.') + 1));
    }
}

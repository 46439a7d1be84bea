package dev.justjit.compile;

import dev.justjit.masm.MacroAssembler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the bytes of one compilation are for: where the assembler stood before and after each part, and instruction. */
public final class CodeTally {
    /** Header and entries. */
    static final String ENTRIES = "entries";

    /** The slots of the pool. */
    static final String POOL = "pool";

    private final Map<String, Integer> bytes = new TreeMap<>();
    private @Nullable MacroAssembler assembler;
    private int position;
    private String part = OWN;
    private final List<Place> places = new ArrayList<>();

    /** The part that is the code itself and no function that it calls with registers. */
    public static final String OWN = "";

    /**
     * Where the machine code of an instruction begins.
     *
     * @param offset in the code
     * @param unit of the instruction
     * @param part {@link #OWN}, or the name of the function that the instruction is of
     */
    public record Place(int offset, int unit, String part) {}

    /** Where the machine code of instructions begins, in the order of the machine code. */
    public List<Place> places() {
        return places;
    }

    /** What is emitted from here on is of this instruction. */
    public void at(int unit) {
        if (assembler != null) {
            places.add(new Place(assembler.position(), unit, part));
        }
    }

    /** What is emitted from here on is of this function. */
    public void part(String name) {
        part = name;
    }

    /** Bytes by cause: {@code entries}, {@code pool}, {@code hot} with the opcode, {@code cold} with the class. */
    public Map<String, Integer> bytes() {
        return bytes;
    }

    /** A compilation starts, perhaps once more. */
    public void begin(MacroAssembler m) {
        bytes.clear();
        places.clear();
        part = OWN;
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

package dev.justjit.lower;

import dev.justjit.compile.FrameCode;
import dev.justjit.ir.FrameState;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * For tests: every place where code may be left is left on purpose, the first, second, third and tenth time that it is
 * reached ({@code -Djustjit.exits=always}), or at four times chosen by chance ({@code random:EVERY:SEED}). Such exits have
 * counters of their own, so that no code is thrown away for them.
 */
final class ForcedExits {
    private static final String PROPERTY = "justjit.exits";
    private static final String SETTING = System.getProperty(PROPERTY, "");
    private static final String RANDOM = "random:";
    private static final long[] ALWAYS = {1, 2, 3, 10};
    private static final int MOST_PLACES = 3000;
    private static final String REASON = "on purpose";

    private final Function function;
    private final FrameCode code;
    private final MacroAssembler m;
    private int places;

    ForcedExits(Function function) {
        this.function = function;
        code = function.code();
        m = function.masm();
    }

    /** Whether the next place is left. Those of huge functions are not, after the first ones. */
    boolean areOn() {
        return !SETTING.isEmpty() && places < MOST_PLACES;
    }

    /** Why the next place is left: no other exit has this reason. */
    String reason() {
        return REASON + ' ' + places;
    }

    /** One more place: jumps where it is left, at the chosen times. {@code RET} and {@code ARG0} are lost. */
    void here(FrameState state, Label left) {
        m.load(
                Reg.ARG0,
                code.counter(
                        function.instructions().of(state.outermost()),
                        "reached, to leave " + reason()));
        m.addMem(Width.W64, Mem.at(Reg.ARG0, 0), 1);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, 0));
        for (long time : times()) {
            m.branch(Cond.EQ, Width.W64, Reg.RET, (int) time, left);
        }
        places++;
    }

    /**
     * @throws IllegalArgumentException if the setting is none
     */
    private long[] times() {
        if (!SETTING.startsWith(RANDOM)) {
            if (!"always".equals(SETTING)) {
                throw new IllegalArgumentException(PROPERTY + "=" + SETTING);
            }
            return ALWAYS;
        }
        String[] parts = SETTING.substring(RANDOM.length()).split(":", 2);
        int every = Integer.parseInt(parts[0]);
        long seed = Long.parseLong(parts[1]) << Integer.SIZE;
        Random random = new Random(seed ^ 31L * code.image().name().hashCode() + places);
        random.nextInt();
        long[] gaps = LongStream.generate(() -> 1 + random.nextInt(every)).limit(4).toArray();
        java.util.Arrays.parallelPrefix(gaps, Long::sum);
        return gaps;
    }
}

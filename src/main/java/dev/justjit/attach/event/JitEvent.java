package dev.justjit.attach.event;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.ffi.Native;
import org.jspecify.annotations.Nullable;

/**
 * Something that the compiler has done.
 *
 * @param kind what
 * @param nanos when, by the monotonic clock
 * @param code address of the code object
 * @param name its qualified name
 * @param units how many code units it has
 * @param unit of the loop or of the instruction that was left; -1: none
 * @param micros what compiling took
 * @param bytes of machine code
 * @param stored whether the machine code was stored by an earlier run
 * @param detail the reason, or null
 */
public record JitEvent(
        Kind kind,
        long nanos,
        long code,
        String name,
        int units,
        int unit,
        long micros,
        int bytes,
        boolean stored,
        @Nullable String detail) {
    /** {@code co_filename}. To be asked while the observer is told: the code object lives. */
    public String file() {
        return Objects.text(Native.getLong(code + PyCode.FILENAME));
    }

    /** Line of the unit, or the first one of the function; 0: none. To be asked while the observer is told. */
    public int line() {
        return unit < 0
                ? Native.getInt(code + PyCode.FIRSTLINENO)
                : Snapshot.lines(code).line(unit);
    }

    /** What happened. */
    public enum Kind {
        COMPILED,
        RECOMPILED,
        REFUSED,
        REGION,
        REGION_REFUSED,
        LEFT
    }
}

package dev.justjit.attach.live;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.code.CodeMemory;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler knows of code objects. A code object carries the address of its native {@link
 * CodeState} in its code-extra slot; when it dies its machine code is freed at the next occasion.
 */
public final class CodeRegistry {
    private final RuntimeBlock block;
    private final CodeMemory memory;
    private final Counters counters;
    private final long out = Native.allocate(8);
    private final Map<Long, CompiledCode> codes = new HashMap<>();
    private int extraIndex;

    public CodeRegistry(RuntimeBlock block, CodeMemory memory, Counters counters) {
        this.block = block;
        this.memory = memory;
        this.counters = counters;
    }

    /**
     * Takes a code-extra slot.
     *
     * @param freeFunction C function that CPython calls when a code object dies
     * @throws Incompatible if none is free
     */
    public void open(long freeFunction) {
        extraIndex =
                (int)
                        Native.call(
                                Objects.function(Helper.PYUNSTABLE_EVAL_REQUESTCODEEXTRAINDEX),
                                freeFunction);
        if (extraIndex < 0) {
            throw new Incompatible("no slot for data of code objects is free");
        }
        block.put(JitData.EXTRA_INDEX, extraIndex);
    }

    /** Null if nobody looked at the code object yet. A record that the counting stub made is adopted. */
    public @Nullable CompiledCode find(long code) {
        Native.putLong(out, 0);
        Native.call(Objects.function(Helper.PYUNSTABLE_CODE_GETEXTRA), code, extraIndex, out);
        long state = Native.getLong(out);
        if (state == 0) {
            return null;
        }
        CompiledCode known = codes.get(state);
        return known != null ? known : adopt(code, state);
    }

    /** Whether the code object lives; dead ones have been freed. */
    public boolean isAlive(CompiledCode known) {
        return codes.get(known.state()) == known;
    }

    /** What is known of the code object, which may be nothing yet; dead ones are freed first. */
    public CompiledCode findOrAdd(long code) {
        freeDead();
        CompiledCode known = find(code);
        return known == null ? add(code) : known;
    }

    CompiledCode add(long code) {
        long state = Native.allocate(CodeState.BYTES);
        Native.putLong(state + CodeState.CODE, code);
        Native.putLong(state + CodeState.COUNT, block.get(JitData.THRESHOLD));
        CompiledCode known = adopt(code, state);
        boolean first = Native.getLong(code + PyCode.EXTRA) == 0;
        Native.call(Objects.function(Helper.PYUNSTABLE_CODE_SETEXTRA), code, extraIndex, state);
        long extras = Native.getLong(code + PyCode.EXTRA);
        if (first && extras != 0) {
            // the array begins with its size: slots of others are none of this code object's
            Native.putLong(extras, extraIndex + 1L);
        }
        return known;
    }

    private CompiledCode adopt(long code, long state) {
        CompiledCode known =
                new CompiledCode(Objects.text(Native.getLong(code + PyCode.QUALNAME)), state);
        codes.put(state, known);
        return known;
    }

    /** Frees the machine code of code objects that died. None of it can be running. */
    public void freeDead() {
        long state = block.get(JitData.DEAD_LIST);
        block.put(JitData.DEAD_LIST, 0);
        while (state != 0) {
            long next = Native.getLong(state + CodeState.NEXT_DEAD);
            CompiledCode dead = codes.remove(state);
            if (dead != null) {
                free(dead);
            }
            Native.free(state);
            state = next;
        }
    }

    private void free(CompiledCode dead) {
        free(dead.versions());
        free(dead.otherEntries());
        RunningCode running = dead.running();
        if (running != null) {
            free(running.versions());
            Native.free(running.table());
        }
        free(dead.loops().versions());
        for (boolean begun : new boolean[] {false, true}) {
            if (dead.loops().table(begun) != 0) {
                Native.free(dead.loops().table(begun));
            }
        }
    }

    private void free(List<CompiledCode.Loaded> versions) {
        for (int i = 0; i < versions.size(); i++) {
            CompiledCode.Loaded version = versions.get(i);
            freeRegions(version);
            memory.free(version.address(), version.length());
            Native.free(version.data());
            counters.freed++;
        }
    }

    private void freeRegions(LoopOwner owner) {
        for (CompiledCode.LoadedRegion region : owner.regions()) {
            memory.free(region.address(), region.length());
            Native.free(region.data());
        }
    }

    /** All code objects that are known; some may be dead. */
    public Collection<CompiledCode> all() {
        return codes.values();
    }
}

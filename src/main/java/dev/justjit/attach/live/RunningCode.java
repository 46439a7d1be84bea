package dev.justjit.attach.live;

import dev.justjit.ffi.Native;
import dev.justjit.record.RunningEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machine code for frames of one code object that the interpreter has begun. Needs the GIL. */
public final class RunningCode {
    private final List<CompiledCode.Loaded> versions = new ArrayList<>();
    private final long table;

    /**
     * @param first its first version, whose loops all later versions have
     */
    RunningCode(CompiledCode.Loaded first) {
        int[] units = first.blob().entries();
        table = Native.allocate((long) RunningEntry.BYTES * (units.length + 1));
        for (int i = 0; i < units.length; i++) {
            Native.putLong(row(i) + RunningEntry.UNIT, units[i]);
        }
        Native.putLong(row(units.length) + RunningEntry.UNIT, RunningEntry.END);
        enterBy(first);
    }

    private long row(int index) {
        return table + (long) RunningEntry.BYTES * index;
    }

    /** From now on frames enter this version; loops that were given up get another chance. */
    void enterBy(CompiledCode.Loaded version) {
        versions.add(version);
        int[] units = version.blob().entries();
        for (int i = 0; i < units.length; i++) {
            Native.putLong(row(i) + RunningEntry.ENTRY, version.resume(units[i]));
        }
    }

    /** Address of the rows, as {@link RunningEntry} says. */
    public long table() {
        return table;
    }

    /** All versions, the newest last; older ones may still have activations. */
    public List<CompiledCode.Loaded> versions() {
        return versions;
    }

    CompiledCode.Loaded current() {
        return versions.get(versions.size() - 1);
    }

    CompiledCode.@Nullable Loaded ownerOf(long words) {
        for (CompiledCode.Loaded version : versions) {
            if (version.owns(words)) {
                return version;
            }
        }
        return null;
    }
}

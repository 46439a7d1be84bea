package dev.justjit.attach.process;

import dev.justjit.abi.DebugOffsets;
import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.ffi.Native;
import java.util.List;

/** Compares the built-in layouts with what the running CPython says of itself. */
public final class LayoutCheck {
    private LayoutCheck() {}

    /**
     * Needs no GIL.
     *
     * @throws Incompatible with one sentence that names the first difference
     */
    public static void layouts() {
        long runtime = Native.requireSymbol(Global.RUNTIME.symbol());
        if (Native.getLong(runtime + DebugOffsets.COOKIE_POSITION) != DebugOffsets.COOKIE) {
            throw new Incompatible("the runtime does not describe its layout");
        }
        long version = Native.getLong(runtime + DebugOffsets.VERSION_POSITION);
        if (version >>> DebugOffsets.VERSION_SHIFT != DebugOffsets.VERSION) {
            throw new Incompatible(
                    "Python " + (version >>> 24) + "." + (version >>> 16 & 0xff) + " is not 3.13");
        }
        if (Native.getLong(runtime + DebugOffsets.FREE_THREADED_POSITION) != 0) {
            throw new Incompatible("this is a free-threaded build");
        }
        boolean x64 = System.getProperty("os.arch", "").equals("amd64");
        List<DebugOffsets.Entry> entries = DebugOffsets.entries();
        for (int i = 0; i < entries.size(); i++) {
            check(runtime, entries.get(i), x64);
        }
    }

    /**
     * @throws Incompatible if there are any
     */
    public static void flags() {
        String flags = Objects.text(sysObject("abiflags"));
        if (!flags.isEmpty()) {
            throw new Incompatible("this is a build with ABI flags " + flags);
        }
    }

    /** Borrowed reference to {@code sys.name}. */
    public static long sysObject(String name) {
        long c = Native.cString(name);
        long object = Native.call(Objects.function(Helper.PYSYS_GETOBJECT), c);
        Native.free(c);
        if (object == 0) {
            throw new Incompatible("there is no sys." + name);
        }
        return object;
    }

    private static void check(long runtime, DebugOffsets.Entry entry, boolean x64) {
        boolean binding =
                entry.scope() == DebugOffsets.Scope.EVERYWHERE
                        || entry.scope() == DebugOffsets.Scope.X86_64 && x64;
        long actual = Native.getLong(runtime + entry.position());
        if (binding && actual != entry.expected()) {
            throw new Incompatible(
                    "field "
                            + entry.group()
                            + "."
                            + entry.field()
                            + " is at "
                            + actual
                            + ", not at "
                            + entry.expected());
        }
    }
}

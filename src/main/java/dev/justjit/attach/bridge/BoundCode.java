package dev.justjit.attach.bridge;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.snapshot.FrozenInputs;
import dev.justjit.ffi.Native;
import dev.justjit.host.process.CallCode;
import dev.justjit.region.bound.BoundFunction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machine code of one function that Java calls, and references to what it looks at without the GIL. */
final class BoundCode implements CallCode.Entry {
    private final CodeLoader loader;
    private final BoundFunction made;
    private final CodeLoader.Bound code;
    private final List<Long> kept = new ArrayList<>();
    private boolean free;

    private BoundCode(CodeLoader loader, BoundFunction made, CodeLoader.Bound code) {
        this.loader = loader;
        this.made = made;
        this.code = code;
        free = made.freeEntry() >= 0;
    }

    /**
     * Puts the code into memory.
     *
     * @param function what was compiled for the inputs
     */
    static BoundCode load(
            CodeLoader loader, BoundFunction made, FrozenInputs inputs, long function) {
        BoundCode loaded = new BoundCode(loader, made, loader.load(made, inputs));
        loaded.keep(function);
        loaded.keep(Native.getLong(function + PyFunction.CODE));
        if (loaded.free && made.namespaces() > 0) {
            loaded.namespaces(inputs, function);
        }
        return loaded;
    }

    private void keep(long object) {
        Native.call(Objects.function(Helper.PY_INCREF), object);
        kept.add(object);
    }

    private void namespaces(FrozenInputs inputs, long function) {
        long globals = Native.getLong(function + PyFunction.GLOBALS);
        long builtins = Native.getLong(function + PyFunction.BUILTINS);
        namespace(0, globals);
        namespace(1, builtins);
        for (int i = 0; i < made.modules().size(); i++) {
            long name = inputs.value(Math.toIntExact(made.modules().get(i)));
            long module = item(globals, name);
            if (module == 0) {
                module = item(builtins, name);
            }
            boolean isModule = module != 0 && Objects.type(module) == address(Global.PYMODULE_TYPE);
            namespace(2 + i, isModule ? Native.getLong(module + PyModule.DICT) : 0);
        }
    }

    /** Versions are of use in dicts of one table only. */
    private void namespace(int number, long dict) {
        boolean usable =
                dict != 0
                        && Objects.type(dict) == address(Global.PYDICT_TYPE)
                        && Native.getLong(dict + PyDict.VALUES) == 0;
        if (!usable) {
            free = false;
            return;
        }
        keep(dict);
        long word =
                code.data()
                        + BoundFunction.NAMESPACES
                        + (long) BoundFunction.NAMESPACE_BYTES * number;
        Native.putLong(word, dict);
    }

    private static long item(long dict, long name) {
        boolean exact = Objects.type(dict) == address(Global.PYDICT_TYPE);
        return exact
                ? Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), dict, name)
                : 0;
    }

    private static long address(Global global) {
        return Native.requireSymbol(global.symbol());
    }

    @Override
    public long address() {
        return code.entry();
    }

    @Override
    public long freeAddress() {
        return free ? code.code() + made.freeEntry() : 0;
    }

    @Override
    public @Nullable String refusal() {
        return null;
    }

    @Override
    public void free() {
        loader.free(code);
        kept.forEach(Objects::release);
    }
}

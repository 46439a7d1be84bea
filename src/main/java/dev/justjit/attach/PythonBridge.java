package dev.justjit.attach;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyType;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Promise;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.Isa;
import dev.justjit.tiering.Policy;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The builtin module {@code _justjit}: the compiler as Python programs see it. The package {@code
 * justjit} is made of it. Arguments are checked; a Java exception becomes a RuntimeError. In a
 * process that was forked off nothing is compiled, see {@link ForkedBridge}.
 */
public final class PythonBridge {
    private static final String MODULE = "_justjit";
    private static final String FORKED = "a forked process compiles nothing";

    private final Jit jit;
    private final Catalog catalog;
    private final Farewell farewell;
    private long fallback;

    private PythonBridge(Jit jit, Catalog catalog, Farewell farewell) {
        this.jit = jit;
        this.catalog = catalog;
        this.farewell = farewell;
    }

    /** Told by Python that the program ends, where Java does not know by itself. */
    public interface Farewell {
        /** Called with the GIL; the compiler is to be detached. */
        void ended(boolean stats);
    }

    /**
     * Makes the module and puts it into {@code sys.modules}, and gives the compiler what it calls of
     * Python. To be done before anything is compiled. Needs the GIL.
     *
     * @throws Incompatible if Python does not let it be made
     */
    public static void install(Jit jit, Catalog catalog, Farewell farewell) {
        PythonBridge bridge = new PythonBridge(jit, catalog, farewell);
        bridge.fallback = ImportFallback.create();
        jit.importFromFallback(bridge.fallback);
        long name = Native.cString(MODULE);
        long module = Native.call(Objects.function(Helper.PYMODULE_NEW), name);
        long text = Native.call(Objects.function(Helper.PYUNICODE_FROMSTRING), name);
        if (module == 0 || text == 0) {
            throw refused();
        }
        BridgeFunction[] functions = BridgeFunction.values();
        for (int i = 0; i < functions.length; i++) {
            bridge.add(functions[i], module, text);
        }
        long dict = Native.call(Objects.function(Helper.PYMODULE_GETDICT), module);
        ForkedBridge.install(dict, FORKED, jit.entries());
        long modules = Native.call(Objects.function(Helper.PYIMPORT_GETMODULEDICT));
        set(modules, MODULE, module);
        Objects.release(module);
        Objects.release(text);
        Native.free(name);
    }

    private static Incompatible refused() {
        Native.call(Objects.function(Helper.PYERR_CLEAR));
        return new Incompatible("the module " + MODULE + " cannot be made");
    }

    private static void set(long dict, String key, long value) {
        long text = Native.cString(key);
        int status =
                (int) Native.call(Objects.function(Helper.PYDICT_SETITEMSTRING), dict, text, value);
        Native.free(text);
        if (status != 0) {
            throw refused();
        }
    }

    /** Method definitions are read by Python as long as their function lives. */
    private void add(BridgeFunction function, long module, long moduleName) {
        long definition = Native.allocate(PyMethodDef.SIZE);
        Native.putLong(definition + PyMethodDef.NAME, Native.cString(function.text()));
        Native.putLong(definition + PyMethodDef.METH, Native.upcall(new Entry(function)));
        Native.putInt(definition + PyMethodDef.FLAGS, PyMethodDef.METH_FASTCALL);
        Native.putLong(definition + PyMethodDef.DOC, Native.cString(function.doc()));
        long object =
                Native.call(
                        Objects.function(Helper.PYCFUNCTION_NEWEX), definition, module, moduleName);
        if (object == 0) {
            throw refused();
        }
        long dict = Native.call(Objects.function(Helper.PYMODULE_GETDICT), module);
        set(dict, function.text(), object);
        Objects.release(object);
    }

    /** {@code PyObject *f(module, arguments, count)}. */
    private final class Entry implements Upcall {
        private final BridgeFunction function;

        Entry(BridgeFunction function) {
            this.function = function;
        }

        @Override
        public long invoke(long module, long arguments, long count, long unused) {
            try {
                if (count != function.arguments()) {
                    throw new PythonError(
                            Global.PYEXC_TYPEERROR,
                            function.text()
                                    + "() takes "
                                    + function.arguments()
                                    + (function.arguments() == 1 ? " argument (" : " arguments (")
                                    + count
                                    + " given)");
                }
                return call(function, arguments);
            } catch (PythonError error) {
                return raise(error.type(), String.valueOf(error.getMessage()));
            } catch (NotCompiled reason) {
                return raise(Global.PYEXC_RUNTIMEERROR, String.valueOf(reason.getMessage()));
            } catch (RuntimeException | StackOverflowError | LinkageError failure) {
                return raise(Global.PYEXC_RUNTIMEERROR, "compiler error: " + failure);
            }
        }
    }

    private static long raise(Global type, String message) {
        long text = Native.cString(message);
        long exception = Native.getLong(Native.requireSymbol(type.symbol()));
        Native.call(Objects.function(Helper.PYERR_SETSTRING), exception, text);
        Native.free(text);
        return 0;
    }

    private long call(BridgeFunction function, long arguments) {
        return switch (function) {
            case COMPILE -> text(jit.compile(functionAt(arguments)));
            case CHECK -> text(reasonAgainst(functionAt(arguments)));
            case MARK -> {
                jit.mark(functionAt(arguments), countAt(arguments + 8));
                yield none();
            }
            case PROMISE -> {
                jit.promise(functionAt(arguments), promiseAt(arguments + 8));
                yield none();
            }
            case ADOPT -> {
                jit.adopt(functionAt(arguments));
                yield none();
            }
            case IS_COMPILED -> truth(jit.entries().isCompiled(functionAt(arguments)));
            case REPORT -> report(functionAt(arguments));
            case REPORTS -> text(reports());
            case LISTING -> text(listing(functionAt(arguments), Native.getLong(arguments + 8)));
            case CODE_SIZE -> text(jit.listings().size(functionAt(arguments), jit.isa()));
            case GRAPH -> text(jit.listings().graph(functionAt(arguments), arguments));
            case OBSERVE -> text(jit.observations().start());
            case OBSERVATIONS -> observations(addressesAt(arguments));
            case STATS -> text(jit.counters().json());
            case OPCODES -> text(catalog.json());
            case ENABLE -> {
                boolean given =
                        Native.getLong(arguments) != Native.requireSymbol(Global.NONE.symbol());
                jit.enable(given ? countAt(arguments) : Policy.HOT_CALLS);
                yield none();
            }
            case DISABLE -> {
                jit.enable(0);
                yield none();
            }
            case EXPECT -> {
                jit.hotCode().expect(functionAt(arguments));
                yield none();
            }
            case STORE_LATER -> {
                jit.hotCode().storeLater(functionAt(arguments));
                yield none();
            }
            case ADOPT_ALL -> {
                jit.adoptAll();
                yield none();
            }
            case END -> {
                farewell.ended(truthAt(arguments));
                yield none();
            }
            case INTERPRET, BEGIN_VERIFYING, VERIFY, EXITS ->
                    jit.verifyFunctions().call(function, arguments);
            case SET_IMPORT_FROM_FALLBACK -> setFallback(Native.getLong(arguments));
        };
    }

    // ---- arguments ----

    static long functionAt(long arguments) {
        long object = Native.getLong(arguments);
        if (Objects.type(object) != Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a Python function, not " + typeName(object));
        }
        return object;
    }

    private static String typeName(long object) {
        return Native.cString(Native.getLong(Objects.type(object) + PyType.NAME));
    }

    static int countAt(long arguments) {
        long object = Native.getLong(arguments);
        if (Objects.type(object) != Native.requireSymbol(Global.PYLONG_TYPE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a number of calls, not " + typeName(object));
        }
        long value = Native.call(Objects.function(Helper.PYLONG_ASLONG), object);
        if (value < 1 || value > Integer.MAX_VALUE) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new PythonError(
                    Global.PYEXC_VALUEERROR, "a number of calls is between 1 and 2147483647");
        }
        return (int) value;
    }

    static String stringAt(long arguments) {
        long object = Native.getLong(arguments);
        if (!isText(object)) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a str, not " + typeName(object));
        }
        return Objects.text(object);
    }

    /** Numbers in a text, with spaces between. */
    private static Set<Long> addressesAt(long arguments) {
        Set<Long> addresses = new HashSet<>();
        try {
            for (String number : stringAt(arguments).split(" ")) {
                if (!number.isEmpty()) {
                    addresses.add(Long.valueOf(number));
                }
            }
        } catch (NumberFormatException wrong) {
            throw new PythonError(Global.PYEXC_VALUEERROR, "an address is a number");
        }
        return addresses;
    }

    static boolean truthAt(long arguments) {
        long object = Native.getLong(arguments);
        boolean yes = object == Native.requireSymbol(Global.TRUE.symbol());
        if (!yes && object != Native.requireSymbol(Global.FALSE.symbol())) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected True or False, not " + typeName(object));
        }
        return yes;
    }

    private static Promise promiseAt(long arguments) {
        long object = Native.getLong(arguments);
        for (Promise promise : Promise.values()) {
            if (isText(object)
                    && promise.name().toLowerCase(Locale.ROOT).equals(Objects.text(object))) {
                return promise;
            }
        }
        throw new PythonError(
                Global.PYEXC_VALUEERROR, "a mode is 'auto', 'int', 'float' or 'object'");
    }

    private static boolean isText(long object) {
        return Objects.type(object) == Native.requireSymbol(Global.PYUNICODE_TYPE.symbol());
    }

    static long requireCallable(long callable) {
        if ((int) Native.call(Objects.function(Helper.PYCALLABLE_CHECK), callable) == 0) {
            throw new PythonError(
                    Global.PYEXC_TYPEERROR, "expected a callable, not " + typeName(callable));
        }
        return callable;
    }

    private long setFallback(long callable) {
        requireCallable(callable);
        Native.call(Objects.function(Helper.PY_INCREF), callable);
        jit.importFromFallback(callable);
        long old = fallback;
        fallback = callable;
        Objects.release(old);
        return none();
    }

    // ---- results: new references ----

    static long none() {
        return owned(Native.requireSymbol(Global.NONE.symbol()));
    }

    private static long truth(boolean value) {
        return owned(Native.requireSymbol((value ? Global.TRUE : Global.FALSE).symbol()));
    }

    private static long owned(long object) {
        Native.call(Objects.function(Helper.PY_INCREF), object);
        return object;
    }

    static long text(@Nullable String text) {
        if (text == null) {
            return none();
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        long buffer = Native.cString(utf8);
        long object =
                Native.call(
                        Objects.function(Helper.PYUNICODE_FROMSTRINGANDSIZE), buffer, utf8.length);
        Native.free(buffer);
        return object;
    }

    private String listing(long function, long isaName) {
        String name = Objects.text(isaName);
        Isa isa = name.isEmpty() ? jit.isa() : Isa.of(name);
        if (isa == null) {
            throw new PythonError(Global.PYEXC_VALUEERROR, "there is no compiler for " + name);
        }
        List<String> listing = jit.listings().of(function, isa).listing();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < listing.size(); i++) {
            text.append(listing.get(i)).append('\n');
        }
        return text.toString();
    }

    private @Nullable String reasonAgainst(long function) {
        try {
            jit.listings().of(function, jit.isa());
            return null;
        } catch (NotCompiled reason) {
            return String.valueOf(reason.getMessage());
        }
    }

    private long report(long function) {
        Report report = jit.report(function);
        if (report == null) {
            return none();
        }
        JsonText json = new JsonText();
        ReportJson.write(json, report);
        return text(json.toString());
    }

    /** The text and the code objects that it tells of: they live as long as the tuple does. */
    private long observations(Set<Long> wanted) {
        Observations observations = jit.observations();
        String json = observations.json(wanted);
        List<Long> codes = observations.codes();
        long tuple = Native.call(Objects.function(Helper.PYTUPLE_NEW), 1L + codes.size());
        if (tuple == 0) {
            return 0;
        }
        for (int i = 0; i < codes.size(); i++) {
            Native.putLong(tuple + PyTuple.ITEMS + 8L * (i + 1), owned(codes.get(i)));
        }
        long text = text(json);
        if (text == 0) {
            Objects.release(tuple);
            return 0;
        }
        Native.putLong(tuple + PyTuple.ITEMS, text);
        return tuple;
    }

    private String reports() {
        JsonText json = new JsonText().array();
        for (Report report : jit.reports()) {
            ReportJson.write(json, report);
        }
        return json.endArray().toString();
    }
}

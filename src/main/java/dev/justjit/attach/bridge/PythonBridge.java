package dev.justjit.attach.bridge;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.attach.Jit;
import dev.justjit.attach.process.ImportFallback;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.PythonError;
import dev.justjit.attach.report.Observations;
import dev.justjit.attach.report.Report;
import dev.justjit.attach.report.ReportJson;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.json.JsonText;
import dev.justjit.masm.Isa;
import dev.justjit.tiering.Policy;
import java.util.List;
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
    private final VerifyFunctions verifying;
    private long fallback;

    private PythonBridge(Jit jit, Catalog catalog, Farewell farewell) {
        this.jit = jit;
        this.catalog = catalog;
        this.farewell = farewell;
        verifying =
                new VerifyFunctions(
                        jit.registry(), jit.compilations(), jit.entries(), jit.verification());
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
            case COMPILE -> BridgeValues.text(jit.compile(BridgeValues.functionAt(arguments)));
            case CHECK -> BridgeValues.text(reasonAgainst(BridgeValues.functionAt(arguments)));
            case MARK -> {
                jit.mark(BridgeValues.functionAt(arguments), BridgeValues.countAt(arguments + 8));
                yield BridgeValues.none();
            }
            case PROMISE -> {
                jit.promise(
                        BridgeValues.functionAt(arguments), BridgeValues.promiseAt(arguments + 8));
                yield BridgeValues.none();
            }
            case ADOPT -> {
                jit.adopt(BridgeValues.functionAt(arguments));
                yield BridgeValues.none();
            }
            case IS_COMPILED ->
                    BridgeValues.truth(
                            jit.entries().isCompiled(BridgeValues.functionAt(arguments)));
            case REPORT -> report(BridgeValues.functionAt(arguments));
            case REPORTS -> BridgeValues.text(reports());
            case LISTING ->
                    BridgeValues.text(
                            listing(
                                    BridgeValues.functionAt(arguments),
                                    Native.getLong(arguments + 8)));
            case CODE_SIZE ->
                    BridgeValues.text(
                            jit.listings().size(BridgeValues.functionAt(arguments), jit.isa()));
            case GRAPH ->
                    BridgeValues.text(
                            jit.listings().graph(BridgeValues.functionAt(arguments), arguments));
            case OBSERVE -> BridgeValues.text(jit.observations().start());
            case OBSERVATIONS -> observations(BridgeValues.addressesAt(arguments));
            case STATS -> BridgeValues.text(jit.counters().json());
            case OPCODES -> BridgeValues.text(catalog.json());
            case ENABLE -> {
                boolean given =
                        Native.getLong(arguments) != Native.requireSymbol(Global.NONE.symbol());
                jit.enable(given ? BridgeValues.countAt(arguments) : Policy.HOT_CALLS);
                yield BridgeValues.none();
            }
            case DISABLE -> {
                jit.enable(0);
                yield BridgeValues.none();
            }
            case EXPECT -> {
                jit.hotCode().expect(BridgeValues.functionAt(arguments));
                yield BridgeValues.none();
            }
            case STORE_LATER -> {
                jit.hotCode().storeLater(BridgeValues.functionAt(arguments));
                yield BridgeValues.none();
            }
            case ADOPT_ALL -> {
                jit.adoptAll();
                yield BridgeValues.none();
            }
            case END -> {
                farewell.ended(BridgeValues.truthAt(arguments));
                yield BridgeValues.none();
            }
            case INTERPRET, BEGIN_VERIFYING, VERIFY, EXITS -> verifying.call(function, arguments);
            case SET_IMPORT_FROM_FALLBACK -> setFallback(Native.getLong(arguments));
        };
    }

    private long setFallback(long callable) {
        BridgeValues.requireCallable(callable);
        Native.call(Objects.function(Helper.PY_INCREF), callable);
        jit.importFromFallback(callable);
        long old = fallback;
        fallback = callable;
        Objects.release(old);
        return BridgeValues.none();
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
            return BridgeValues.none();
        }
        JsonText json = new JsonText();
        ReportJson.write(json, report);
        return BridgeValues.text(json.toString());
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
            Native.putLong(tuple + PyTuple.ITEMS + 8L * (i + 1), BridgeValues.owned(codes.get(i)));
        }
        long text = BridgeValues.text(json);
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

package dev.justjit.attach.snapshot;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyProperty;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.build.Budget;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeGroup.Kind;
import dev.justjit.bytecode.CodeGroup.Refused;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.compile.FrameCode;
import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the Python functions that some code calls: methods and properties by the versions of classes in its inline caches,
 * functions in its namespace and in the cells of its closure. Whether they are still these, machine code asks. Needs the
 * GIL; runs no Python code.
 */
public final class CalleeSearch {
    private final Snapshot snapshot;
    private final long root;
    private final TypesByVersion types;
    private final Profiles profiles;
    private final long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());
    private final long propertyType = Native.requireSymbol(Global.PYPROPERTY_TYPE.symbol());
    private final long codeType = Native.requireSymbol(Global.PYCODE_TYPE.symbol());
    private final long cellType = Native.requireSymbol(Global.PYCELL_TYPE.symbol());
    private final long dictType = Native.requireSymbol(Global.PYDICT_TYPE.symbol());
    private final List<CodeImage> images = new ArrayList<>();
    private final List<Long> codes = new ArrayList<>();
    private final Map<Integer, Callee> callees = new HashMap<>();
    private final Map<Integer, Refused> refused = new HashMap<>();
    private final Map<Integer, List<String>> keywords = new HashMap<>();

    private CalleeSearch(Snapshot snapshot, Profiles profiles, long function) {
        this.snapshot = snapshot;
        types = snapshot.types();
        this.profiles = profiles;
        root = function;
    }

    /** The function's code with that of what it calls. */
    public static LiveCode find(
            Snapshot snapshot, Profiles profiles, long function, CodeImage image) {
        CalleeSearch search = new CalleeSearch(snapshot, profiles, function);
        search.images.add(image);
        search.codes.add(Native.getLong(function + PyFunction.CODE));
        search.look(0, function, function, 0);
        CodeGroup group =
                new CodeGroup(search.images, search.callees, search.refused, search.keywords);
        return new LiveCode(group, search.codes);
    }

    /**
     * Looks for callees in code number {@code number}.
     *
     * @param function the function of it, or 0 for that of an expression
     * @param around the function itself, or the one that the expression is in: it has the same globals
     */
    private void look(int number, long function, long around, int nesting) {
        long names = Native.getLong(codes.get(number) + PyCode.NAMES);
        List<Insn> insns = Decoder.decode(images.get(number));
        images.set(number, profiles.with(images.get(number), codes.get(number), insns, types));
        CodeImage image = images.get(number);
        learnt(number, image, nesting);
        keywords(number, insns);
        for (Insn insn : insns) {
            switch (insn.seen()) {
                case LOAD_ATTR_METHOD_NO_DICT,
                        LOAD_ATTR_METHOD_WITH_VALUES,
                        LOAD_ATTR_METHOD_LAZY_DICT -> {
                    long found = inClass(image, insn, names);
                    add(number, insn, found, Kind.METHOD, nesting);
                }
                case LOAD_ATTR_PROPERTY -> {
                    long found = inClass(image, insn, names);
                    if (found != 0 && Objects.type(found) == propertyType) {
                        long getter = Native.getLong(found + PyProperty.GET);
                        add(number, insn, getter, Kind.PROPERTY, nesting);
                    }
                }
                case LOAD_GLOBAL_MODULE -> {
                    long name = Objects.tupleItem(names, insn.oparg() >> 1);
                    add(number, insn, global(around, name), Kind.FUNCTION, nesting);
                }
                case LOAD_DEREF ->
                        add(number, insn, inCell(image, insn, function), Kind.FUNCTION, nesting);
                case CALL_ALLOC_AND_ENTER_INIT ->
                        add(number, insn, init(image, insn.offset()), Kind.INIT, nesting);
                case LOAD_CONST -> expression(number, insn, around, nesting);
                case CALL,
                        CALL_PY_EXACT_ARGS,
                        CALL_PY_GENERAL,
                        CALL_BOUND_METHOD_EXACT_ARGS,
                        CALL_BOUND_METHOD_GENERAL -> {
                    long found = profiles.callee(image, codes.get(number), insn);
                    add(number, insn, found, Kind.FUNCTION, nesting);
                }
                default -> {} // finds nothing to call
            }
        }
    }

    /** Takes note of the names of arguments. */
    private void keywords(int number, List<Insn> insns) {
        long constants = Native.getLong(codes.get(number) + PyCode.CONSTS);
        for (int i = 1; i < insns.size(); i++) {
            Insn names = insns.get(i - 1);
            if (insns.get(i).opcode() == Opcode.CALL_KW && names.opcode() == Opcode.LOAD_CONST) {
                long tuple = Objects.tupleItem(constants, names.oparg());
                List<String> texts = new ArrayList<>();
                for (int k = 0; k < Objects.size(tuple); k++) {
                    texts.add(Objects.text(Objects.tupleItem(tuple, k)));
                }
                keywords.put(CodeGroup.place(number, insns.get(i).offset()), texts);
            }
        }
    }

    /** The same for what templates have learnt: the object is the function itself, and alive by its class. */
    private void learnt(int number, CodeImage image, int nesting) {
        for (Learnt.Entry entry : Learnt.entries(image)) {
            long found =
                    entry.seen().base() == Opcode.LOAD_ATTR
                            ? image.cachedAddress(entry.unit() + InlineCache.LOAD_ATTR_DESCR)
                            : 0;
            if (entry.seen() == Opcode.CALL_ALLOC_AND_ENTER_INIT) {
                add(number, entry.unit(), init(image, entry.unit()), Kind.INIT, nesting);
            }
            boolean property = entry.seen() == Opcode.LOAD_ATTR_PROPERTY;
            if (isFunction(entry.seen())) {
                add(number, entry.unit(), found, property ? Kind.PROPERTY : Kind.METHOD, nesting);
            }
        }
    }

    private static boolean isFunction(Opcode form) {
        return switch (form) {
            case LOAD_ATTR_METHOD_NO_DICT,
                    LOAD_ATTR_METHOD_WITH_VALUES,
                    LOAD_ATTR_METHOD_LAZY_DICT,
                    LOAD_ATTR_PROPERTY ->
                    true;
            default -> false;
        };
    }

    /** Takes note of the body of a generator expression. */
    private void expression(int number, Insn insn, long around, int nesting) {
        long constants = Native.getLong(codes.get(number) + PyCode.CONSTS);
        long found = Objects.tupleItem(constants, insn.oparg());
        boolean isCode = Objects.type(found) == codeType;
        if (isCode
                && hasGlobalsOf(root, around) // the expression has no function to ask for them
                && (Native.getInt(found + PyCode.FLAGS) & PyCode.CO_ANY_GENERATOR)
                        == PyCode.CO_GENERATOR
                && Objects.text(Native.getLong(found + PyCode.NAME)).equals("<genexpr>")
                && Objects.size(found) <= Budget.UNITS_OF_ONE
                && nesting < Budget.NESTED
                && codes.size() < Budget.CODES
                && !codes.contains(found)
                && Eligibility.refusal(found) == null) {
            callees.put(
                    CodeGroup.place(number, insn.offset()),
                    new Callee(codes.size(), Kind.EXPRESSION, 0, 0));
            codes.add(found);
            images.add(snapshot.take(around, found, true));
            look(codes.size() - 1, 0, around, nesting + 1);
        }
    }

    private long inClass(CodeImage image, Insn insn, long names) {
        int version = image.cached32(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
        long type = types.find(version);
        long name = Objects.tupleItem(names, insn.oparg() >> 1);
        return type == 0 ? 0 : types.attribute(type, name);
    }

    private long init(CodeImage image, int unit) {
        long type = types.find(image.cached32(unit + InlineCache.CALL_TYPE_VERSION));
        if (type == 0) {
            return 0;
        }
        long name = Objects.intern("__init__");
        long found = types.attribute(type, name);
        Objects.release(name);
        return found;
    }

    private long global(long function, long name) {
        long globals = Native.getLong(function + PyFunction.GLOBALS);
        if (Objects.type(globals) != dictType) {
            return 0;
        }
        long keys = Native.getLong(globals + PyDict.KEYS);
        boolean strings = Native.getByte(keys + DictKeys.KIND) != DictKeys.KIND_GENERAL;
        return strings
                ? Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), globals, name)
                : 0;
    }

    private long inCell(CodeImage image, Insn insn, long function) {
        int free = insn.oparg() - (image.localsPlus() - image.freeVars());
        long closure = function == 0 ? 0 : Native.getLong(function + PyFunction.CLOSURE);
        if (free < 0 || closure == 0) {
            return 0;
        }
        long cell = Native.getLong(closure + PyTuple.ITEMS + 8L * free);
        return Objects.type(cell) == cellType ? Native.getLong(cell + PyCell.REF) : 0;
    }

    /** Takes note that an instruction finds an object, if that is a function which may be inlined. */
    private void add(int number, Insn insn, long found, Kind kind, int nesting) {
        add(number, insn.offset(), found, kind, nesting);
    }

    private void add(int number, int unit, long found, Kind kind, int nesting) {
        if (found == 0 || Objects.type(found) != functionType) {
            return;
        }
        long code = Native.getLong(found + PyFunction.CODE);
        int known = 1 + codes.subList(1, codes.size()).indexOf(code);
        String reason = refusal(found, known, nesting);
        if (reason != null) {
            String name = Objects.text(Native.getLong(found + PyFunction.QUALNAME));
            refused.put(CodeGroup.place(number, unit), new Refused(name, reason));
            return;
        }
        long defaults = Native.getLong(found + PyFunction.DEFAULTS);
        int callee = known == 0 ? codes.size() : known;
        callees.put(
                CodeGroup.place(number, unit),
                new Callee(
                        callee,
                        kind,
                        defaults == 0 ? 0 : Objects.size(defaults),
                        Native.getInt(code + PyCode.POSONLYARGCOUNT)));
        if (known == 0) {
            codes.add(code);
            images.add(snapshot.take(found, code, true));
            look(callee, found, found, nesting + 1);
        }
    }

    private static boolean hasGlobalsOf(long one, long other) {
        return Native.getLong(one + PyFunction.GLOBALS)
                == Native.getLong(other + PyFunction.GLOBALS);
    }

    /**
     * Why a function's code is not taken, or null: it has the same builtins, and its code a version by which machine code
     * knows it.
     *
     * @param known number of its code if that is there already, else 0: what calls itself is there once more
     */
    private @Nullable String refusal(long function, int known, int nesting) {
        long code = Native.getLong(function + PyFunction.CODE);
        if (Native.getLong(function + PyFunction.BUILTINS)
                != Native.getLong(root + PyFunction.BUILTINS)) {
            return "it has other builtins";
        }
        if (known == 0 && nesting >= Budget.NESTED) {
            return "calls are nested too deep";
        }
        if (known == 0 && codes.size() >= Budget.CODES) {
            return "too many functions are called";
        }
        boolean itself = code == codes.get(0);
        if (Objects.size(code) > (itself ? Budget.UNITS_OF_ITSELF : Budget.UNITS_OF_ONE)) {
            return itself ? "it calls itself" : "it is too large";
        }
        if (Native.getInt(code + PyCode.ARGCOUNT) > FrameCode.MOST_INLINED_ARGUMENTS) {
            return "it has too many parameters";
        }
        return Native.getInt(code + PyCode.VERSION) == 0
                ? "its code has no version"
                : Eligibility.refusal(code);
    }
}

package dev.justjit.attach.live;

import static dev.justjit.abi.Opcode.CALL_ALLOC_AND_ENTER_INIT;
import static dev.justjit.abi.Opcode.LOAD_ATTR_CLASS;
import static dev.justjit.abi.Opcode.LOAD_ATTR_INSTANCE_VALUE;
import static dev.justjit.abi.Opcode.LOAD_ATTR_METHOD_LAZY_DICT;
import static dev.justjit.abi.Opcode.LOAD_ATTR_METHOD_NO_DICT;
import static dev.justjit.abi.Opcode.LOAD_ATTR_METHOD_WITH_VALUES;
import static dev.justjit.abi.Opcode.LOAD_ATTR_NONDESCRIPTOR_NO_DICT;
import static dev.justjit.abi.Opcode.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES;
import static dev.justjit.abi.Opcode.LOAD_ATTR_PROPERTY;
import static dev.justjit.abi.Opcode.LOAD_ATTR_SLOT;
import static dev.justjit.abi.Opcode.STORE_ATTR_INSTANCE_VALUE;
import static dev.justjit.abi.Opcode.STORE_ATTR_SLOT;
import static dev.justjit.abi.Opcode.TO_BOOL_ALWAYS_TRUE;

import dev.justjit.abi.Global;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyProperty;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.FunctionsByVersion;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.process.TypesByVersion;
import dev.justjit.attach.snapshot.Profiles;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.compile.CodeBlob;
import dev.justjit.ffi.Native;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What machine code of templates has met at its sites, for the graph that is made of the same code: {@link Learnt}. Objects
 * are looked up anew by the version of their class, so nothing of a class that is gone gets in. Needs the GIL; runs no
 * Python code.
 */
public final class SiteProfiles implements Profiles {
    private final CodeRegistry registry;
    private final RuntimeBlock block;
    private @Nullable FunctionsByVersion functions;
    private final long propertyType = Native.requireSymbol(Global.PYPROPERTY_TYPE.symbol());
    private final long functionType = Native.requireSymbol(Global.PYFUNCTION_TYPE.symbol());
    private final long descriptorType = Native.requireSymbol(Global.PYMETHODDESCR_TYPE.symbol());
    private final long typeType = Native.requireSymbol(Global.PYTYPE_TYPE.symbol());

    public SiteProfiles(CodeRegistry registry, RuntimeBlock block) {
        this.registry = registry;
        this.block = block;
    }

    /** What a site has met, in the form of an instruction that the interpreter specialized. */
    private record Seen(Opcode form, int version, int second, long object) {}

    /**
     * The image with what was learnt at its sites.
     *
     * @param code the code object, which has run as machine code or not
     */
    @Override
    public CodeImage with(CodeImage image, long code, List<Insn> insns, TypesByVersion types) {
        CompiledCode known = registry.find(code);
        Map<Integer, List<Long>> records = known == null ? Map.of() : records(known);
        long names = Native.getLong(code + PyCode.NAMES);
        OperandProfiles operands = new OperandProfiles(block, types, code);
        Learnt.Writer writer = new Learnt.Writer();
        for (Insn insn : insns) {
            switch (insn.opcode()) {
                case LOAD_ATTR, STORE_ATTR -> {
                    int number = insn.oparg() >> (insn.opcode() == Opcode.LOAD_ATTR ? 1 : 0);
                    List<Long> entries = records.getOrDefault(insn.offset(), List.of());
                    if (!entries.isEmpty()) {
                        long name = Objects.tupleItem(names, number);
                        write(writer, image, insn, seen(entries, name, types));
                    }
                }
                case LOAD_SUPER_ATTR -> {
                    long name = Objects.tupleItem(names, insn.oparg() >> 2);
                    List<Long> entries = records.getOrDefault(insn.offset(), List.of());
                    supers(writer, insn.offset(), entries, name, types);
                }
                case CALL -> {
                    classes(writer, insn, records, types);
                    operands.write(writer, insn);
                }
                default -> operands.write(writer, insn);
            }
        }
        return writer.with(image);
    }

    @Override
    public long callee(CodeImage image, long code, Insn call) {
        return switch (call.seen()) {
            case CALL_PY_EXACT_ARGS,
                    CALL_PY_GENERAL,
                    CALL_BOUND_METHOD_EXACT_ARGS,
                    CALL_BOUND_METHOD_GENERAL ->
                    function(image.cached32(call.offset() + InlineCache.CALL_FUNC_VERSION));
            case CALL -> {
                long function = function(new OperandNotes(block, code).called(call));
                yield isSpecial(function) ? 0 : function;
            }
            default -> 0;
        };
    }

    /** A function with code of that version, or 0. */
    private long function(int version) {
        FunctionsByVersion known = functions;
        if (known == null) {
            known = FunctionsByVersion.of(block.get(JitData.INTERPRETER));
            functions = known;
        }
        long function = known.find(version);
        long code = function == 0 ? known.code(version) : 0;
        CompiledCode compiled = code == 0 ? null : registry.find(code);
        return compiled == null ? function : Native.getLong(compiled.state() + CodeState.SEEN);
    }

    /** Whether the interpreter calls it rather than the program. */
    private static boolean isSpecial(long function) {
        return function != 0
                && Objects.text(Native.getLong(function + PyFunction.NAME)).startsWith("__");
    }

    /** Methods that were found behind a start class, the version of which is an entry of its own. */
    private void supers(
            Learnt.Writer writer, int site, List<Long> entries, long name, TypesByVersion types) {
        for (long entry : entries) {
            int version = Native.getInt(entry + SiteRecord.VERSION);
            boolean method =
                    Native.getLong(entry + SiteRecord.SHAPE) == Shape.SUPER_METHOD.ordinal();
            long type = method ? types.find(version) : 0;
            long start = Native.getLong(entry + SiteRecord.ENTRY_NAME);
            long found = type == 0 ? 0 : types.attributeBehind(start, type, name);
            int startVersion = found == 0 ? 0 : Native.getInt(start + PyType.VERSION_TAG);
            if (found == Native.getLong(entry + SiteRecord.PAYLOAD) && startVersion != 0) {
                writer.add(site, LOAD_ATTR_METHOD_NO_DICT, 0, version, 0, found);
                writer.add(site, TO_BOOL_ALWAYS_TRUE, 0, startVersion, 0, 0);
            }
        }
    }

    /** Classes that were called: they know their {@code __init__} from then on, as if the interpreter had noted the call. */
    private void classes(
            Learnt.Writer writer,
            Insn insn,
            Map<Integer, List<Long>> records,
            TypesByVersion types) {
        if (insn.seen() != Opcode.CALL && insn.seen() != Opcode.CALL_NON_PY_GENERAL) {
            return;
        }
        for (long entry : records.getOrDefault(insn.offset(), List.of())) {
            int version = Native.getInt(entry + SiteRecord.VERSION);
            boolean init = Native.getLong(entry + SiteRecord.SHAPE) == Shape.CLASS_INIT.ordinal();
            long type = init ? types.find(version) : 0;
            if (type != 0 && isPlain(type)) {
                long name = Objects.intern("__init__");
                long function = types.attribute(type, name);
                Objects.release(name);
                if (function != 0 && Objects.type(function) == functionType) {
                    Native.putLong(type + PyHeapType.SPEC_INIT, function);
                    long flags = Native.getLong(type + PyType.FLAGS);
                    boolean values = (flags & PyType.TPFLAGS_INLINE_VALUES) != 0;
                    int role = values ? Learnt.VALUES : 0;
                    writer.add(insn.offset(), CALL_ALLOC_AND_ENTER_INIT, role, version, 0, 0);
                    return;
                }
            }
        }
    }

    /** A class made by Python, whose objects are made as those of {@code object}. */
    private boolean isPlain(long type) {
        long flags = Native.getLong(type + PyType.FLAGS);
        long base = Native.requireSymbol(Global.PYBASEOBJECT_TYPE.symbol());
        return Objects.type(type) == typeType
                && (flags & PyType.TPFLAGS_HEAPTYPE) != 0
                && (flags & PyType.TPFLAGS_IS_ABSTRACT) == 0
                && Native.getLong(type + PyType.NEW) == Native.getLong(base + PyType.NEW)
                && Native.getLong(type + PyType.ALLOC) == Native.getLong(base + PyType.ALLOC);
    }

    /** Addresses of entries in use, by the unit of their site. */
    private static Map<Integer, List<Long>> records(CompiledCode known) {
        Map<Integer, List<Long>> records = new HashMap<>();
        List<CompiledCode.Loaded> all = new ArrayList<>(known.versions());
        RunningCode running = known.running();
        if (running != null) {
            all.addAll(running.versions());
        }
        all.addAll(known.loops().versions());
        for (CompiledCode.Loaded loaded : all) {
            for (int i = 0; i < loaded.blob().caches().size(); i++) {
                CodeBlob.CacheSite site = loaded.blob().caches().get(i);
                for (int k = 0; k < site.entries(); k++) {
                    long entry = loaded.site(i) + (long) k * SiteRecord.ENTRY_BYTES;
                    if (Native.getLong(entry + SiteRecord.SHAPE) != Shape.NONE.ordinal()) {
                        records.computeIfAbsent(site.unit(), u -> new ArrayList<>()).add(entry);
                    }
                }
            }
        }
        return records;
    }

    private List<Seen> seen(List<Long> entries, long name, TypesByVersion types) {
        List<Seen> all = new ArrayList<>();
        for (long entry : entries) {
            int version = Native.getInt(entry + SiteRecord.VERSION);
            long type = types.find(version);
            boolean again = all.stream().anyMatch(each -> each.version() == version);
            Seen seen = type == 0 || again ? null : seen(entry, type, name, types);
            if (seen != null) {
                all.add(seen);
            }
        }
        return all;
    }

    /** Null if there is no such form, or the class has something else by now. */
    private @Nullable Seen seen(long entry, long type, long name, TypesByVersion types) {
        int version = Native.getInt(entry + SiteRecord.VERSION);
        int second = Native.getInt(entry + SiteRecord.SECOND);
        long payload = Native.getLong(entry + SiteRecord.PAYLOAD);
        return switch (Shape.of(Native.getLong(entry + SiteRecord.SHAPE))) {
            case VALUE -> new Seen(LOAD_ATTR_INSTANCE_VALUE, version, index(payload), 0);
            case SLOT -> new Seen(LOAD_ATTR_SLOT, version, (int) payload, 0);
            case STORE_VALUE -> new Seen(STORE_ATTR_INSTANCE_VALUE, version, index(payload), 0);
            case STORE_SLOT -> new Seen(STORE_ATTR_SLOT, version, (int) payload, 0);
            case PROPERTY -> {
                long found = types.attribute(type, name);
                boolean property = found == payload && Objects.type(found) == propertyType;
                long getter = property ? Native.getLong(found + PyProperty.GET) : 0;
                yield getter == 0 ? null : new Seen(LOAD_ATTR_PROPERTY, version, 0, getter);
            }
            case METHOD -> found(LOAD_ATTR_METHOD_NO_DICT, version, 0, type, name, types);
            case METHOD_VALUES -> {
                int keys = keysVersion(type, second);
                yield keys == 0
                        ? null
                        : found(LOAD_ATTR_METHOD_WITH_VALUES, version, keys, type, name, types);
            }
            case METHOD_LAZY ->
                    found(
                            LOAD_ATTR_METHOD_LAZY_DICT,
                            version,
                            second - ManagedObject.MANAGED_DICT,
                            type,
                            name,
                            types);
            case CONSTANT -> found(LOAD_ATTR_NONDESCRIPTOR_NO_DICT, version, 0, type, name, types);
            case CONSTANT_VALUES -> {
                int keys = keysVersion(type, second);
                Opcode form = LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES;
                yield keys == 0 ? null : found(form, version, keys, type, name, types);
            }
            case CLASS_OWN ->
                    Objects.type(type) == typeType
                            ? found(LOAD_ATTR_CLASS, version, 0, type, name, types)
                            : null;
            default -> null;
        };
    }

    private static int index(long offset) {
        return (int) (offset - ManagedObject.INLINE_VALUES_SLOTS) / Long.BYTES;
    }

    /** What the class has under the name. A method is what {@code LOAD_ATTR} binds without making an object. */
    private @Nullable Seen found(
            Opcode form, int version, int second, long type, long name, TypesByVersion types) {
        long found = types.attribute(type, name);
        if (found == 0) {
            return null;
        }
        long kind = Objects.type(found);
        boolean method = kind == functionType || kind == descriptorType;
        boolean wanted =
                switch (form) {
                    case LOAD_ATTR_METHOD_NO_DICT,
                            LOAD_ATTR_METHOD_WITH_VALUES,
                            LOAD_ATTR_METHOD_LAZY_DICT ->
                            method;
                    case LOAD_ATTR_CLASS ->
                            kind == functionType || Native.getLong(kind + PyType.DESCR_GET) == 0;
                    default -> Native.getLong(kind + PyType.DESCR_GET) == 0;
                };
        return wanted ? new Seen(form, version, second, found) : null;
    }

    /** The version of the keys of the class's objects, which get one if they have none; 0: they are not so many. */
    private int keysVersion(long type, int count) {
        long keys = Native.getLong(type + PyHeapType.CACHED_KEYS);
        long counter = block.get(JitData.NEXT_KEYS_VERSION);
        if (keys == 0 || counter == 0 || Native.getInt(keys + DictKeys.NENTRIES) != count) {
            return 0;
        }
        int known = Native.getInt(keys + DictKeys.VERSION);
        int next = Native.getInt(counter);
        if (known == 0 && next != 0) {
            Native.putInt(keys + DictKeys.VERSION, next);
            Native.putInt(counter, next + 1);
            return next;
        }
        return known;
    }

    /** Only what the interpreter has not noted itself. */
    private static void write(Learnt.Writer writer, CodeImage image, Insn insn, List<Seen> seen) {
        boolean noted = insn.seen() != insn.opcode();
        int own = image.cached32(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
        List<Long> objects = new ArrayList<>();
        boolean call = insn.opcode() == Opcode.LOAD_ATTR && (insn.oparg() & 1) != 0;
        for (Seen each : seen) {
            if (noted && each.version() == own || objects.size() == Learnt.MOST) {
                continue;
            }
            boolean method = isMethod(each.form());
            if (method != call && method) {
                continue; // it is bound
            }
            int same = each.object() == 0 ? -1 : objects.indexOf(each.object());
            objects.add(each.object());
            writer.add(
                    insn.offset(),
                    each.form(),
                    same + 1,
                    each.version(),
                    each.second(),
                    each.object());
        }
    }

    private static boolean isMethod(Opcode form) {
        return form == LOAD_ATTR_METHOD_NO_DICT
                || form == LOAD_ATTR_METHOD_WITH_VALUES
                || form == LOAD_ATTR_METHOD_LAZY_DICT;
    }
}

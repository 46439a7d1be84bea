package dev.justjit.attach;

import dev.justjit.abi.DebugOffsets;
import dev.justjit.abi.Intrinsic1;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.FreeObjects;
import dev.justjit.abi.layout.GcGeneration;
import dev.justjit.abi.layout.PyAsyncGenWrappedValue;
import dev.justjit.abi.layout.PyAsyncMethods;
import dev.justjit.abi.layout.PyByteArray;
import dev.justjit.abi.layout.PyBytes;
import dev.justjit.abi.layout.PyCFunction;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFloat;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyInterpreterState;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.PyMethodDef;
import dev.justjit.abi.layout.PyModuleDef;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.attach.compilation.GenericCode;
import dev.justjit.attach.hooks.GeneratorTypes;
import dev.justjit.attach.hooks.Tools;
import dev.justjit.attach.process.FreeLists;
import dev.justjit.attach.process.ImportFallback;
import dev.justjit.attach.process.LayoutCheck;
import dev.justjit.attach.process.ReferenceTracer;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.process.SpecialTables;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Isa;
import dev.justjit.masm.JitData;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Symbol;
import dev.justjit.record.CodeState;
import dev.justjit.record.LoopWords;
import dev.justjit.record.RegionData;
import dev.justjit.record.SiteRecord;
import dev.justjit.record.SpecialMethod;
import dev.justjit.record.SpecialTable;
import dev.justjit.store.BlobStore;
import dev.justjit.store.BuildId;
import dev.justjit.store.LinkTable;
import dev.justjit.stubs.Stubs;
import dev.justjit.tiering.Policy;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Writes the Python modules that a start without a JVM needs, when the jar is built: {@code justjit._layout}, with
 * the numbers of layouts that Java knows, and one with the stubs for each instruction set.
 */
public final class RuntimeModules {
    private static final int BYTES_PER_LINE = 40;

    /** Structures, by what the names of their fields begin with in Python. */
    private static final Map<String, Class<?>> STRUCTURES =
            Map.ofEntries(
                    Map.entry("ASYNC", PyAsyncMethods.class),
                    Map.entry("BYTEARRAY", PyByteArray.class),
                    Map.entry("BYTES", PyBytes.class),
                    Map.entry("CFUNCTION", PyCFunction.class),
                    Map.entry("CODE", PyCode.class),
                    Map.entry("DATA", JitData.class),
                    Map.entry("DICT", PyDict.class),
                    Map.entry("FLOAT", PyFloat.class),
                    Map.entry("FREE", FreeObjects.class),
                    Map.entry("FUNCTION", PyFunction.class),
                    Map.entry("GENERATION", GcGeneration.class),
                    Map.entry("INTERPRETER", PyInterpreterState.class),
                    Map.entry("KEYS", DictKeys.class),
                    Map.entry("LONG", PyLong.class),
                    Map.entry("LOOP", LoopWords.class),
                    Map.entry("METHOD", PyMethodDef.class),
                    Map.entry("MODULE", PyModuleDef.class),
                    Map.entry("OBJECT", PyObject.class),
                    Map.entry("REGION", RegionData.class),
                    Map.entry("SITE", SiteRecord.class),
                    Map.entry("SPECIAL", SpecialTable.class),
                    Map.entry("STATE", CodeState.class),
                    Map.entry("THREAD", ThreadState.class),
                    Map.entry("TYPE", PyType.class),
                    Map.entry("WRAPPED", PyAsyncGenWrappedValue.class));

    private RuntimeModules() {}

    /** Writes the modules into the package below the folder {@code arguments[0]}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).resolve("justjit");
        Files.createDirectories(folder);
        write(folder.resolve("_layout.py"), layout(String.valueOf(BuildId.read())));
        write(folder.resolve("_stubs_x86_64.py"), stubs(Isa.X64));
        write(folder.resolve("_stubs_aarch64.py"), stubs(Isa.A64));
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.US_ASCII);
    }

    /** The stubs as {@code justjit._linker} links them, and where each begins. */
    static String stubs(Isa isa) {
        MacroAssembler m = isa.assembler(false, false);
        int[] entries = Stubs.emit(m);
        StringBuilder text = begin("the stubs of one instruction set");
        text.append("STORED = bytes.fromhex(\n");
        byte[] bytes = LinkTable.of(m.finish());
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            text.append("    \"");
            for (int i = at; i < Math.min(bytes.length, at + BYTES_PER_LINE); i++) {
                text.append(Character.forDigit(bytes[i] >> 4 & 15, 16));
                text.append(Character.forDigit(bytes[i] & 15, 16));
            }
            text.append("\"\n");
        }
        text.append(")\n\nENTRIES = {\n");
        for (Stub stub : Stub.values()) {
            text.append("    \"").append(stub.name()).append("\": ");
            text.append(entries[stub.ordinal()]).append(",\n");
        }
        return text.append("}\n").toString();
    }

    private static StringBuilder begin(String what) {
        return new StringBuilder(
                "\"\"\"Made by dev.justjit.attach.RuntimeModules: " + what + ".\"\"\"\n\n");
    }

    static String layout(String build) {
        StringBuilder text = begin("layouts and thresholds, as Java has them");
        text.append("BUILD = \"").append(build).append("\"\n");
        STRUCTURES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> append(text, each.getKey(), each.getValue()));
        for (Symbol.Kind kind : Symbol.Kind.values()) {
            constant(text, "SYMBOL_" + kind.name(), kind.ordinal());
        }
        constant(text, "STORED_CALLS", Policy.STORED_CALLS);
        constant(text, "MEMORY_BYTES", Policy.CODE_BYTES);
        constant(text, "STORE_BYTES", GenericCode.MOST_BYTES);
        constant(text, "BLOB_BYTES", BlobStore.MOST_NAMED_BYTES);
        constant(text, "HOT_CALLS", Policy.HOT_CALLS);
        constant(text, "LOOP_PASSES", Policy.LOOP_PASSES);
        constant(text, "INT_FREE_LIST_LENGTH", RuntimeBlock.INT_FREE_LIST_LENGTH);
        constant(text, "FLOAT_FREE_LIST_LENGTH", RuntimeBlock.FLOAT_FREE_LIST_LENGTH);
        constant(text, "BLOCK_LIST_LENGTH", RuntimeBlock.BLOCK_LIST_LENGTH);
        constant(text, "FREE_LISTS_BYTES", FreeLists.BYTES);
        constant(text, "RARE_TUPLE", FreeLists.RARE);
        constant(text, "REFERENCE_TRACER_WORDS", ReferenceTracer.WORDS);
        constant(text, "ASCII_STRIDE", RuntimeBlock.ASCII_STRIDE);
        int wrap = GeneratorTypes.INTRINSIC_BYTES * Intrinsic1.ASYNC_GEN_WRAP.ordinal();
        constant(text, "ASYNC_GEN_WRAP", wrap);
        text.append("RERAISE = bytes((").append(Opcode.RERAISE.number()).append(", 1))\n");
        text.append("IMPORT_FALLBACK = '''\n").append(ImportFallback.SOURCE).append("'''\n");
        lists(text);
        checks(text);
        return text.toString();
    }

    private static void append(StringBuilder text, String prefix, Class<?> structure) {
        for (Field field : structure.getDeclaredFields()) {
            int modifiers = field.getModifiers();
            if (Modifier.isPublic(modifiers) && Modifier.isStatic(modifiers)) {
                try {
                    constant(
                            text,
                            prefix + "_" + field.getName(),
                            ((Number) field.get(null)).longValue());
                } catch (IllegalAccessException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
    }

    private static void constant(StringBuilder text, String name, long value) {
        text.append(name).append(" = ").append(value).append('\n');
    }

    private static void lists(StringBuilder text) {
        text.append("\n# module, name, stub\nTOOL_FUNCTIONS = (\n");
        for (int i = 0; i < Tools.SWITCHES.size(); i++) {
            String module = i < Tools.FIRST_OF_MONITORING ? "sys" : "sys.monitoring";
            row(text, module, Tools.SWITCHES.get(i), Tools.stub(i).name());
        }
        text.append(")\n\n# type, how it is resumed, stub\nGENERATOR_FUNCTIONS = (\n");
        for (int i = 0; i < GeneratorTypes.PLACES.size(); i++) {
            GeneratorTypes.Place place = GeneratorTypes.PLACES.get(i);
            String way = place.way().name().toLowerCase(Locale.ROOT);
            row(text, place.type().symbol(), way, GeneratorTypes.stub(i).name());
        }
        text.append(")\n\n# offset, name\nSPECIAL_NAMES_AT = (\n");
        for (SpecialMethod method : SpecialMethod.values()) {
            int offset = SpecialTable.NAMES + Long.BYTES * method.ordinal();
            text.append("    (").append(offset).append(", \"").append(method.attribute());
            text.append("\"),\n");
        }
        text.append(")\n\n# offset, word\nSPECIAL_WORDS = (\n");
        SpecialTables.constants()
                .forEach((offset, word) -> text.append("    (" + offset + ", " + word + "),\n"));
        text.append(")\n");
    }

    private static void row(StringBuilder text, String one, String two, String three) {
        text.append("    (\"").append(one).append("\", \"").append(two).append("\", \"");
        text.append(three).append("\"),\n");
    }

    /** What {@link LayoutCheck} compares: position in the runtime, value. */
    private static void checks(StringBuilder text) {
        text.append("\n# position, word, by os.uname().machine\nCHECKS = {\n");
        for (String machine : new String[] {"x86_64", "aarch64"}) {
            text.append("    \"").append(machine).append("\": (\n");
            check(text, DebugOffsets.COOKIE_POSITION, DebugOffsets.COOKIE);
            check(text, DebugOffsets.FREE_THREADED_POSITION, 0);
            for (DebugOffsets.Entry entry : DebugOffsets.entries()) {
                boolean binding =
                        entry.scope() == DebugOffsets.Scope.EVERYWHERE
                                || entry.scope() == DebugOffsets.Scope.X86_64
                                        && machine.equals("x86_64");
                if (binding) {
                    check(text, entry.position(), entry.expected());
                }
            }
            text.append("    ),\n");
        }
        text.append("}\n");
    }

    private static void check(StringBuilder text, long position, long expected) {
        text.append("        (").append(position).append(", ").append(expected).append("),\n");
    }
}

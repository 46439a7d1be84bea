package dev.justjit.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Promise;
import dev.justjit.masm.Isa;
import dev.justjit.masm.Symbol;
import dev.justjit.template.Templates;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Equal keys, equal machine code; and what holds in one process only is in neither. */
class CodeKeyTest {
    private static final List<CodeImage> IMAGES =
            ImageReader.all().stream().map((Path path) -> ImageReader.read(path)).toList();

    private final Compiler compiler = new Compiler(new Templates());

    /** All of the blob, or why there is none. */
    private byte[] compiled(CodeImage image, Isa isa, CompileOptions options) {
        try {
            return stored(compiler.compile(image, isa, options));
        } catch (NotCompiled reason) {
            return String.valueOf(reason.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] stored(CodeBlob blob) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StoredBlob.write(new DataOutputStream(out), blob);
            return out.toByteArray();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] key(CodeImage image, CompileOptions options) {
        return CodeKey.of(PortableImage.of(image), options).bytes();
    }

    private static List<CompileOptions> options(Random random, CodeImage image) {
        BitSet some = new BitSet();
        for (int unit = 0; unit < image.units(); unit++) {
            some.set(unit, random.nextInt(4) == 0);
        }
        BitSet all = new BitSet();
        all.set(0, image.localsPlus() + 65536);
        List<CompileOptions> options = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            options.add(new CompileOptions(false, new BitSet(), promise));
        }
        options.add(CompileOptions.plain().forRunning());
        options.add(new CompileOptions(false, some, Promise.AUTO));
        options.add(new CompileOptions(false, all, Promise.AUTO));
        return options;
    }

    @ParameterizedTest
    @EnumSource
    void otherProcessesHaveTheSameKeysAndCode(Isa isa) {
        Random random = new Random(1);
        for (CodeImage image : IMAGES) {
            CodeImage other = Reseated.elsewhere(image, random);
            for (CompileOptions options : options(random, image)) {
                assertArrayEquals(key(image, options), key(other, options), image.name());
                assertArrayEquals(
                        compiled(image, isa, options), compiled(other, isa, options), image.name());
            }
        }
    }

    /** Also in forms of instructions that no captured image has. */
    @ParameterizedTest
    @EnumSource
    void allFormsOfInstructionsAreOfNoProcess(Isa isa) {
        Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
            image = Reseated.withAnyFeedback(image, random);
            CodeImage other = Reseated.elsewhere(image, random);
            CompileOptions options = CompileOptions.plain();
            assertArrayEquals(key(image, options), key(other, options), image.name());
            assertArrayEquals(
                    compiled(image, isa, options), compiled(other, isa, options), image.name());
        }
    }

    /** What makes other machine code makes another key. */
    @Test
    void otherCodeHasAnotherKey() {
        Random random = new Random(3);
        int different = 0;
        for (int i = 0; i < 20_000; i++) {
            CodeImage image = IMAGES.get(random.nextInt(IMAGES.size()));
            CodeImage other =
                    random.nextBoolean() ? mutated(image, random) : shuffled(image, random);
            List<CompileOptions> all = options(random, image);
            CompileOptions options = all.get(random.nextInt(all.size()));
            byte[] first = compiled(image, Isa.X64, options);
            byte[] second = compiled(other, Isa.X64, options);
            if (!Arrays.equals(first, second)) {
                different++;
                assertFalse(Arrays.equals(key(image, options), key(other, options)), image.name());
            }
        }
        assertTrue(different > 2000, "mutations change machine code: " + different);
    }

    private static CodeImage shuffled(CodeImage image, Random random) {
        return Reseated.withAnyFeedback(image, random);
    }

    private static CodeImage mutated(CodeImage image, Random random) {
        byte[] code = image.code().clone();
        byte[] live = image.adaptive().clone();
        byte[] handlers = image.exceptionTable().clone();
        byte[] changed = random.nextBoolean() ? live : code;
        int at = random.nextInt(changed.length);
        changed[at] = (byte) random.nextInt();
        if (changed == code) {
            live[at] = changed[at];
        }
        if (handlers.length > 0 && random.nextInt(8) == 0) {
            handlers[random.nextInt(handlers.length)] = (byte) random.nextInt();
        }
        return Bytecode.with(image, code, live, handlers);
    }

    @Test
    void optionsAreInTheKey() {
        CodeImage image = Bytecode.image("RESUME 0", "LOAD_FAST 0", "RETURN_VALUE");
        Set<List<Byte>> keys = new java.util.HashSet<>();
        List<CompileOptions> all = options(new Random(4), image);
        BitSet one = new BitSet();
        one.set(1);
        all.add(new CompileOptions(false, one, Promise.AUTO));
        all.add(new CompileOptions(false, one, Promise.AUTO).forRunning());
        all.add(new CompileOptions(false, one, Promise.AUTO).forGraph());
        int empty = 0;
        for (CompileOptions options : all) {
            List<Byte> bytes = new ArrayList<>();
            for (byte each : key(image, options)) {
                bytes.add(each);
            }
            empty += keys.add(bytes) ? 0 : 1;
        }
        assertTrue(empty <= 1, "only the random one may be like another: " + empty);
    }

    /** Components of an image that machine code does not depend on, or on their number alone. */
    private static final Set<String> IRRELEVANT = Set.of("filename", "firstLine", "lineTable");

    private static final Set<String> OF_THE_PROCESS = Set.of("globalsKeys", "builtinsKeys");

    @Test
    void everyOtherComponentIsInTheKey() throws ReflectiveOperationException {
        CodeImage image = Bytecode.image("RESUME 0", "LOAD_FAST 0", "RETURN_VALUE");
        byte[] key = key(image, CompileOptions.plain());
        for (RecordComponent changed : CodeImage.class.getRecordComponents()) {
            List<Object> values = new ArrayList<>();
            List<Class<?>> types = new ArrayList<>();
            for (RecordComponent each : CodeImage.class.getRecordComponents()) {
                Object value = each.getAccessor().invoke(image);
                boolean changes = each.getName().equals(changed.getName());
                boolean live = each.getName().equals("adaptive");
                values.add(!changes ? value : live ? none() : other(value));
                types.add(each.getType());
            }
            CodeImage other =
                    CodeImage.class
                            .getDeclaredConstructor(types.toArray(new Class<?>[0]))
                            .newInstance(values.toArray());
            boolean same = Arrays.equals(key, key(other, CompileOptions.plain()));
            String name = changed.getName();
            assertEquals(IRRELEVANT.contains(name) || OF_THE_PROCESS.contains(name), same, name);
        }
    }

    /** No live bytecode: more of it than of the clean one is what templates have learnt, which only graphs read. */
    private static byte[] none() {
        return new byte[0];
    }

    /** Another value, of another length where there is one. */
    private static Object other(Object value) {
        if (value instanceof Integer number) {
            return number + 1;
        } else if (value instanceof Boolean flag) {
            return !flag;
        } else if (value instanceof String text) {
            return text + "x";
        } else if (value instanceof byte[] bytes) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 2);
            return longer;
        } else if (value instanceof CodeImage.KeysShape shape) {
            return new CodeImage.KeysShape(shape.version() + 7, shape.log2IndexBytes() + 1);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            return list.get(0) instanceof Constant
                    ? List.of(Constant.ofInt(2))
                    : List.of("a", "b", "c");
        }
        throw new AssertionError("another " + value.getClass());
    }

    @Test
    void valuesOfConstantsAreInTheKey() {
        List<Constant> constants =
                List.of(
                        Constant.ofInt(1),
                        Constant.ofInt(2),
                        Constant.ofBool(true),
                        Constant.ofFloat(0.0),
                        Constant.ofFloat(-0.0),
                        Constant.of(Constant.Kind.STR, "str"),
                        Constant.of(Constant.Kind.BIG_INT, "big int"),
                        Constant.ofTuple(List.of()),
                        Constant.ofTuple(List.of(Constant.ofInt(1))),
                        Constant.ofTuple(List.of(Constant.ofInt(2))));
        List<byte[]> keys = new ArrayList<>();
        for (Constant constant : constants) {
            CodeImage image = Bytecode.image("RESUME 0", "RETURN_CONST 0");
            byte[] key = key(Bytecode.with(image, List.of(constant)), CompileOptions.plain());
            for (byte[] other : keys) {
                assertFalse(Arrays.equals(key, other), constant.text());
            }
            keys.add(key);
        }
    }

    /** No blob has a number in its pool that could be an address or a version. */
    @ParameterizedTest
    @EnumSource
    void noPlainNumbersAreLinked(Isa isa) {
        for (CodeImage image : IMAGES) {
            CodeBlob blob = compiler.compile(image, isa, CompileOptions.plain());
            for (Symbol symbol : blob.pool()) {
                assertNotEquals(Symbol.Kind.NUMBER, symbol.kind(), image.name());
            }
        }
    }
}

package dev.justjit.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.bytecode.Bytecode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.masm.Isa;
import dev.justjit.masm.Symbol;
import dev.justjit.template.Templates;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not compiled, and what every blob must hold to. */
class RefusalTest {
    private static CodeBlob compile(CodeImage image, CompileOptions options) {
        return new Compiler(new Templates()).compile(image, Isa.X64, options);
    }

    private static NotCompiled refused(CodeImage image) {
        return assertThrows(NotCompiled.class, () -> compile(image, CompileOptions.plain()));
    }

    @Test
    void brokenBytecodeIsRefusedWithTheReason() {
        NotCompiled reason = refused(Bytecode.image("RESUME", "POP_TOP", "RETURN_CONST 0"));
        assertEquals("stack underflow at unit 1", reason.getMessage());
    }

    @Test
    void brokenExceptionTablesAreRefused() {
        byte[] code = Bytecode.assemble("RESUME", "RETURN_CONST 0");
        refused(Bytecode.image(code, new byte[] {(byte) 0x80}));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x80, 0x200})
    void codeThatShouldSuspendAndDoesNotIsRefused(int flag) {
        CodeImage plain = Bytecode.image("RESUME", "RETURN_CONST 0");
        CodeImage image =
                new CodeImage(
                        plain.name(),
                        plain.filename(),
                        plain.firstLine(),
                        plain.flags() | flag,
                        plain.argCount(),
                        plain.keywordOnlyCount(),
                        plain.localsPlus(),
                        plain.stackSize(),
                        plain.freeVars(),
                        plain.firstTraceable(),
                        plain.code(),
                        plain.adaptive(),
                        plain.exceptionTable(),
                        plain.lineTable(),
                        plain.constants(),
                        plain.names(),
                        plain.localNames(),
                        plain.localKinds(),
                        plain.immortal(),
                        plain.ownName(),
                        plain.globalsKeys(),
                        plain.builtinsKeys());
        assertEquals(
                "its flags and its first instructions do not agree", refused(image).getMessage());
    }

    @Test
    void suspendingWithoutTheFlagIsRefused() {
        refused(Bytecode.image("RESUME", "LOAD_FAST 0", "YIELD_VALUE 0", "RESUME", "RETURN_VALUE"));
        refused(Bytecode.image("RETURN_GENERATOR", "POP_TOP", "RESUME", "RETURN_CONST 0"));
    }

    @Test
    void opcodesWithoutTemplateAreRefused() {
        refused(Bytecode.image("RESUME", "LOAD_FAST 0", "EXIT_INIT_CHECK", "RETURN_VALUE"));
    }

    @Test
    void hugeCodeIsRefused() {
        String[] code = new String[70_000];
        Arrays.fill(code, "NOP");
        code[code.length - 1] = "RETURN_CONST 0";
        refused(Bytecode.image(code));
    }

    /** A blob has no address: the pool is zero, and every slot has a name. */
    @Test
    void blobsAreRelocatable() {
        for (Path path : ImageReader.all()) {
            CodeBlob blob = compile(ImageReader.read(path), CompileOptions.plain());
            byte[] bytes = blob.bytes();
            assertEquals(bytes.length, blob.poolOffset() + 8 * blob.pool().size());
            assertEquals(0, blob.poolOffset() % 8);
            assertEquals(0, blob.vectorEntry() % 8);
            for (int i = blob.poolOffset(); i < bytes.length; i++) {
                assertEquals(0, bytes[i], path.toString());
            }
        }
    }

    @Test
    void poolNamesAreUnique() {
        for (Path path : ImageReader.all()) {
            CodeBlob blob = compile(ImageReader.read(path), CompileOptions.plain());
            assertEquals(
                    blob.pool().size(), blob.pool().stream().distinct().count(), path.toString());
            for (Symbol symbol : blob.pool()) {
                assertTrue(
                        symbol.kind() != Symbol.Kind.CONSTANT
                                || symbol.index() < ImageReader.read(path).constants().size());
            }
        }
    }

    @Test
    void theListingDoesNotChangeTheCode() {
        for (Path path : ImageReader.all()) {
            CodeImage image = ImageReader.read(path);
            byte[] plain = compile(image, CompileOptions.plain()).bytes();
            byte[] listed = compile(image, CompileOptions.withListing()).bytes();
            assertTrue(Arrays.equals(plain, listed), path.toString());
        }
    }

    @Test
    void everythingCompilesWithoutSpeculation() {
        BitSet all = new BitSet();
        all.set(0, 70_000);
        for (Path path : ImageReader.all()) {
            compile(ImageReader.read(path), new CompileOptions(false, all, Promise.AUTO));
        }
    }
}

package dev.justjit.bytecode;

import dev.justjit.abi.Opcode;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Code images made by hand: instructions as text, {@code NAME} or {@code NAME oparg}. */
public final class Bytecode {
    private static final int NORMAL_FUNCTION = 0x3;

    private Bytecode() {}

    /** Units of the instructions with zeroed inline caches. */
    public static byte[] assemble(String... instructions) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String instruction : instructions) {
            String[] words = instruction.split(" ");
            Opcode opcode = Opcode.valueOf(words[0]);
            int oparg = words.length > 1 ? Integer.parseInt(words[1]) : 0;
            for (int shift = 24; shift > 0; shift -= 8) {
                if (oparg >>> shift != 0) {
                    unit(out, Opcode.EXTENDED_ARG, oparg >>> shift);
                }
            }
            unit(out, opcode, oparg);
            for (int i = 0; i < opcode.caches(); i++) {
                unit(out, Opcode.CACHE, 0);
            }
        }
        return out.toByteArray();
    }

    private static void unit(ByteArrayOutputStream out, Opcode opcode, int oparg) {
        out.write(opcode.number());
        out.write(oparg);
    }

    /** A function of two locals, the constants None and 1, the name a, and four stack slots. */
    public static CodeImage image(String... instructions) {
        return image(assemble(instructions), new byte[0]);
    }

    public static CodeImage image(byte[] code, byte[] exceptionTable) {
        return image(code, code, exceptionTable);
    }

    public static CodeImage image(byte[] code, byte[] live, byte[] exceptionTable) {
        return new CodeImage(
                "f",
                "image.py",
                1,
                NORMAL_FUNCTION,
                0,
                0,
                2,
                4,
                0,
                0,
                code,
                live,
                exceptionTable,
                new byte[0],
                List.of(Constant.of(Constant.Kind.NONE, "None"), Constant.ofInt(1)),
                List.of("a"),
                List.of("x", "y"),
                new byte[] {0x20, 0x20},
                false,
                -1,
                CodeImage.KeysShape.NONE,
                CodeImage.KeysShape.NONE);
    }

    /** The same image with other bytecode and exception table. */
    public static CodeImage with(CodeImage image, byte[] code, byte[] live, byte[] exceptions) {
        return copy(
                image,
                code,
                live,
                exceptions,
                image.constants(),
                image.globalsKeys(),
                image.builtinsKeys());
    }

    /** The same image with other constants. */
    public static CodeImage with(CodeImage image, List<Constant> constants) {
        return copy(
                image,
                image.code(),
                image.adaptive(),
                image.exceptionTable(),
                constants,
                image.globalsKeys(),
                image.builtinsKeys());
    }

    /** The same image with other dictionaries of globals and builtins. */
    public static CodeImage with(
            CodeImage image, CodeImage.KeysShape globals, CodeImage.KeysShape builtins) {
        return copy(
                image,
                image.code(),
                image.adaptive(),
                image.exceptionTable(),
                image.constants(),
                globals,
                builtins);
    }

    private static CodeImage copy(
            CodeImage image,
            byte[] code,
            byte[] live,
            byte[] exceptions,
            List<Constant> constants,
            CodeImage.KeysShape globals,
            CodeImage.KeysShape builtins) {
        return new CodeImage(
                image.name(),
                image.filename(),
                image.firstLine(),
                image.flags(),
                image.argCount(),
                image.keywordOnlyCount(),
                image.localsPlus(),
                image.stackSize(),
                image.freeVars(),
                image.firstTraceable(),
                code,
                live,
                exceptions,
                image.lineTable(),
                constants,
                image.names(),
                image.localNames(),
                image.localKinds(),
                image.immortal(),
                image.ownName(),
                globals,
                builtins);
    }
}

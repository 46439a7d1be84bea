package dev.justjit.store;

import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CompileOptions;
import dev.justjit.ir.Kind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * All that the machine code of a code object depends on, as bytes, and a number to find it by. The number may be
 * that of something else, too: what is found is compared byte by byte.
 */
public final class CodeKey {
    /** In place of a promise. */
    private static final int REGION = 'R';

    /** The same. */
    private static final int LOOP = 'L';

    /** The same. */
    private static final int GROUP = 'G';

    /** Not of code: of a text that says for which Python a file is. */
    static final CodeKey PYTHON = new CodeKey("python".getBytes(StandardCharsets.US_ASCII));

    private final byte[] bytes;
    private final long hash;

    private CodeKey(byte[] bytes) {
        this.bytes = bytes;
        hash = hash(bytes);
    }

    /** Of a compilation without a listing, for the instruction set and the compiler of the store. */
    public static CodeKey of(PortableImage image, CompileOptions options) {
        if (options.listing()) {
            throw new IllegalArgumentException("listings are not stored");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(options.promise().ordinal());
            out.writeBoolean(options.running());
            out.writeBoolean(options.optimized());
            write(out, options.unstableSites());
            write(out, image.image());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new CodeKey(bytes.toByteArray());
    }

    /** Of a graph of calls, with the code that may be inlined, compiled without a listing. */
    public static CodeKey of(CodeGroup group, CompileOptions options) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(GROUP);
            out.writeByte(options.promise().ordinal());
            write(out, options.unstableSites());
            out.writeInt(group.images().size());
            for (CodeImage image : group.images()) {
                write(out, image);
            }
            for (var each : new TreeMap<>(group.callees()).entrySet()) {
                out.writeInt(each.getKey());
                out.writeInt(each.getValue().code());
                out.writeInt(each.getValue().kind().ordinal());
                out.writeInt(each.getValue().defaults());
                out.writeInt(each.getValue().positionalOnly());
            }
            for (var each : new TreeMap<>(group.keywords()).entrySet()) {
                out.writeInt(each.getKey());
                out.writeUTF(String.join(" ", each.getValue()));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new CodeKey(bytes.toByteArray());
    }

    /**
     * Of a graph of what comes after a jump back, compiled without a listing.
     *
     * @param header unit of the loop's header
     * @param kinds what is proved at the entry
     */
    public static CodeKey of(
            CodeGroup group, CompileOptions options, int header, List<Kind> kinds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(LOOP);
            out.writeInt(header);
            out.writeInt(kinds.size());
            for (Kind kind : kinds) {
                out.writeByte(kind.ordinal());
            }
            out.writeBoolean(options.running());
            out.write(of(group, options).bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new CodeKey(bytes.toByteArray());
    }

    /** What the machine code of a region depends on besides. */
    public interface Inputs {
        /** Writes all of it. Nothing in it may hold in one process only. */
        void write(DataOutputStream out) throws IOException;
    }

    /**
     * Of a region, compiled without a listing.
     *
     * @param header unit of the loop's header
     */
    public static CodeKey of(PortableImage image, int header, Inputs inputs) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(REGION);
            out.writeInt(header);
            write(out, image.image());
            inputs.write(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new CodeKey(bytes.toByteArray());
    }

    /**
     * Of code without what the interpreter noted: {@code justjit._stored} makes the same bytes of a code object. A
     * line of numbers, a line of constants; bytecode, exception table, kinds of locals.
     */
    public static CodeKey generic(CodeImage image) {
        StringBuilder text = new StringBuilder();
        int[] numbers = {
            image.flags(),
            image.argCount(),
            image.keywordOnlyCount(),
            image.localsPlus(),
            image.stackSize(),
            image.freeVars(),
            image.immortal() ? 1 : 0,
            image.ownName(),
            image.names().size(),
            image.code().length,
            image.exceptionTable().length
        };
        for (int number : numbers) {
            text.append(number).append(' ');
        }
        text.append('\n');
        describe(text, image.constants());
        text.append('\n');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(image.code());
        bytes.writeBytes(image.exceptionTable());
        bytes.writeBytes(image.localKinds());
        return new CodeKey(bytes.toByteArray());
    }

    private static void describe(StringBuilder text, List<Constant> constants) {
        for (Constant constant : constants) {
            switch (constant.kind()) {
                case NONE -> text.append('N');
                case BOOL -> text.append(constant.intValue() == 0 ? 'F' : 'T');
                case INT -> text.append('i').append(constant.intValue()).append(' ');
                case BIG_INT -> text.append('I');
                case FLOAT -> {
                    long bits = Double.doubleToRawLongBits(constant.doubleValue());
                    text.append('f').append(Long.toHexString(bits)).append(' ');
                }
                case STR -> text.append('s');
                case TUPLE -> {
                    text.append('(');
                    describe(text, constant.items());
                    text.append(')');
                }
                case CODE -> text.append('c');
                case OTHER -> text.append('o');
            }
        }
    }

    byte[] bytes() {
        return bytes;
    }

    long hash() {
        return hash;
    }

    /** Two sums that Python's {@code zlib} computes, too, each of 32 bits. */
    private static long hash(byte[] bytes) {
        CRC32 first = new CRC32();
        first.update(bytes, 0, bytes.length);
        Adler32 second = new Adler32();
        second.update(bytes, 0, bytes.length);
        return first.getValue() << Integer.SIZE | second.getValue();
    }

    /** Ranges: all units of long code may be unstable. */
    private static void write(DataOutputStream out, BitSet set) throws IOException {
        for (int start = set.nextSetBit(0); start >= 0; ) {
            int end = set.nextClearBit(start);
            out.writeInt(start);
            out.writeInt(end);
            start = set.nextSetBit(end);
        }
        out.writeInt(-1);
    }

    private static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            StoredCode.writeText(out, texts.get(i));
        }
    }

    /** All of an image. */
    public static void write(DataOutputStream out, CodeImage image) throws IOException {
        StoredCode.writeText(out, image.name());
        out.writeInt(image.flags());
        out.writeInt(image.argCount());
        out.writeInt(image.keywordOnlyCount());
        out.writeInt(image.localsPlus());
        out.writeInt(image.stackSize());
        out.writeInt(image.freeVars());
        out.writeInt(image.firstTraceable());
        write(out, image.code());
        write(out, image.adaptive());
        write(out, image.exceptionTable());
        write(out, image.constants());
        writeTexts(out, image.names());
        writeTexts(out, image.localNames());
        out.writeInt(image.firstLine());
        write(out, image.lineTable());
        write(out, image.localKinds());
        out.writeBoolean(image.immortal());
        out.writeInt(image.ownName());
        write(out, image.globalsKeys());
        write(out, image.builtinsKeys());
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void write(DataOutputStream out, CodeImage.KeysShape shape) throws IOException {
        out.writeInt(shape.version());
        out.writeInt(shape.log2IndexBytes());
    }

    private static void write(DataOutputStream out, List<Constant> constants) throws IOException {
        out.writeInt(constants.size());
        for (int i = 0; i < constants.size(); i++) {
            Constant constant = constants.get(i);
            out.writeByte(constant.kind().ordinal());
            out.writeLong(constant.intValue());
            out.writeLong(Double.doubleToRawLongBits(constant.doubleValue()));
            StoredCode.writeText(out, constant.text());
            write(out, constant.items());
        }
    }
}

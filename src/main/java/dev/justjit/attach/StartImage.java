package dev.justjit.attach;

import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.MacroAssembler.MachineCode;
import dev.justjit.store.BuildId;
import dev.justjit.store.StoredBlob;
import dev.justjit.store.StoredCode;
import dev.justjit.stubs.Stubs;
import dev.justjit.template.Templates;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The machine code with which the compiler attaches, made when the jar is built: a young JVM takes tens of
 * milliseconds to make it. Without its file it is made at the start.
 *
 * @param stubs the stubs
 * @param entries offsets of the stubs by {@link Stub#ordinal()}
 * @param startupTest the function of {@link StartupTest}, for calls
 */
public record StartImage(MachineCode stubs, int[] entries, CodeBlob startupTest) {
    /**
     * Writes what the build makes of the classes into their folder, {@code arguments[0]}: the images of all instruction
     * sets, and which build it is.
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).resolve("dev/justjit/attach");
        Files.createDirectories(folder);
        for (Isa isa : Isa.values()) {
            Path file = folder.resolve(name(isa));
            try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
                make(isa).write(out);
            }
        }
        BuildId.write(Path.of(arguments[0]));
    }

    private static String name(Isa isa) {
        return "start-" + isa.shortName() + ".bin";
    }

    /** From the file, if it is there and whole, or made now. */
    static StartImage of(Isa isa) {
        try (InputStream file = StartImage.class.getResourceAsStream(name(isa))) {
            if (file != null) {
                StartImage read = read(ByteBuffer.wrap(file.readAllBytes()));
                if (read.entries.length == Stub.values().length) {
                    return read;
                }
            }
        } catch (IOException | BufferUnderflowException | IndexOutOfBoundsException unreadable) {
            // as if it were not there
        }
        return make(isa);
    }

    static StartImage make(Isa isa) {
        MacroAssembler m = isa.assembler(false, false);
        int[] entries = Stubs.emit(m);
        CodeBlob startupTest =
                new Compiler(new Templates())
                        .compile(StartupTest.image(), isa, CompileOptions.plain());
        return new StartImage(m.finish(), entries, startupTest);
    }

    void write(DataOutputStream out) throws IOException {
        StoredCode.write(out, stubs);
        StoredCode.writeInts(out, entries);
        StoredBlob.write(out, startupTest);
    }

    static StartImage read(ByteBuffer in) {
        return new StartImage(StoredCode.read(in), StoredCode.readInts(in), StoredBlob.read(in));
    }
}

package dev.justjit.ahead;

import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.NotCompiled;
import dev.justjit.masm.Isa;
import dev.justjit.store.BlobData;
import dev.justjit.store.BlobStore;
import dev.justjit.store.CodeKey;
import dev.justjit.store.GenericRecord;
import dev.justjit.store.KeyImage;
import dev.justjit.store.LinkTable;
import dev.justjit.template.Templates;
import dev.justjit.tiering.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compiles functions for starts without a JVM, without what an interpreter has noted, and writes them to a file. */
public final class AheadCompiler {
    private final Compiler compiler = new Compiler(new Templates());
    private final Map<String, Integer> refusals = new TreeMap<>();
    private final Isa isa;
    private final BlobStore store;
    private int compiled;

    /**
     * @param file to write to; what is in it already stays, and is not compiled again
     * @param python {@code sys.version} of the one that will run the code
     */
    public AheadCompiler(Isa isa, Path file, String python) {
        this.isa = isa;
        store = BlobStore.named(file, LinkTable.target(isa.shortName(), python), python);
        compiled = store.recorded();
    }

    /** Compiles a function, unless its code is there. */
    public void add(CodeStream.Function function) {
        try {
            CodeImage image = KeyImage.read(function.name(), function.key());
            CodeKey key = CodeKey.generic(image);
            if (!store.has(key)) {
                CodeBlob blob = compiler.compile(image, isa, CompileOptions.plain());
                if (LinkTable.isGeneric(blob)) {
                    BlobData data = BlobData.of(blob, Policy.LOOP_PASSES, header -> false);
                    byte[] linked = LinkTable.of(blob, data);
                    store.replace(key, new GenericRecord(linked, List.of()).toBytes());
                    compiled++;
                } else {
                    refuse("its machine code holds in one process only");
                }
            }
        } catch (NotCompiled reason) {
            refuse(String.valueOf(reason.getMessage()));
        } catch (RuntimeException | StackOverflowError bug) {
            refuse("compiler error: " + bug);
        }
    }

    private void refuse(String reason) {
        refusals.merge(reason, 1, Integer::sum);
    }

    /** Functions that are in the file, or will be. */
    public int compiled() {
        return compiled;
    }

    /** How many functions were refused, by the reason. */
    public Map<String, Integer> refusals() {
        return refusals;
    }

    /**
     * Writes the file.
     *
     * @throws IOException if it cannot be written
     */
    public void write() throws IOException {
        store.save(true);
        String problem = store.problem();
        if (problem != null || store.hasNews()) {
            throw new IOException(problem == null ? "another process writes to it" : problem);
        }
    }
}

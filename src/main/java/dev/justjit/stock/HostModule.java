package dev.justjit.stock;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.host.StockHost;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.MacroAssembler.MachineCode;
import dev.justjit.store.BuildId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes Python modules when the jar is built: {@link HostCode} with the layout of {@link HostBlock}, one for each
 * instruction set, because it is read at each start; {@code justjit._samplecode}, {@link SampleCode} with the layout
 * of {@link SampleBlock}; {@code justjit._forkwarnings}. Python needs them before there is a JVM.
 */
public final class HostModule {
    private static final int BYTES_PER_LINE = 24;

    private HostModule() {}

    /** Writes the modules into the package below the folder {@code arguments[0]}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).resolve("justjit");
        Files.createDirectories(folder);
        write(folder, "_hostcode_x86_64", text(Isa.X64));
        write(folder, "_hostcode_aarch64", text(Isa.A64));
        write(folder, "_samplecode", sampleText());
        write(
                folder,
                "_forkwarnings",
                "\"\"\"Made by dev.justjit.stock.HostModule.\"\"\"\n\n\n"
                        + StockHost.forkWarningFilter());
    }

    private static void write(Path folder, String module, String text) throws IOException {
        Files.writeString(folder.resolve(module + ".py"), text, StandardCharsets.US_ASCII);
    }

    static String text(Isa isa) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                "\"\"\"Made by dev.justjit.stock.HostModule: machine code and its block.\"\"\"\n\n");
        text.append("# the code, where its pool is, offsets of its entries\n");
        text.append("CODE, POOL, ENTRIES = (\n");
        append(text, isa, (m, of) -> HostCode.emit(m), HostCode.Entry.values());
        text.append(")\n\n# offsets in the block\n");
        for (HostBlock word : HostBlock.values()) {
            text.append(word.name()).append(" = ").append(word.offset()).append('\n');
        }
        text.append("BYTES = ").append(HostBlock.bytes()).append('\n');
        text.append(
                "\n# which build this package is of: that of the jar, unless one of them was replaced\n");
        constant(text, "THIS_BUILD", BuildId.number());
        text.append('\n');
        constant(text, "MOST_REQUESTS", HostBlock.MOST_REQUESTS);
        constant(text, "MOST_DESCRIPTORS", HostBlock.MOST_DESCRIPTORS);
        constant(text, "HANDLER_FLAGS", HostBlock.HANDLER_FLAGS);
        constant(text, "FLAGS_IN_ACTION", HostBlock.FLAGS_IN_ACTION);
        constant(text, "MASK_IN_ACTION", HostBlock.MASK_IN_ACTION);
        text.append("HANDLER_MASK = 0x").append(Long.toHexString(HostBlock.HANDLER_MASK));
        text.append("\n\n# what STATE can be\n");
        constant(text, "IS_WAITING", HostBlock.WAITING);
        constant(text, "IS_STARTING", HostBlock.STARTING);
        constant(text, "IS_RUNNING", HostBlock.RUNNING);
        constant(text, "IS_ATTACHED", HostBlock.ATTACHED);
        constant(text, "HAS_FAILED", HostBlock.FAILED);
        constant(text, "NO_LIBRARY", HostBlock.NO_LIBRARY);
        constant(text, "NO_CREATE_FUNCTION", HostBlock.NO_CREATE_FUNCTION);
        constant(text, "NO_JVM", HostBlock.NO_JVM);
        constant(text, "NO_CLASS", HostBlock.NO_CLASS);
        constant(text, "NOT_ATTACHED", HostBlock.NOT_ATTACHED);
        return text.toString();
    }

    static String sampleText() {
        StringBuilder text = new StringBuilder();
        text.append(
                "\"\"\"Made by dev.justjit.stock.HostModule: the sampler's code and block.\"\"\"\n\n");
        text.append(
                "# by os.uname().machine: the code, where its pool is, offsets of its entries\n");
        text.append("CODE = {\n");
        text.append("    \"x86_64\": (\n");
        append(text, Isa.X64, SampleCode::emit, SampleCode.Entry.values());
        text.append("    ),\n    \"aarch64\": (\n");
        append(text, Isa.A64, SampleCode::emit, SampleCode.Entry.values());
        text.append("    ),\n");
        text.append("}\n\n# offsets in the block\n");
        for (SampleBlock word : SampleBlock.values()) {
            constant(text, word.name(), word.offset());
        }
        constant(text, "BYTES", SampleBlock.bytes());
        constant(text, "SAMPLE_BYTES", SampleBlock.sampleBytes());
        constant(text, "HEADER_WORDS", SampleBlock.HEADER_WORDS);
        constant(text, "RETURNS", SampleBlock.RETURNS);
        constant(text, "CODE_ADAPTIVE", PyCode.CODE_ADAPTIVE);
        constant(text, "CODE_UNITS", PyVarObject.OB_SIZE);
        return text.toString();
    }

    private static void constant(StringBuilder text, String name, long value) {
        text.append(name).append(" = ").append(value).append('\n');
    }

    /** Emits code; answers the offsets of its entries. */
    private interface Emitter {
        int[] emit(MacroAssembler m, Isa isa);
    }

    private static void append(StringBuilder text, Isa isa, Emitter emitter, Enum<?>[] names) {
        MacroAssembler m = isa.assembler(false, false);
        int[] entries = emitter.emit(m, isa);
        MachineCode code = m.finish();
        if (code.pool().size() != 1 || !code.relocations().isEmpty()) {
            throw new IllegalStateException("one slot, for the block: " + code.pool());
        }
        byte[] bytes = code.bytes();
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            text.append("        b\"");
            for (int i = at; i < Math.min(bytes.length, at + BYTES_PER_LINE); i++) {
                text.append(String.format(Locale.ROOT, "\\x%02x", bytes[i]));
            }
            text.append("\"\n");
        }
        text.append("        ,\n        ").append(code.poolOffset()).append(",\n        {");
        for (Enum<?> entry : names) {
            text.append(entry.ordinal() == 0 ? "" : ", ");
            text.append('"').append(entry.name()).append("\": ");
            text.append(entries[entry.ordinal()]);
        }
        text.append("},\n");
    }
}

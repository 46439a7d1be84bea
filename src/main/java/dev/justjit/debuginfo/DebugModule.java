package dev.justjit.debuginfo;

import dev.justjit.masm.FrameLayout;
import dev.justjit.masm.Isa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes the Python module {@code justjit._debugobjects} when the jar is built: the files and objects that {@code
 * justjit._debuginfo} makes for a process, with texts of eight bytes where numbers are to be put.
 */
public final class DebugModule {
    private static final int BYTES_PER_LINE = 24;

    // little-endian: "ADDRESS!", "LENGTH!!", "NAMESIZE"
    static final long ADDRESS = 0x2153534552444441L;
    static final long LENGTH = 0x21214854474e454cL;
    static final long NAME_BYTES = 0x455a4953454d414eL;

    private static final int SAMPLE_LENGTH = 64;

    private DebugModule() {}

    /** Writes the module into the package below the folder {@code arguments[0]}. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).resolve("justjit");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("_debugobjects.py"), text(), StandardCharsets.US_ASCII);
    }

    static String text() {
        StringBuilder text = new StringBuilder();
        text.append("\"\"\"Made by dev.justjit.debuginfo.DebugModule: for gdb and perf.\"\"\"\n");
        text.append("\n# offsets in the block\n");
        for (DebugBlock word : DebugBlock.values()) {
            text.append(word.name()).append(" = ").append(word.offset()).append('\n');
        }
        text.append("BYTES = ").append(DebugBlock.bytes()).append('\n');
        text.append("EH_HEADER_BYTES = ").append(CallFrames.EH_HEADER_BYTES).append('\n');
        text.append("\n# by os.uname().machine\nOBJECTS = {\n");
        append(text, "x86_64", Isa.X64);
        append(text, "aarch64", Isa.A64);
        return text.append("}\n").toString();
    }

    private static void append(StringBuilder text, String machine, Isa isa) {
        FrameLayout frames = isa.frames(new byte[0]);
        text.append("    \"").append(machine).append("\": {\n");
        text.append("        \"machine\": ").append(frames.elfMachine()).append(",\n");
        bytes(text, "library", GdbLibrary.of(isa));
        bytes(text, "object", GdbObject.template(frames, ADDRESS, LENGTH, NAME_BYTES));
        // distances to code of this length; those to longer code differ by as much
        bytes(text, "unwinding", CallFrames.ehFrame(frames, SAMPLE_LENGTH));
        text.append("        \"unwinding_length\": ").append(SAMPLE_LENGTH).append(",\n");
        text.append("        \"code_distance\": ").append(CallFrames.codeDistanceAt(frames));
        text.append(",\n    },\n");
    }

    private static void bytes(StringBuilder text, String name, byte[] bytes) {
        text.append("        \"").append(name).append("\": bytes.fromhex(\n");
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            text.append("            \"");
            for (int i = at; i < Math.min(bytes.length, at + BYTES_PER_LINE); i++) {
                text.append(String.format(Locale.ROOT, "%02x", bytes[i]));
            }
            text.append("\"\n");
        }
        text.append("        ),\n");
    }
}

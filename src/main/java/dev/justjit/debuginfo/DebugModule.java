package dev.justjit.debuginfo;

import dev.justjit.compile.Stub;
import dev.justjit.masm.FrameLayout;
import dev.justjit.masm.Isa;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.stubs.Stubs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
        text.append("ROOM = ").append(CallFrames.ROOM).append('\n');
        text.append("\n# by os.uname().machine\nOBJECTS = {\n");
        append(text, "x86_64", Isa.X64);
        append(text, "aarch64", Isa.A64);
        return text.append("}\n").toString();
    }

    private static void append(StringBuilder text, String machine, Isa isa) {
        FrameLayout frames = isa.frames(new byte[0]);
        text.append("    \"").append(machine).append("\": {\n");
        number(text, "machine", frames.elfMachine());
        bytes(text, "library", GdbLibrary.of(isa));
        // distances to code of this length; those to longer code differ by as much
        bytes(
                text,
                "unwinding",
                CallFrames.ehFrame(List.of(new CallFrames.Range(0, frames)), SAMPLE_LENGTH));
        number(text, "header_bytes", CallFrames.headerBytes(1));
        number(text, "unwinding_length", SAMPLE_LENGTH);
        number(text, "code_distance", CallFrames.codeDistanceAt(frames));
        number(text, "frame_bytes", frames.bytes());
        stubs(text, isa, frames);
        text.append("    },\n");
    }

    /** Some stubs have larger frames: what C calls. */
    private static void stubs(StringBuilder text, Isa isa, FrameLayout frames) {
        MacroAssembler m = isa.assembler(false, false);
        int[] entries = Stubs.emit(m);
        byte[] code = m.finish().bytes();
        List<CallFrames.Range> ranges =
                CallFrames.ranges(isa, code, Arrays.stream(entries).sorted().distinct().toArray());
        bytes(text, "stubs_unwinding", CallFrames.ehFrame(ranges, code.length));
        number(text, "stubs_header_bytes", CallFrames.headerBytes(ranges.size()));
        text.append("        \"stub_frames\": {\n");
        TreeMap<Integer, FrameLayout> layouts = new TreeMap<>(Map.of(frames.bytes(), frames));
        for (Stub stub : Stub.values()) {
            int entry = entries[stub.ordinal()];
            FrameLayout own = frames;
            for (CallFrames.Range range : ranges) {
                own = range.offset() <= entry ? range.frames() : own;
            }
            layouts.put(own.bytes(), own);
            if (own.bytes() != frames.bytes()) {
                text.append("            \"").append(stub.name()).append("\": ");
                text.append(own.bytes()).append(",\n");
            }
        }
        text.append("        },\n        \"objects\": {\n");
        for (FrameLayout layout : layouts.values()) {
            text.append("            ").append(layout.bytes()).append(": bytes.fromhex(\n");
            hex(text, GdbObject.template(layout, ADDRESS, LENGTH, NAME_BYTES));
            text.append("            ),\n");
        }
        text.append("        },\n");
    }

    private static void number(StringBuilder text, String name, int value) {
        text.append("        \"").append(name).append("\": ").append(value).append(",\n");
    }

    private static void bytes(StringBuilder text, String name, byte[] bytes) {
        text.append("        \"").append(name).append("\": bytes.fromhex(\n");
        hex(text, bytes);
        text.append("        ),\n");
    }

    private static void hex(StringBuilder text, byte[] bytes) {
        for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
            text.append("            \"");
            for (int i = at; i < Math.min(bytes.length, at + BYTES_PER_LINE); i++) {
                text.append(String.format(Locale.ROOT, "%02x", bytes[i]));
            }
            text.append("\"\n");
        }
    }
}

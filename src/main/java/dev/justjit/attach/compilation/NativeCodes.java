package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.LineTable;
import dev.justjit.compile.CodeTally;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names and lines of what was loaded. Needs the GIL; the code object lives. */
public final class NativeCodes {
    private NativeCodes() {}

    /** Code of calls, or of frames that the interpreter has begun. */
    static List<NativeCode> of(Compilation made, CompiledCode.Loaded loaded) {
        boolean running = made.purpose == CompiledCode.Purpose.RUNNING;
        String kind = running ? "jit, begun by the interpreter" : NativeCode.CALLS;
        return of(made.known, kind, loaded.address(), loaded.blob().bytes().length, made.tally);
    }

    /** A region, and the functions that it calls with registers, which lie behind it. */
    static List<NativeCode> of(RegionCompilation made, CompiledCode.LoadedRegion loaded) {
        String kind = "jit, numbers in registers";
        int length = loaded.region().blob().bytes().length;
        return of(made.known(), kind, loaded.address(), length, made.tally);
    }

    private static List<NativeCode> of(
            CompiledCode known, String kind, long address, int length, @Nullable CodeTally tally) {
        long code = Native.getLong(known.state() + CodeState.CODE);
        String file = Objects.text(Native.getLong(code + PyCode.FILENAME));
        List<CodeTally.Place> places = tally == null ? List.of() : tally.places();
        LineTable own = places.isEmpty() ? null : Snapshot.lines(code);
        List<NativeCode> parts = new ArrayList<>();
        int from = 0;
        String part = CodeTally.OWN;
        List<NativeCode.Line> lines = new ArrayList<>();
        for (CodeTally.Place place : places) {
            if (!place.part().equals(part)) {
                int end = place.offset();
                parts.add(part(known, part, kind, file, address + from, end - from, lines));
                from = end;
                part = place.part();
                lines = new ArrayList<>();
            }
            boolean isOwn = part.equals(CodeTally.OWN);
            int line = isOwn && own != null ? own.line(place.unit()) : 0;
            add(lines, place.offset() - from, line);
        }
        parts.add(part(known, part, kind, file, address + from, length - from, lines));
        return parts;
    }

    /** Functions of a region may be of other files: they have no lines. */
    private static NativeCode part(
            CompiledCode known,
            String part,
            String kind,
            String file,
            long address,
            int length,
            List<NativeCode.Line> lines) {
        if (part.equals(CodeTally.OWN)) {
            return new NativeCode(known.name(), kind, file, address, length, lines);
        }
        String caller = kind + ", for " + known.name();
        return new NativeCode(part, caller, file, address, length, List.of());
    }

    private static void add(List<NativeCode.Line> lines, int offset, int line) {
        int last = lines.isEmpty() ? 0 : lines.get(lines.size() - 1).line();
        if (line > 0 && line != last) {
            lines.add(new NativeCode.Line(offset, line));
        }
    }

    /**
     * The stubs.
     *
     * @param entries offsets by {@link Stub#ordinal()}
     */
    public static List<NativeCode> stubs(long address, int length, int[] entries) {
        Stub[] stubs = Stub.values();
        Arrays.sort(stubs, Comparator.comparingInt(stub -> entries[stub.ordinal()]));
        List<NativeCode> codes = new ArrayList<>();
        for (int i = 0; i < stubs.length; i++) {
            int from = entries[stubs[i].ordinal()];
            int end = i + 1 < stubs.length ? entries[stubs[i + 1].ordinal()] : length;
            if (end > from) {
                codes.add(
                        new NativeCode(
                                stubs[i].name(), "", "", address + from, end - from, List.of()));
            }
        }
        return codes;
    }
}

package dev.justjit.attach;

import dev.justjit.ffi.Native;
import dev.justjit.template.stubs.CodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler did and when, and of what it made the machine code: for a report ({@code justjit.report}). Off
 * until somebody wants one. All methods need the GIL.
 */
final class Journal {
    /** Events that are kept; later ones are counted only. */
    private static final int MOST_EVENTS = 20_000;

    /** What happened. */
    enum Kind {
        COMPILED,
        RECOMPILED,
        REFUSED,
        REGION,
        REGION_REFUSED,
        LEFT
    }

    /**
     * One event.
     *
     * @param nanos when, by the monotonic clock
     * @param code address of the code object
     * @param unit of the loop or of the instruction that was left; -1: none
     * @param micros what compiling took
     * @param detail the reason, or null
     */
    record Event(
            Kind kind,
            long nanos,
            long code,
            String name,
            int unit,
            long micros,
            int bytes,
            boolean stored,
            @Nullable String detail) {}

    private final List<Event> events = new ArrayList<>();

    /** By the address of the machine code. */
    private final Map<Long, Compilation> compilations = new LinkedHashMap<>();

    private final Map<Long, RegionCompilation> regions = new LinkedHashMap<>();
    private boolean on;
    private long lost;

    void start() {
        on = true;
    }

    List<Event> events() {
        return events;
    }

    /** How many events there was no room for. */
    long lost() {
        return lost;
    }

    /** Of what the code at the address was made, or null. */
    @Nullable Compilation compilation(long address) {
        return compilations.get(address);
    }

    /** The same of a region. */
    @Nullable RegionCompilation region(long address) {
        return regions.get(address);
    }

    void compiled(Compilation compilation, CompiledCode.Loaded loaded, boolean again) {
        if (on) {
            compilations.put(loaded.address(), compilation);
            Kind kind = again ? Kind.RECOMPILED : Kind.COMPILED;
            boolean stored = compilation.isStored();
            long micros = compilation.attempt.nanos() / 1000;
            add(kind, compilation.known, -1, micros, loaded.length(), stored, null);
        }
    }

    void refused(CompiledCode known, String reason) {
        if (on) {
            add(Kind.REFUSED, known, -1, 0, 0, false, reason);
        }
    }

    void region(RegionCompilation request, CompiledCode.LoadedRegion loaded) {
        if (on) {
            regions.put(loaded.address(), request);
            long micros = request.attempt.nanos() / 1000;
            boolean stored = request.isStored();
            add(
                    Kind.REGION,
                    request.known(),
                    request.header,
                    micros,
                    loaded.length(),
                    stored,
                    null);
        }
    }

    void regionRefused(RegionCompilation request, String reason) {
        if (on) {
            long micros = request.attempt.nanos() / 1000;
            add(Kind.REGION_REFUSED, request.known(), request.header, micros, 0, false, reason);
        }
    }

    void left(CompiledCode known, int unit, String reason) {
        if (on) {
            add(Kind.LEFT, known, unit, 0, 0, false, reason);
        }
    }

    private void add(
            Kind kind,
            CompiledCode known,
            int unit,
            long micros,
            int bytes,
            boolean stored,
            @Nullable String detail) {
        if (events.size() >= MOST_EVENTS) {
            lost++;
            return;
        }
        long code = Native.getLong(known.state() + CodeState.CODE);
        events.add(
                new Event(
                        kind,
                        System.nanoTime(),
                        code,
                        known.name(),
                        unit,
                        micros,
                        bytes,
                        stored,
                        detail));
    }
}

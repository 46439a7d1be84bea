package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.event.JitEvent;
import dev.justjit.attach.event.JitEvent.Kind;
import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.attach.hooks.Tools;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.compile.CodeTally;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the compiler did and when: told to those who observe it, and kept for a report ({@code justjit.report}) with
 * what the machine code was made of. Off until somebody wants one or the other. All methods need the GIL.
 */
public final class Journal implements Tools.Listener {
    /** Events that are kept; later ones are counted only. */
    private static final int MOST_EVENTS = 20_000;

    private final List<JitEvent> events = new ArrayList<>();

    /** By the address of the machine code. */
    private final Map<Long, Compilation> compilations = new LinkedHashMap<>();

    private final Map<Long, RegionCompilation> regions = new LinkedHashMap<>();
    private final List<JitObserver> observers = new ArrayList<>();
    private boolean keeps;
    private long lost;

    /** From now on events are kept. */
    public void start() {
        keeps = true;
    }

    /** The observer is told of all that is done from now on, on the thread that does it, with the GIL held. */
    public void observe(JitObserver observer) {
        observers.add(observer);
    }

    private boolean isOn() {
        return keeps || !observers.isEmpty();
    }

    /** For a compilation to be: where it is to note its lines, or null if nobody wants them. */
    @Nullable CodeTally tally() {
        for (int i = 0; i < observers.size(); i++) {
            if (observers.get(i).wantsLines()) {
                return new CodeTally();
            }
        }
        return null;
    }

    /** What was kept, the oldest first. */
    public List<JitEvent> events() {
        return events;
    }

    /** How many events there was no room for. */
    public long lost() {
        return lost;
    }

    /** Of what the code at the address was made, or null. */
    public @Nullable Compilation compilation(long address) {
        return compilations.get(address);
    }

    /** The same of a region. */
    public @Nullable RegionCompilation region(long address) {
        return regions.get(address);
    }

    void compiled(Compilation compilation, CompiledCode.Loaded loaded, boolean again) {
        if (keeps) {
            compilations.put(loaded.address(), compilation);
        }
        if (isOn()) {
            long micros = compilation.attempt.nanos() / 1000;
            boolean stored = compilation.isStored();
            Kind kind = again ? Kind.RECOMPILED : Kind.COMPILED;
            add(kind, compilation.known, -1, micros, loaded.length(), stored, null);
        }
        if (!observers.isEmpty()) {
            loaded(NativeCodes.of(compilation, loaded));
        }
    }

    void refused(CompiledCode known, String reason) {
        if (isOn()) {
            add(Kind.REFUSED, known, -1, 0, 0, false, reason);
        }
    }

    void region(RegionCompilation request, CompiledCode.LoadedRegion loaded) {
        if (keeps) {
            regions.put(loaded.address(), request);
        }
        if (isOn()) {
            long micros = request.attempt.nanos() / 1000;
            boolean stored = request.isStored();
            int bytes = loaded.length();
            add(Kind.REGION, request.known(), request.header, micros, bytes, stored, null);
        }
        if (!observers.isEmpty()) {
            loaded(NativeCodes.of(request, loaded));
        }
    }

    void regionRefused(RegionCompilation request, String reason) {
        if (isOn()) {
            long micros = request.attempt.nanos() / 1000;
            add(Kind.REGION_REFUSED, request.known(), request.header, micros, 0, false, reason);
        }
    }

    void left(CompiledCode known, int unit, String reason) {
        if (isOn()) {
            add(Kind.LEFT, known, unit, 0, 0, false, reason);
        }
    }

    /** Machine code is there that was not compiled now. */
    void loaded(List<NativeCode> code) {
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).loaded(code);
        }
    }

    /** The machine code at an address is gone. */
    public void freed(long address) {
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).freed(address);
        }
    }

    @Override
    public void toolsChanged(boolean active) {
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).toolsChanged(active);
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
        long code = Native.getLong(known.state() + CodeState.CODE);
        int units = (int) Native.getLong(code + PyVarObject.OB_SIZE);
        long now = System.nanoTime();
        JitEvent event =
                new JitEvent(
                        kind, now, code, known.name(), units, unit, micros, bytes, stored, detail);
        for (int i = 0; i < observers.size(); i++) {
            observers.get(i).happened(event);
        }
        if (keeps && events.size() >= MOST_EVENTS) {
            lost++;
        } else if (keeps) {
            events.add(event);
        }
    }
}

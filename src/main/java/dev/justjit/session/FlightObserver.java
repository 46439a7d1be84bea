package dev.justjit.session;

import dev.justjit.attach.event.JitEvent;
import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.event.NativeCode;
import dev.justjit.flight.CompileEvent;
import dev.justjit.flight.ExitEvent;
import dev.justjit.flight.InvalidationEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the compiler does, as events of Java Flight Recorder: where {@code Flight.isOn()}. */
public final class FlightObserver implements JitObserver {
    /** Functions by the address of their machine code. */
    private final Map<Long, String> functions = new HashMap<>();

    @Override
    public void happened(JitEvent event) {
        switch (event.kind()) {
            case COMPILED, REFUSED -> compile(event, "baseline");
            case REGION, REGION_REFUSED -> compile(event, "region");
            case RECOMPILED -> {
                compile(event, "baseline");
                invalidate(event.name(), "it was compiled anew");
            }
            case LEFT -> left(event);
        }
    }

    private static void compile(JitEvent event, String tier) {
        CompileEvent compiled = new CompileEvent();
        if (!compiled.isEnabled()) {
            return;
        }
        compiled.function = event.name();
        compiled.file = event.file();
        compiled.line = event.line();
        compiled.tier = tier;
        compiled.units = event.units();
        compiled.bytes = event.bytes();
        compiled.compileTime = event.micros();
        compiled.stored = event.stored();
        compiled.refusal = event.detail() == null ? "" : event.detail();
        compiled.commit();
    }

    private static void left(JitEvent event) {
        ExitEvent left = new ExitEvent();
        if (left.isEnabled()) {
            left.function = event.name();
            left.file = event.file();
            left.line = event.line();
            left.reason = event.detail() == null ? "" : event.detail();
            left.commit();
        }
    }

    private static void invalidate(String function, String reason) {
        InvalidationEvent event = new InvalidationEvent();
        event.function = function;
        event.reason = reason;
        event.commit();
    }

    @Override
    public void loaded(List<NativeCode> code) {
        functions.put(code.get(0).address(), code.get(0).name());
    }

    @Override
    public void freed(long address) {
        String function = functions.remove(address);
        if (function != null) {
            invalidate(function, "its code object has died");
        }
    }

    @Override
    public void toolsChanged(boolean active) {
        if (active) {
            invalidate("", "a trace function, profiler or monitoring tool is active");
        }
    }
}

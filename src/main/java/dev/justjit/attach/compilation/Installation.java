package dev.justjit.attach.compilation;

import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.hooks.RunningLoops;
import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.CompiledCode.Purpose;
import dev.justjit.attach.live.Counters;
import dev.justjit.attach.live.Trials;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import dev.justjit.tiering.Policy;
import org.jspecify.annotations.Nullable;

/** Puts what was compiled where it is entered, or notes why there is nothing. All methods need the GIL. */
final class Installation {
    private final CompilationContext context;
    private final Trials trials;
    private final @Nullable GenericCode generic;
    private final Listings listings;
    private final RunningLoops running;
    private final FunctionEntries entries;
    private final CodeLoader loader;
    private final Counters counters;

    Installation(
            CompilationContext context,
            Trials trials,
            @Nullable GenericCode generic,
            Listings listings,
            RunningLoops running,
            FunctionEntries entries) {
        this.context = context;
        this.trials = trials;
        this.generic = generic;
        this.listings = listings;
        this.running = running;
        this.entries = entries;
        loader = context.loader();
        counters = context.counters();
    }

    /** Ends a compilation; whether it has led to machine code. */
    boolean finish(Compilation compilation) {
        boolean made = installProduct(compilation);
        compilation.live.release();
        if (compilation.purpose == Purpose.CALLS) {
            entries.installWaiting(compilation.known);
        }
        return made;
    }

    private boolean installProduct(Compilation compilation) {
        CompiledCode known = compilation.known;
        known.requested().remove(compilation.purpose);
        counters.compileNanos += compilation.attempt.nanos();
        CodeBlob blob = compilation.attempt.product();
        if (known.refused().contains(compilation.purpose)) {
            return false; // meanwhile
        }
        if (blob == null) {
            Throwable bug = compilation.attempt.bug();
            if (bug != null) {
                context.failures().warn(known.name(), bug);
            }
            refuse(compilation, compilation.attempt.refusal());
            return false;
        }
        if (compilation.options.optimized() && known.optimization().hasLost(blob)) {
            refuse(compilation, String.valueOf(known.optimization().refusal()));
            return false;
        }
        if (!load(compilation, blob)) {
            return false;
        }
        installed(compilation, blob);
        return true;
    }

    /** Whether there was room for it, and nothing else in its way. */
    private boolean load(Compilation compilation, CodeBlob blob) {
        CompiledCode known = compilation.known;
        try {
            boolean again = known.current(compilation.purpose) != null;
            CompiledCode.Loaded loaded =
                    install(known, compilation.purpose, compilation.live, blob);
            context.journal().compiled(compilation, loaded, again);
            return true;
        } catch (NotCompiled reason) {
            refuse(compilation, String.valueOf(reason.getMessage()));
        } catch (OutOfCodeMemory full) {
            counters.outOfMemory++;
            refuse(compilation, String.valueOf(full.getMessage()));
        } catch (RuntimeException failure) {
            context.failures().warn(known.name(), failure);
            refuse(compilation, "compiler error: " + failure);
        }
        return false;
    }

    /** Tells all who want to know. */
    private void installed(Compilation compilation, CodeBlob blob) {
        CompiledCode known = compilation.known;
        boolean optimized = compilation.options.optimized();
        if (generic != null && compilation.purpose == Purpose.CALLS) {
            generic.offer(
                    compilation.image,
                    optimized ? CompileOptions.plain() : compilation.options,
                    known.numericLoops());
        }
        if (optimized && blob.graph() == null) {
            known.optimization().refuse("templates had to do");
        }
        listings.printIfAsked(compilation.live.group(), context.isa());
        counters.compiled++;
        counters.optimized += blob.graph() == null || Policy.TRIES ? 0 : 1;
        counters.stored += compilation.isStored() ? 1 : 0;
        counters.opcodes(blob.opcodes());
    }

    /** Puts machine code into memory, where calls or frames enter it, or a trial does. */
    CompiledCode.Loaded install(CompiledCode known, Purpose purpose, LiveCode live, CodeBlob blob) {
        long code = Compilations.code(known);
        CompiledCode.Loaded old = known.current(purpose);
        CompiledCode.Loaded loaded = loader.load(code, blob, live);
        if (purpose == Purpose.RUNNING) {
            running.installed(known, code, loaded);
            loader.heat(known);
        } else {
            trials.cancel(known);
            if (loaded.isOptimized()) {
                known.optimization().made();
            }
            CompiledCode.Loaded templates = known.madeByTemplates();
            if (Policy.TRIES && loaded.isOptimized() && templates != null) {
                trials.begin(known, code, templates, loaded, live.image());
            } else {
                loader.enterBy(known, loaded);
            }
        }
        if (old != null) {
            counters.recompiled++;
        }
        return loaded;
    }

    /** The compilation has led to nothing: code that is there stays. */
    private void refuse(Compilation compilation, String reason) {
        CompiledCode known = compilation.known;
        if (compilation.options.optimized() && known.current() != null) {
            known.optimization().putOff(reason);
            loader.heat(known);
            context.journal().refused(known, "it is not optimized: " + reason);
        } else {
            refuse(known, compilation.purpose, reason);
        }
    }

    /** There will be no machine code for the purpose; functions get CPython's own entry back. */
    void refuse(CompiledCode known, Purpose purpose, String reason) {
        known.refused().add(purpose);
        context.journal().refused(known, reason);
        if (purpose == Purpose.CALLS && known.current() == null) {
            known.refuse(reason);
            counters.refused++;
            Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_REFUSED);
        }
    }
}

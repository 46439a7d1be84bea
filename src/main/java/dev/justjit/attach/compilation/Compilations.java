package dev.justjit.attach.compilation;

import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.hooks.RunningLoops;
import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.CompiledCode.Purpose;
import dev.justjit.attach.live.Counters;
import dev.justjit.attach.live.Trials;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.ProcessorClock;
import dev.justjit.attach.snapshot.CalleeSearch;
import dev.justjit.attach.snapshot.Eligibility;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.attach.snapshot.Profiles;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.Promise;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.record.CodeState;
import dev.justjit.store.BlobStore;
import dev.justjit.tiering.CompileService;
import dev.justjit.tiering.Optimizer;
import dev.justjit.tiering.Policy;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes machine code of code objects, beside the program or at once, and installs it. A request holds no
 * reference to a Python object: when the code object dies first, the result is dropped. All methods need the
 * GIL.
 */
public final class Compilations {
    private final CodeRegistry registry;
    private final CodeLoader loader;
    private final Compiler compiler;
    private final Isa isa;
    private final Counters counters;
    private final CompileService service;
    private final BlobStore store;
    private final @Nullable GenericCode generic;
    private final Installation installation;
    private final RunningLoops running;
    private final Journal journal;
    private final LoopEntries loops;
    private final Trials trials;
    private final Recompilation recompilation;
    private final LongSupplier age = new ProcessorClock(ProcessorClock.PROCESS);
    private final Snapshot snapshot = new Snapshot();
    private final Profiles profiles;

    /**
     * @param compiler by templates
     * @param generic machine code for any process, or null: none is wanted
     * @param listings prints what is asked for
     * @param running the loops of frames that the interpreter has begun
     * @param entries the functions that wait for their code
     * @param profiles what templates have learnt
     */
    public Compilations(
            CompilationContext context,
            Compiler compiler,
            @Nullable GenericCode generic,
            Listings listings,
            RunningLoops running,
            FunctionEntries entries,
            Profiles profiles) {
        registry = context.registry();
        loader = context.loader();
        this.compiler = compiler;
        isa = context.isa();
        counters = context.counters();
        service = context.service();
        store = context.store();
        this.generic = generic;
        this.running = running;
        journal = context.journal();
        this.profiles = profiles;
        trials = new Trials(loader, registry, counters, isa);
        installation = new Installation(context, trials, generic, listings, running, entries);
        loops = new LoopEntries(context, snapshot, profiles);
        recompilation = new Recompilation(this, loader, trials, loops, journal);
    }

    /**
     * Has the code compiled beside the program, unless that is under way or was refused. Its functions enter
     * the result at their next call, frames at the next pass of a loop.
     *
     * @param function a function of the code, for the shapes of its namespaces
     * @param heat the greater, the sooner
     */
    void request(CompiledCode known, Purpose purpose, long function, int heat) {
        if (known.refused().contains(purpose) || !known.requested().add(purpose)) {
            return;
        }
        long start = System.nanoTime();
        Compilation compilation = prepare(known, purpose, function, heat);
        if (Policy.WAITS) {
            compilation.compile();
            service.look();
            finish(compilation);
        } else if (!service.submit(compilation)) {
            compilation.live.release();
            known.requested().remove(purpose);
            return;
        }
        if (purpose == Purpose.CALLS && known.current() == null && known.refusal() == null) {
            Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_REQUESTED);
        }
        counters.requested++;
        counters.requestNanos += System.nanoTime() - start;
    }

    /** How often the code is to be seen running before it is worth what compiling it takes. */
    int samples(long code) {
        int units = Compilation.units((int) Native.getLong(code + PyVarObject.OB_SIZE));
        return Policy.WAITS ? 0 : Policy.samples(service.estimate(units));
    }

    /** Has the code compiled and stored for later starts, not for this one. */
    void storeLater(long function) {
        long code = Native.getLong(function + PyFunction.CODE);
        if (generic != null && Eligibility.refusal(code) == null) {
            CodeImage image = snapshot.take(function, code, false);
            generic.offer(image, CompileOptions.plain(), Set.of());
        }
    }

    /** Compiles now; whether there is machine code for calls then. */
    public boolean compileNow(CompiledCode known, long function) {
        Compilation compilation = prepare(known, Purpose.CALLS, function, 0);
        compilation.compile();
        service.look();
        return finish(compilation);
    }

    private Compilation prepare(CompiledCode known, Purpose purpose, long function, int heat) {
        long code = code(known);
        boolean optimized = purpose == Purpose.CALLS && known.optimization().isWanted();
        BitSet unstable =
                optimized ? known.optimization().unstable() : (BitSet) known.unstable().clone();
        CompileOptions templates = new CompileOptions(false, unstable, known.promise());
        CompileOptions calls = optimized ? templates.forGraph() : templates;
        CompileOptions options = purpose == Purpose.RUNNING ? calls.forRunning() : calls;
        CodeImage image = snapshot.take(function, code, optimized);
        LiveCode live =
                optimized
                        ? CalleeSearch.find(snapshot, profiles, function, image)
                        : LiveCode.of(image, code);
        if (generic != null) {
            generic.note(image, options, known.numericLoops());
        }
        return new Compilation(
                this, known, purpose, live, options, compiler, isa, store, heat, journal.tally());
    }

    static long code(CompiledCode known) {
        return Native.getLong(known.state() + CodeState.CODE);
    }

    /** The optimizing compiler leaves the code to the other one. On any thread. */
    void notOptimized(CompiledCode known, String reason) {
        if (Policy.TRACES) {
            System.err.println("justjit: " + known.name() + " is not optimized: " + reason);
        }
    }

    /** Installs what the service has finished. */
    public void installReady() {
        long start = System.nanoTime();
        registry.freeDead();
        List<CompileService.Job> jobs = service.takeFinished();
        for (int i = 0; i < jobs.size(); i++) {
            Request request = (Request) jobs.get(i);
            if (registry.isAlive(request.known())) {
                request.finish();
            } else {
                request.drop();
            }
        }
        trials.decide();
        counters.installNanos += System.nanoTime() - start;
    }

    /** Whether the compilation has led to machine code. */
    boolean finish(Compilation compilation) {
        return installation.finish(compilation);
    }

    /** Installs what was made of another image without feedback, if it is of the same code. */
    public void installMade(CompiledCode known, long function, CodeImage image, CodeBlob made) {
        if (snapshot.take(function, code(known), false).hasCodeOf(image)) {
            installation.install(known, Purpose.CALLS, LiveCode.of(image, code(known)), made);
        }
    }

    /** See {@link Installation#refuse}. */
    public void refuse(CompiledCode known, Purpose purpose, String reason) {
        installation.refuse(known, purpose, reason);
    }

    /** What the user says of the numbers in a function; code that exists is compiled anew. */
    public void promise(CompiledCode known, long function, Promise promise) {
        boolean changes =
                known.promise() != promise && known.templates(Purpose.CALLS) < Policy.MAX_VERSIONS;
        known.promise(promise);
        if (changes && known.current() != null && known.refusal() == null) {
            compileNow(known, function);
        }
    }

    /** The code is interpreted for good, whatever was compiled of it; what runs goes on to its end. */
    public void retire(CompiledCode known, String reason) {
        known.refused().addAll(Set.of(Purpose.values()));
        known.refuse(reason);
        journal.refused(known, reason);
        Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_REFUSED);
        Native.putLong(known.state() + CodeState.VERIFIED_ENTRY, 0);
        running.forget(known);
    }

    /**
     * A site has left machine code too often: it is compiled anew without predicting there.
     *
     * @param counter address of the site's counter
     * @param function the function whose frame has left
     */
    public void left(CompiledCode known, long counter, long function) {
        recompilation.left(known, counter, function);
    }

    /**
     * The code was seen often in its machine code, or in what that called: its calls get a graph, and frames that do not
     * come to an end one for their loop.
     *
     * @param counters of the machine code in which the frame is, at a safepoint; 0 if that is not known
     */
    void optimize(CompiledCode known, long frame, long counters) {
        CompiledCode.Loaded current = known.current();
        CompiledCode.Loaded running = known.current(Purpose.RUNNING);
        boolean begun = running != null && running.data() == counters;
        CompiledCode.Loaded version = begun ? running : known.countedBy(counters);
        if (Policy.OPTIMIZER != Optimizer.ON) {
            return;
        }
        if (age.getAsLong() < Policy.GRAPH_AGE_NANOS) {
            loader.heat(known);
            return;
        }
        long looks = version == null ? 0 : version.looksAtRegions();
        boolean numeric = known.optimization().isInRegions(looks);
        loader.heat(known);
        if (numeric || isTooLong(known)) {
            return;
        }
        boolean tried = known.optimization().trial() != null;
        Trials.Trial doubtful = tried ? null : known.optimization().doubtful();
        if (doubtful != null && doubtful.graph().equals(current)) {
            trials.again(doubtful, code(known));
        } else if (current != null
                && !current.isOptimized()
                && !tried
                && known.optimization().want()) {
            request(known, Purpose.CALLS, RunningLoops.function(frame), Heat.OPTIMIZED);
        } else if (version != null && (current == null || current.isOptimized())) {
            loops.request(known, frame, begun);
        }
    }

    private static boolean isTooLong(CompiledCode known) {
        boolean tooLong = Objects.size(code(known)) > Policy.MOST_GRAPH_UNITS;
        if (tooLong) {
            known.optimization().refuse("it has too many instructions");
        }
        return tooLong;
    }

    /** Requests are to be expected. */
    public void start() {
        service.start();
    }

    /** Whether nothing that was asked for is to be compiled or stored. */
    public boolean isQuiet() {
        return service.isQuiet();
    }

    /** Nothing more is installed. */
    public void stop() {
        service.stop();
    }
}

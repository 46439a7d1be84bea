package dev.justjit.attach;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.attach.compilation.CompilationContext;
import dev.justjit.attach.compilation.Compilations;
import dev.justjit.attach.compilation.CompilerFailures;
import dev.justjit.attach.compilation.GenericCode;
import dev.justjit.attach.compilation.HotCode;
import dev.justjit.attach.compilation.Journal;
import dev.justjit.attach.compilation.Listings;
import dev.justjit.attach.compilation.Regions;
import dev.justjit.attach.compilation.StoreChore;
import dev.justjit.attach.event.JitObserver;
import dev.justjit.attach.hooks.FunctionEntries;
import dev.justjit.attach.hooks.GeneratorTypes;
import dev.justjit.attach.hooks.RunningLoops;
import dev.justjit.attach.hooks.Sampler;
import dev.justjit.attach.hooks.Tools;
import dev.justjit.attach.live.CodeLoader;
import dev.justjit.attach.live.CodeRegistry;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.Counters;
import dev.justjit.attach.live.SiteProfiles;
import dev.justjit.attach.live.Symbols;
import dev.justjit.attach.live.Verification;
import dev.justjit.attach.process.Incompatible;
import dev.justjit.attach.process.LayoutCheck;
import dev.justjit.attach.process.Objects;
import dev.justjit.attach.process.ProcessorClock;
import dev.justjit.attach.process.RuntimeBlock;
import dev.justjit.attach.report.Observations;
import dev.justjit.attach.report.Report;
import dev.justjit.attach.snapshot.Eligibility;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.CodeMemory;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.Promise;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.masm.Isa;
import dev.justjit.masm.JitData;
import dev.justjit.record.CodeState;
import dev.justjit.store.BlobStore;
import dev.justjit.template.Templates;
import dev.justjit.tiering.CompileService;
import dev.justjit.tiering.Policy;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The compiler in a running Python: one per process, for its main interpreter. All methods need the GIL. */
public final class Jit {
    private final RuntimeBlock block = new RuntimeBlock();
    private final Symbols symbols = new Symbols(block.address());
    private final Journal journal = new Journal();
    private final Tools tools = new Tools(block, symbols, journal);
    private final GeneratorTypes generators = new GeneratorTypes(block, symbols);
    private final Compiler compiler = new Compiler(new Templates());
    private final Listings listings;
    private final CodeMemory memory;
    private final Counters counters = new Counters();
    private final CodeRegistry registry;
    private final CodeLoader loader;
    private final Verification verification;
    private final Regions regions;
    private final RunningLoops running;
    private final FunctionEntries entries;
    private final Compilations compilations;
    private final HotCode hotCode;
    private final Upcalls upcalls;
    private final BlobStore store;
    private final StoreChore chore;
    private @Nullable Sampler sampler;
    private static volatile @Nullable Jit prepared;
    private final Isa isa;
    private final StartImage start;
    private final StubLoader stubs;

    /**
     * Needs no GIL.
     *
     * @param later whether later starts of this Python may do without a JVM
     */
    private Jit(Isa isa, BlobStore.Home home, boolean later) {
        this.isa = isa;
        start = StartImage.of(isa);
        store = new BlobStore(home, isa.shortName());
        memory = new CodeMemory(Math.min(Policy.CODE_BYTES, CodeMemory.MOST));
        stubs = new StubLoader(start, memory, symbols);
        registry = new CodeRegistry(block, memory, counters);
        SiteProfiles profiles = new SiteProfiles(registry, block);
        listings = new Listings(new Snapshot(), profiles, compiler);
        verification = new Verification(block, symbols, registry);
        loader = new CodeLoader(memory, symbols, verification);
        GenericCode generic = GenericCode.of(compiler, isa, home, later);
        chore = new StoreChore(store, generic);
        CompileService service =
                new CompileService(
                        this::finishedOne,
                        new ProcessorClock(ProcessorClock.THREAD),
                        new ProcessorClock(ProcessorClock.PROCESS),
                        chore);
        CompilerFailures failures = new CompilerFailures(counters);
        CompilationContext context =
                new CompilationContext(
                        registry, loader, isa, counters, failures, service, store, journal);
        regions = new Regions(context, verification, generic);
        running = new RunningLoops(block, symbols, registry, counters);
        entries = new FunctionEntries(block, memory, tools);
        compilations =
                new Compilations(context, compiler, generic, listings, running, entries, profiles);
        hotCode = new HotCode(block, registry, entries, compilations, running);
        upcalls = new Upcalls(block, registry, tools, hotCode, compilations, regions);
    }

    /** On the service's thread, without the GIL. */
    private void finishedOne() {
        block.put(JitData.READY, 1);
        sampler().ask();
    }

    private synchronized Sampler sampler() {
        if (sampler == null) {
            sampler = new Sampler(block, symbols);
        }
        return sampler;
    }

    /**
     * Does beforehand what attaching can do without the GIL: it takes most of the time.
     *
     * @throws Incompatible if this Python is not one that the layouts describe
     * @throws OutOfCodeMemory if the system gives no executable memory
     */
    public static void prepare(BlobStore.Home home) {
        Isa isa = Isa.ofThisMachine();
        if (isa != null) {
            LayoutCheck.layouts();
            Jit jit = new Jit(isa, home, true);
            jit.symbols.lookUp(jit.start.stubs().pool());
            EarlyClasses.load();
            prepared = jit;
        }
    }

    /**
     * Attaches to the running Python. Nothing is compiled until {@link #enable} or {@link #compile}.
     *
     * @param home where machine code is stored; asked when the first is needed
     * @throws Incompatible if this Python is not one that the layouts describe
     * @throws OutOfCodeMemory if the system gives no executable memory
     */
    public static Jit attach(BlobStore.Home home) {
        long begin = System.nanoTime();
        if (prepared == null) {
            LayoutCheck.layouts();
        }
        LayoutCheck.flags();
        if (!RuntimeBlock.isMainInterpreter()) {
            throw new Incompatible("this is a subinterpreter");
        }
        if (RuntimeBlock.hasForeignEvaluator()) {
            throw new Incompatible("another frame evaluator is installed");
        }
        Isa isa = Isa.ofThisMachine();
        if (isa == null) {
            throw new Incompatible("there is no compiler for " + System.getProperty("os.arch"));
        }
        Jit jit = prepared == null ? new Jit(isa, home, false) : prepared;
        prepared = null;
        jit.block.fill();
        jit.stubs.load(jit.block, isa);
        jit.installHooks();
        jit.tools.intercept();
        jit.generators.intercept();
        jit.running.install(jit.hotCode);
        jit.tools.check(RuntimeBlock.currentVersion());
        new StartupTest(jit, jit.block, jit.tools).run(jit.start.startupTest());
        jit.counters.reset();
        // now, while signals are held: threads that start later could be given the program's
        jit.compilations.start();
        jit.sampler().ask();
        jit.counters.attachNanos = System.nanoTime() - begin;
        return jit;
    }

    private void installHooks() {
        upcalls.install();
        registry.open(symbols.stub(Stub.CODE_DIED));
        long watcher =
                Native.call(
                        Objects.function(Helper.PYFUNCTION_ADDWATCHER),
                        symbols.stub(Stub.FUNCTION_EVENT));
        if ((int) watcher < 0) {
            Native.call(Objects.function(Helper.PYERR_CLEAR));
            throw new Incompatible("no function watcher is free");
        }
        Native.call(
                Native.requireSymbol("__register_atfork"), 0, 0, symbols.stub(Stub.FORK_CHILD), 0);
    }

    /** Python is about to end: C resumes generators by CPython's own functions again. */
    public void detach() {
        compilations.stop();
        sampler().stop();
        running.forgetAll();
        verification.end();
        generators.restore();
    }

    /** Address of the {@link JitData}. */
    public long data() {
        return block.address();
    }

    /** Whether all that was asked for is compiled, and stored. Needs no GIL. */
    public boolean isQuiet() {
        return compilations.isQuiet();
    }

    /** From now on functions are compiled at their {@code threshold}th call; 0 stops that. */
    public void enable(int threshold) {
        block.put(JitData.THRESHOLD, threshold);
        block.put(JitData.ENABLED, threshold > 0 ? 1 : 0);
        if (threshold > 0) {
            sampler().start();
        }
        if (Policy.ENTERS_ALL) {
            upcalls.tellOfFunctions();
        }
    }

    /** A Python callable that answers {@code from module import name} when there is no attribute. */
    public void importFromFallback(long callable) {
        block.put(JitData.IMPORT_FROM_FALLBACK, callable);
    }

    /** What was done so far; read with the GIL held. */
    public Counters counters() {
        counters.codeBytes = memory.used();
        counters.storeFailures = chore.failures();
        counters.read(block);
        return counters;
    }

    /** Lets a function that exists already be counted. */
    public void adopt(long function) {
        entries.count(function);
    }

    /** The same for all functions that exist, while calls are counted. */
    public void adoptAll() {
        tools.countExisting();
    }

    /** What the user says of the numbers in a function; code that exists is compiled anew. */
    public void promise(long function, Promise promise) {
        compilations.promise(
                registry.findOrAdd(Native.getLong(function + PyFunction.CODE)), function, promise);
    }

    /** Lets a function be compiled at its {@code calls}th call from now, unless it is already. */
    public void mark(long function, int calls) {
        CompiledCode known = registry.findOrAdd(Native.getLong(function + PyFunction.CODE));
        if (known.current() != null || known.refusal() != null) {
            entries.install(function, known);
            return;
        }
        known.mark();
        Native.putLong(known.state() + CodeState.COUNT, calls);
        entries.count(function);
        sampler().start();
    }

    /**
     * Compiles a function now.
     *
     * @return null when it is compiled, else the reason why not
     */
    public @Nullable String compile(long function) {
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.findOrAdd(code);
        if (known.current() == null && known.refusal() == null) {
            String early = Eligibility.refusal(code);
            if (early != null) {
                compilations.refuse(known, CompiledCode.Purpose.CALLS, early);
            } else {
                compilations.compileNow(known, function);
            }
        }
        entries.install(function, known);
        return known.refusal();
    }

    /**
     * Lets a function enter machine code that was made before, if it is code of the same: else it is compiled.
     *
     * @return null when it enters machine code, else the reason why not
     */
    @Nullable String compile(long function, CodeImage image, CodeBlob made) {
        CompiledCode known = registry.findOrAdd(Native.getLong(function + PyFunction.CODE));
        compilations.installMade(known, function, image, made);
        return compile(function);
    }

    /** What becomes of functions that are called often. */
    public HotCode hotCode() {
        return hotCode;
    }

    /** The instruction set of this process. */
    public Isa isa() {
        return isa;
    }

    /** All code objects that were looked at. */
    public CodeRegistry registry() {
        return registry;
    }

    /** What is compiled, and when. */
    public Compilations compilations() {
        return compilations;
    }

    /** Calls that are run twice. */
    public Verification verification() {
        return verification;
    }

    /** Addresses of what machine code names. */
    public Symbols symbols() {
        return symbols;
    }

    /** Puts machine code into memory. */
    public CodeLoader loader() {
        return loader;
    }

    /** The entries of functions. */
    public FunctionEntries entries() {
        return entries;
    }

    /** Everything that was looked at and is still alive. */
    public Collection<Report> reports() {
        registry.freeDead();
        return Report.all(registry);
    }

    /** The report on one function, or null if nobody looked at it yet. */
    public @Nullable Report report(long function) {
        CompiledCode known = registry.find(Native.getLong(function + PyFunction.CODE));
        return known == null ? null : Report.of(known);
    }

    /** What functions would be compiled to now. */
    public Listings listings() {
        return listings;
    }

    /** From now on the observer is told what happens, first of all of the stubs. */
    public void observe(JitObserver observer) {
        observer.loaded(stubs.names());
        journal.observe(observer);
        loader.keepRoom(observer.roomBehind());
        memory.watchFrees(journal::freed);
    }

    /** Whether {@code -X perf} is on. */
    public boolean hasStackTrampoline() {
        return RuntimeBlock.hasStackTrampoline();
    }

    /** For a report. */
    public Observations observations() {
        return new Observations(journal, memory, registry);
    }
}

package dev.justjit.attach;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.Compiler;
import dev.justjit.compile.DeoptExit;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Promise;
import dev.justjit.compile.Stub;
import dev.justjit.ffi.Native;
import dev.justjit.ffi.Upcall;
import dev.justjit.masm.Isa;
import dev.justjit.masm.JitData;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.template.Templates;
import dev.justjit.template.stubs.CodeState;
import dev.justjit.template.stubs.StubLibrary;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compiler in a running Python: one per process, for its main interpreter. All methods need the
 * GIL.
 */
public final class Jit {
    private static final long DEFAULT_CODE_BYTES = 64L << 20;

    /** Versions of one code object before it is compiled without predictions. */
    private static final int MAX_VERSIONS = 4;

    private final RuntimeBlock block = new RuntimeBlock();
    private final Symbols symbols = new Symbols(block.address());
    private final Tools tools = new Tools(block, symbols);
    private final GeneratorTypes generators = new GeneratorTypes(block, symbols);
    private final Snapshot snapshot = new Snapshot();
    private final Compiler compiler = new Compiler(new Templates());
    private final Listings listings = new Listings(snapshot, compiler);
    private final CodeMemory memory;
    private final Counters counters = new Counters();
    private final CompilerFailures failures = new CompilerFailures(counters);
    private final CodeRegistry registry;
    private final CodeLoader loader;
    private final Regions regions;
    private final RunningLoops running;

    private final Isa isa;

    private Jit(Isa isa) {
        this.isa = isa;
        memory = new CodeMemory(Long.getLong("justjit.code.bytes", DEFAULT_CODE_BYTES));
        registry = new CodeRegistry(block, memory, counters);
        loader = new CodeLoader(memory, symbols);
        regions = new Regions(registry, loader, isa, counters);
        running = new RunningLoops(block, symbols, registry, counters);
    }

    /**
     * Attaches to the running Python. Nothing is compiled until {@link #enable} or {@link #compile}.
     *
     * @throws Incompatible if this Python is not one that the layouts describe
     * @throws OutOfCodeMemory if the system gives no executable memory
     */
    public static Jit attach() {
        LayoutCheck.run();
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
        Jit jit = new Jit(isa);
        jit.block.fill();
        jit.emitStubs();
        jit.installHooks();
        jit.tools.intercept();
        jit.generators.intercept();
        jit.running.install();
        jit.tools.check(RuntimeBlock.currentVersion());
        new StartupTest(jit, jit.block, jit.tools).run();
        jit.counters.reset();
        return jit;
    }

    private void emitStubs() {
        MacroAssembler m = isa.assembler(false, false);
        int[] labels = StubLibrary.emit(m);
        MacroAssembler.MachineCode code = m.finish();
        byte[] bytes = code.bytes();
        long address = memory.allocate(bytes.length);
        symbols.stubsAt(address, labels);
        Linker.link(
                bytes,
                code.poolOffset(),
                code.pool(),
                symbols.forBlob(0, address, 0, Symbols.NO_LOOPS));
        memory.publish(address, bytes);
        InstructionFetch.attach(memory, isa, symbols.stub(Stub.SYNCHRONIZE_CODE));
        block.put(JitData.MINUS_CODE_BASE, -memory.base());
        block.put(JitData.CODE_SIZE, memory.size());
        block.put(JitData.COUNTING_ENTRY, symbols.stub(Stub.COUNTING_ENTRY));
    }

    /** What machine code asks of the host. Named classes: lambdas cost start-up time. */
    private enum Question {
        VERSION_CHECK,
        TOOLS_CHANGED,
        COMPILE,
        DEOPT_NOTICE,
        LOOP_IS_HOT
    }

    private final class Answer implements Upcall {
        private final Question question;

        Answer(Question question) {
            this.question = question;
        }

        @Override
        public long invoke(long a, long b, long c, long d) {
            return switch (question) {
                case VERSION_CHECK -> tools.check(a);
                case TOOLS_CHANGED -> tools.changed(a);
                case COMPILE -> asked(a);
                case DEOPT_NOTICE -> left(a, b);
                case LOOP_IS_HOT -> regions.hot(a, b);
            };
        }
    }

    private void installHooks() {
        block.put(JitData.VERSION_CHECK, Native.upcall(new Answer(Question.VERSION_CHECK)));
        block.put(JitData.TOOLS_CHANGED, Native.upcall(new Answer(Question.TOOLS_CHANGED)));
        block.put(JitData.COMPILE, Native.upcall(new Answer(Question.COMPILE)));
        block.put(JitData.DEOPT_NOTICE, Native.upcall(new Answer(Question.DEOPT_NOTICE)));
        block.put(JitData.LOOP_IS_HOT, Native.upcall(new Answer(Question.LOOP_IS_HOT)));
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
        running.stop();
        generators.restore();
    }

    /** From now on functions are compiled at their {@code threshold}th call; 0 stops that. */
    public void enable(int threshold) {
        block.put(JitData.THRESHOLD, threshold);
        block.put(JitData.ENABLED, threshold > 0 ? 1 : 0);
        if (threshold > 0) {
            running.start();
        }
    }

    /** A Python callable that answers {@code from module import name} when there is no attribute. */
    public void importFromFallback(long callable) {
        block.put(JitData.IMPORT_FROM_FALLBACK, callable);
    }

    public Counters counters() {
        counters.lowStack = block.get(JitData.LOW_STACK_COUNT);
        counters.pending = block.get(JitData.PENDING_COUNT);
        counters.codeBytes = memory.used();
        counters.freeInts = block.freeInts();
        counters.runningEntries = block.get(JitData.RUNNING_ENTRIES);
        return counters;
    }

    /** Lets a function that exists already be counted. */
    public void adopt(long function) {
        long entry = Native.getLong(function + PyFunction.VECTORCALL);
        if (entry == block.get(JitData.ORIGINAL_VECTORCALL)
                || entry == block.get(JitData.COUNTING_ENTRY)) {
            // this also makes interpreted call sites that know the function, or another one of the
            // same code, look at it again
            Native.call(
                    Objects.function(Helper.PYFUNCTION_SETVECTORCALL),
                    function,
                    block.get(JitData.COUNTING_ENTRY));
        }
    }

    /** What the user says of the numbers in a function; code that exists is compiled anew. */
    public void promise(long function, Promise promise) {
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.findOrAdd(code);
        boolean changes = known.promise() != promise && known.versions().size() < MAX_VERSIONS;
        known.promise(promise);
        CompiledCode.Loaded current = known.current();
        if (changes && current != null && build(known, function, code)) {
            loader.redirect(current, known);
        }
    }

    /** Lets a function be compiled at its {@code calls}th call from now, unless it is already. */
    public void mark(long function, int calls) {
        CompiledCode known = registry.findOrAdd(Native.getLong(function + PyFunction.CODE));
        if (known.current() != null || known.refusal() != null) {
            install(function, known);
            return;
        }
        Native.putLong(known.state() + CodeState.COUNT, calls);
        adopt(function);
        running.start();
    }

    // ---- asked by machine code ----

    /** A function without state, or whose count ran out. Always answers 0. */
    private long asked(long function) {
        registry.freeDead();
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.find(code);
        boolean fresh = known == null;
        if (known == null) {
            known = registry.add(code);
        }
        String early = Eligibility.refusal(code);
        if (RuntimeBlock.hasForeignEvaluator()) {
            Native.putLong(
                    function + PyFunction.VECTORCALL, block.get(JitData.ORIGINAL_VECTORCALL));
            return 0;
        }
        if (early != null) {
            refuse(known, early);
        } else if (fresh && block.get(JitData.THRESHOLD) > 1) {
            Native.putLong(known.state() + CodeState.COUNT, block.get(JitData.THRESHOLD) - 1);
            return 0;
        } else if (known.current() == null && known.refusal() == null) {
            build(known, function, code);
        }
        install(function, known);
        return 0;
    }

    private void install(long function, CompiledCode known) {
        CompiledCode.Loaded current = known.current();
        if (current != null && tools.haveInstrumented(Native.getLong(function + PyFunction.CODE))) {
            Native.putLong(function + PyFunction.VECTORCALL, block.get(JitData.COUNTING_ENTRY));
        } else if (current == null) {
            Native.putLong(
                    function + PyFunction.VECTORCALL, block.get(JitData.ORIGINAL_VECTORCALL));
        } else {
            Native.call(
                    Objects.function(Helper.PYFUNCTION_SETVECTORCALL),
                    function,
                    current.vectorEntry());
        }
    }

    /** A site has left compiled code too often: compile anew without predicting there. */
    private long left(long counter, long function) {
        long code = Native.getLong(function + PyFunction.CODE);
        CompiledCode known = registry.find(code);
        CompiledCode.Loaded current = known == null ? null : known.current();
        if (known == null || current == null) {
            return 0;
        }
        long site = (counter - current.data()) / 8;
        List<CodeBlob.Site> sites = current.blob().sites();
        if (site < 0 || site >= sites.size()) {
            return 0; // an older version, already replaced
        }
        if (sites.get((int) site).reason().equals(DeoptExit.TOOL)) {
            return 0;
        }
        known.unstable().set(sites.get((int) site).unit());
        if (known.versions().size() >= MAX_VERSIONS) {
            known.unstable().set(0, Native.getInt(code + PyCode.NLOCALSPLUS) + 65536);
        }
        if (known.versions().size() <= MAX_VERSIONS && build(known, function, code)) {
            counters.recompiled++;
            loader.redirect(current, known);
            install(function, known);
        }
        return 0;
    }

    // ---- compiling ----

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
                refuse(known, early);
            } else {
                build(known, function, code);
            }
        }
        install(function, known);
        return known.refusal();
    }

    /** The instruction set of this process. */
    public Isa isa() {
        return isa;
    }

    /** Whether calls of the function run machine code. */
    public boolean isCompiled(long function) {
        long entry = Native.getLong(function + PyFunction.VECTORCALL);
        return entry - memory.base() >= 0
                && entry - memory.base() < memory.size()
                && entry != block.get(JitData.COUNTING_ENTRY);
    }

    private boolean build(CompiledCode known, long function, long code) {
        long start = System.nanoTime();
        try {
            CodeImage image = snapshot.take(function, code, false);
            CodeBlob blob =
                    compiler.compile(
                            image,
                            isa,
                            new CompileOptions(false, known.unstable(), known.promise()));
            loader.load(known, code, blob);
            running.compiled(known, code);
            listings.printIfAsked(image, isa);
            counters.compiled++;
            counters.opcodes(blob.opcodes());
            return true;
        } catch (NotCompiled reason) {
            refuse(known, String.valueOf(reason.getMessage()));
        } catch (OutOfCodeMemory full) {
            counters.outOfMemory++;
            refuse(known, String.valueOf(full.getMessage()));
        } catch (RuntimeException bug) {
            failures.warn(known.name(), bug);
            refuse(known, "compiler error: " + bug);
        } finally {
            counters.compileNanos += System.nanoTime() - start;
        }
        return false;
    }

    private void refuse(CompiledCode known, String reason) {
        if (known.current() == null) {
            known.refuse(reason);
            counters.refused++;
            Native.putLong(known.state() + CodeState.STATUS, CodeState.STATUS_REFUSED);
        }
    }

    /** Everything that was looked at and is still alive. */
    public Collection<Report> reports() {
        registry.freeDead();
        return registry.reports();
    }

    /** The report on one function, or null if nobody looked at it yet. */
    public @Nullable Report report(long function) {
        CompiledCode known = registry.find(Native.getLong(function + PyFunction.CODE));
        return known == null ? null : Report.of(known);
    }

    /**
     * The listing of a function's machine code as it would be compiled now.
     *
     * @param target the instruction set
     * @throws NotCompiled if it cannot be compiled
     */
    public CodeBlob listing(long function, Isa target) {
        return listings.of(function, target);
    }
}

package dev.justjit.attach.compilation;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.RunningEntries;
import dev.justjit.attach.hooks.RunningLoops;
import dev.justjit.attach.hooks.Sampler;
import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopGraphs;
import dev.justjit.attach.process.FrameKinds;
import dev.justjit.attach.snapshot.CalleeSearch;
import dev.justjit.attach.snapshot.LiveCode;
import dev.justjit.attach.snapshot.Profiles;
import dev.justjit.attach.snapshot.Snapshot;
import dev.justjit.build.Entry;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import dev.justjit.code.OutOfCodeMemory;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ffi.Native;
import dev.justjit.record.CodeState;
import dev.justjit.record.LoopRow;
import dev.justjit.tiering.Policy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets frames that stay long in one call go on in machine code that was made by way of a graph, at the next jump back
 * whose safepoint has something to do: looks of the {@link Sampler} see to that. All methods need the GIL.
 */
final class LoopEntries {
    private final CompilationContext context;
    private final Snapshot snapshot;
    private final Profiles profiles;
    private @Nullable FrameKinds kinds;

    LoopEntries(CompilationContext context, Snapshot snapshot, Profiles profiles) {
        this.context = context;
        this.profiles = profiles;
        this.snapshot = snapshot;
    }

    /**
     * The frame is at a safepoint of machine code that is not made for its loop. If it jumps back there, it gets code
     * that is.
     *
     * @param running whether the interpreter has begun it
     */
    void request(CompiledCode known, long frame, boolean running) {
        long code = Native.getLong(known.state() + CodeState.CODE);
        int unit = unit(frame, code);
        if (!known.loops().isNews(unit, running)) {
            return;
        }
        CodeImage image = snapshot.take(RunningLoops.function(frame), code, true);
        Flow flow;
        try {
            flow = new Flow(image);
        } catch (InvalidBytecode unusual) {
            return;
        }
        int header = header(flow, unit);
        LoopGraphs.Loop loop =
                header < 0 ? null : known.loops().loop(new LoopGraphs.Key(header, running));
        if (loop == null || loop.current() != null || !loop.request()) {
            return;
        }
        int slots = image.localsPlus() + flow.depth(flow.indexOf(header));
        Entry entry = new Entry(header, kinds().of(frame, slots), running);
        LiveCode live = CalleeSearch.find(snapshot, profiles, RunningLoops.function(frame), image);
        submit(
                new LoopCompilation(
                        this,
                        known,
                        loop,
                        live,
                        entry,
                        options(loop, running),
                        context.isa(),
                        context.store()));
    }

    private static CompileOptions options(LoopGraphs.Loop loop, boolean running) {
        CompileOptions calls =
                new CompileOptions(false, loop.unstable(), dev.justjit.compile.Promise.AUTO)
                        .forGraph();
        return running ? calls.forRunning() : calls;
    }

    private void submit(LoopCompilation request) {
        if (Policy.WAITS) {
            request.compile();
            finish(request);
        } else if (!context.service().submit(request)) {
            request.loop.finished();
            request.drop();
        }
    }

    /** Made when the first is wanted: it looks symbols up. */
    private FrameKinds kinds() {
        FrameKinds made = kinds;
        if (made == null) {
            made = new FrameKinds();
            kinds = made;
        }
        return made;
    }

    private static int unit(long frame, long code) {
        long position = Native.getLong(frame + InterpreterFrame.INSTR_PTR);
        return (int) ((position - code - PyCode.CODE_ADAPTIVE) / 2);
    }

    /** The header to which the instruction at a unit jumps back, if frames may enter there; or -1. */
    private static int header(Flow flow, int unit) {
        for (Insn insn : flow.insns()) {
            if (insn.offset() == unit && insn.opcode() == Opcode.JUMP_BACKWARD) {
                for (int header : new RunningEntries(flow).headers()) {
                    if (header == insn.target()) {
                        return header;
                    }
                }
            }
        }
        return -1;
    }

    /** Frames enter what was compiled from now on. */
    void finish(LoopCompilation request) {
        install(request);
        request.drop();
    }

    private void install(LoopCompilation request) {
        LoopGraphs.Loop loop = request.loop;
        loop.finished();
        context.counters().compileNanos += request.attempt.nanos();
        CodeBlob blob = request.attempt.product();
        Throwable bug = request.attempt.bug();
        if (bug != null) {
            context.failures().warnOfLoop(request.known().name(), bug);
        }
        if (blob == null) {
            loop.refuse(request.attempt.refusal());
            context.journal()
                    .refused(request.known(), "a loop is not optimized: " + loop.refusal());
            return;
        }
        CompiledCode known = request.known();
        try {
            long code = Native.getLong(known.state() + CodeState.CODE);
            loop.add(context.loader().load(code, blob, request.live));
            context.counters().loopGraphs++;
            enter(known, request.flow());
        } catch (NotCompiled | OutOfCodeMemory reason) {
            loop.refuse(String.valueOf(reason.getMessage()));
        }
    }

    /** Makes the tables anew. */
    private static void enter(CompiledCode known, Flow flow) {
        enter(known, flow, false, CodeState.LOOPS);
        enter(known, flow, true, CodeState.RUNNING_LOOPS);
    }

    private static void enter(CompiledCode known, Flow flow, boolean running, int field) {
        LoopGraphs loops = known.loops();
        long table = Native.allocate((long) LoopRow.BYTES * (flow.insns().size() + 1));
        long row = table;
        for (Map.Entry<LoopGraphs.Key, LoopGraphs.Loop> each : loops.all().entrySet()) {
            CompiledCode.Loaded current = each.getValue().current();
            int header = each.getKey().header();
            if (current != null && each.getKey().running() == running) {
                for (Insn insn : flow.insns()) {
                    boolean back = insn.opcode() == Opcode.JUMP_BACKWARD;
                    if (insn.start() == header || back && insn.target() == header) {
                        Native.putLong(row + LoopRow.UNIT, insn.start());
                        Native.putLong(row + LoopRow.ENTRY, current.vectorEntry());
                        row += LoopRow.BYTES;
                    }
                }
            }
        }
        Native.putLong(row + LoopRow.UNIT, LoopRow.END);
        long old = loops.table(running);
        loops.table(running, table);
        Native.putLong(known.state() + field, row == table ? 0 : table);
        if (old != 0) {
            Native.free(old);
        }
    }

    /** Whether the counter is one of the code of a loop, which has been left too often. */
    boolean left(CompiledCode known, long counter, long function) {
        for (Map.Entry<LoopGraphs.Key, LoopGraphs.Loop> each : known.loops().all().entrySet()) {
            LoopGraphs.Loop loop = each.getValue();
            CompiledCode.Loaded current = loop.current();
            CodeBlob.Site site = current == null ? null : current.site(counter);
            if (current != null && site != null) {
                if (!dev.justjit.compile.FrameCode.isNobodysFault(site.reason())) {
                    left(known, each.getKey(), loop, current, site, function);
                }
                return true;
            }
        }
        return false;
    }

    private void left(
            CompiledCode known,
            LoopGraphs.Key key,
            LoopGraphs.Loop loop,
            CompiledCode.Loaded graph,
            CodeBlob.Site site,
            long function) {
        context.journal().left(known, site.unit(), site.reason());
        long code = Native.getLong(known.state() + CodeState.CODE);
        CodeImage image = snapshot.take(function, code, true);
        loop.left(Recompilation.units(graph, site.unit()), image.units());
        if (loop.refusal() != null) {
            enter(known, new Flow(image));
        } else if (loop.request()) {
            Entry entry = new Entry(key.header(), java.util.List.of(), key.running());
            LiveCode live = CalleeSearch.find(snapshot, profiles, function, image);
            submit(
                    new LoopCompilation(
                            this,
                            known,
                            loop,
                            live,
                            entry,
                            options(loop, key.running()),
                            context.isa(),
                            context.store()));
        }
    }
}

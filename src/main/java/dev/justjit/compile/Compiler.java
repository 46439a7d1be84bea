package dev.justjit.compile;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.RunningEntries;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.OutOfReach;
import dev.justjit.masm.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles one code image. Needs no running Python. */
public final class Compiler {
    /** Beyond this many units a function is data, not code; compiling it would stall its caller. */
    private static final int MAX_UNITS = 60_000;

    private final TemplateTable templates;

    /** With what each opcode is compiled by. */
    public Compiler(TemplateTable templates) {
        this.templates = templates;
    }

    /**
     * @throws NotCompiled if the code stays interpreted, with the reason
     */
    public CodeBlob compile(CodeImage image, Target target, CompileOptions options) {
        return compile(PortableImage.of(image), target, options);
    }

    /**
     * The same, of what it depends on alone.
     *
     * @throws NotCompiled if the code stays interpreted, with the reason
     */
    public CodeBlob compile(PortableImage image, Target target, CompileOptions options) {
        return compile(image.image(), target, options, null);
    }

    /**
     * Compiles and tells the tally what the bytes are for.
     *
     * @throws NotCompiled if the code stays interpreted, with the reason
     */
    public CodeBlob measure(
            CodeImage image, Target target, CompileOptions options, CodeTally tally) {
        return measure(PortableImage.of(image), target, options, tally);
    }

    /**
     * The same, of what it depends on alone.
     *
     * @throws NotCompiled if the code stays interpreted, with the reason
     */
    public CodeBlob measure(
            PortableImage image, Target target, CompileOptions options, CodeTally tally) {
        return compile(image.image(), target, options, tally);
    }

    private CodeBlob compile(
            CodeImage image, Target target, CompileOptions options, @Nullable CodeTally tally) {
        refuse(image);
        Flow flow;
        try {
            flow = new Flow(options.promise().applyTo(image));
            ResumeEntry.check(flow);
            if (options.promise() != Promise.OBJECT) {
                flow.enterAt(flow.loops().handBacks(flow.insns()));
            }
        } catch (InvalidBytecode e) {
            throw new NotCompiled(String.valueOf(e.getMessage()));
        }
        try {
            return emit(flow, target.assembler(options.listing(), false), options, tally);
        } catch (OutOfReach nearIsTooSmall) {
            return emit(flow, target.assembler(options.listing(), true), options, tally);
        }
    }

    private CodeBlob emit(
            Flow flow, MacroAssembler m, CompileOptions options, @Nullable CodeTally tally) {
        CodeImage image = flow.image();
        if (tally != null) {
            tally.begin(m);
        }
        Prologue.Entries entries =
                options.running()
                        ? Prologue.none(m)
                        : Prologue.emit(m, image, ResumeEntry.isNeeded(flow));
        note(tally, CodeTally.ENTRIES);
        Emission e = new Emission(m, flow, entries, options);
        RunningEntries running = options.running() ? running(flow) : null;
        List<String> opcodes = emitBody(e, running, tally);
        if (entries.resume() != null) {
            ResumeEntry.emit(e, entries.resume());
            note(tally, CodeTally.ENTRIES);
        }
        emitCold(e, tally);
        MacroAssembler.MachineCode code = m.finish();
        note(tally, CodeTally.POOL);
        return new CodeBlob(
                image.name(),
                code.bytes(),
                code.poolOffset(),
                code.pool(),
                code.relocations(),
                m.positionOf(entries.vector()),
                e.sites().all(),
                e.caches(),
                opcodes,
                code.listing(),
                e.loops(),
                e.loopDepths(),
                e.handBackOffsets(),
                running == null ? new int[0] : running.headers(),
                null);
    }

    /** Why code with these {@code co_flags} stays interpreted, or null if they do not forbid it. */
    public static @Nullable String refusal(int flags) {
        if ((flags & PyCode.CO_NO_MONITORING_EVENTS) != 0) {
            return "it is code of the interpreter itself";
        }
        return null;
    }

    private static void refuse(CodeImage image) {
        String reason = refusal(image.flags());
        if (reason != null) {
            throw new NotCompiled(reason);
        }
        if (image.units() > MAX_UNITS) {
            throw new NotCompiled("it has " + image.units() + " code units, the limit is 60000");
        }
    }

    /** The two words of an exception that is raised anew, and of where, go to the value stack. */
    private static final int RERAISE_WORDS = 2;

    /**
     * @throws NotCompiled if no frame could be entered, or left by an exception
     */
    private static RunningEntries running(Flow flow) {
        RunningEntries entries = new RunningEntries(flow);
        if (entries.headers().length == 0) {
            throw new NotCompiled("it has no loop that runs without suspending");
        }
        if (flow.image().stackSize() < RERAISE_WORDS) {
            throw new NotCompiled("its loops have no room for an exception");
        }
        return entries;
    }

    private static void note(@Nullable CodeTally tally, String cause) {
        if (tally != null) {
            tally.note(cause);
        }
    }

    /**
     * @param entries what can be reached in a frame that the interpreter has begun, or null: everything
     */
    private List<String> emitBody(
            Emission e, @Nullable RunningEntries entries, @Nullable CodeTally tally) {
        Flow flow = e.flow();
        boolean[] used = new boolean[256];
        boolean fallsThrough = entries == null;
        for (int i = 0; i < flow.insns().size(); i++) {
            Insn insn = flow.insns().get(i);
            if (insn.start() != insn.offset()) {
                used[Opcode.EXTENDED_ARG.number()] = true;
            }
            if (!flow.isReachable(i) || entries != null && !entries.isReachable(i)) {
                continue;
            }
            if (flow.isLeader(i)) {
                if (fallsThrough) {
                    e.flush();
                }
                e.startBlock(i);
            }
            e.begin(i);
            LoopEntry.look(e);
            used[insn.opcode().number()] = true;
            if (e.takeSkip()) {
                continue; // the template before has done it
            }
            fallsThrough = emit(e, insn, entries != null, tally);
        }
        return names(used);
    }

    /**
     * Emits an instruction.
     *
     * @param begun whether the interpreter has begun the frame, and is to end it
     * @return whether control goes on behind it
     */
    private boolean emit(Emission e, Insn insn, boolean begun, @Nullable CodeTally tally) {
        if (e.masm().keepsListing()) {
            e.masm().comment(insn.offset() + ": " + insn.seen() + " " + insn.oparg());
        }
        if (tally != null) {
            tally.at(insn.offset());
        }
        e.takeRanPython();
        if (begun && RunningEntries.endsFrame(insn)) {
            DeoptExit.leaveBefore(e);
            return false;
        }
        templates.emit(e, insn);
        if (e.takeRanPython() && !insn.endsBlock()) {
            e.watchpoint(e.nextUnit());
        }
        if (tally != null) {
            tally.note("hot " + insn.opcode().name());
        }
        return !insn.endsBlock();
    }

    /** Names of opcodes, by their numbers. */
    private static List<String> names(boolean[] used) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            if (used[i]) {
                names.add(Opcode.of(i).name());
            }
        }
        return names;
    }

    /** Cold code may declare more of it. */
    private static void emitCold(Emission e, @Nullable CodeTally tally) {
        for (int i = 0; i < e.cold().size(); i++) {
            ColdCode cold = e.cold().get(i);
            e.resumeAt(cold);
            if (e.masm().keepsListing()) {
                e.masm().comment("cold: " + cold.source() + " at " + cold.insn().offset());
            }
            if (tally != null) {
                tally.at(cold.insn().offset());
            }
            e.masm().bind(cold.entry());
            e.positionAtEntry(cold);
            cold.emit(e);
            if (tally != null) {
                tally.note(cold);
            }
        }
    }
}

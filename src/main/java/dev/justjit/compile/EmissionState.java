package dev.justjit.compile;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.record.SiteRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one compilation: where it is, what it knows of locals, and the memory of the frame.
 * {@link Emission} is what templates see.
 */
abstract class EmissionState {
    final MacroAssembler m;
    final Flow flow;
    private final CompileOptions options;
    final VirtualStack stack;
    final KnownType[] localTypes;
    private final BlockLabels blocks;
    private final List<Loops.Loop> loops;
    private final List<ColdCode> cold = new ArrayList<>();
    private final Map<Integer, Label> returnTails = new HashMap<>();
    private final Sites sites;
    private final List<CodeBlob.CacheSite> caches;

    /** Number of the inlined code; 0: the code itself. */
    private final int inlined;

    private final List<ResumeEntry.Point> resumePoints = new ArrayList<>();
    Insn insn;
    private int index;

    /** Labels bound when the frame's position was set to the current instruction, or -1. */
    private int positionSetAt = -1;

    final Prologue.Entries entries;
    int ownNamePosition = -1;
    private boolean skipNext;
    boolean ranPython;

    /** Whether Python code may have run in the current instruction. */
    boolean ranInInstruction;

    /** Where the current instruction leads if it stands alone, or null: it is part of the bytecode. */
    private @Nullable ControlTargets ways;

    EmissionState(MacroAssembler m, Flow flow, Prologue.Entries entries, CompileOptions options) {
        this(m, flow, entries, options, 0, new Sites(flow.image().units()), new ArrayList<>());
    }

    /** Of inlined code: its counters and records are among those of the code itself. */
    EmissionState(EmissionState own, Flow flow, int number) {
        this(own.m, flow, own.entries, own.options.withoutSites(), number, own.sites, own.caches);
    }

    private EmissionState(
            MacroAssembler m,
            Flow flow,
            Prologue.Entries entries,
            CompileOptions options,
            int inlined,
            Sites sites,
            List<CodeBlob.CacheSite> caches) {
        this.entries = entries;
        this.m = m;
        this.flow = flow;
        this.options = options;
        this.inlined = inlined;
        this.sites = sites;
        this.caches = caches;
        stack = new VirtualStack(flow.image().stackSize() + 1);
        localTypes = new KnownType[flow.image().localsPlus()];
        blocks = new BlockLabels(m, flow);
        insn = flow.insns().get(0);
        loops = options.promise() == Promise.OBJECT ? List.of() : flow.loops().all();
        forgetLocals();
    }

    // ---- where we are ----

    public MacroAssembler masm() {
        return m;
    }

    public Insn insn() {
        return insn;
    }

    public CodeImage image() {
        return flow.image();
    }

    public VirtualStack stack() {
        return stack;
    }

    Flow flow() {
        return flow;
    }

    List<ColdCode> cold() {
        return cold;
    }

    /**
     * Suspended frames whose {@code instr_ptr} is {@code unit} go on at {@code place}, with a canonical
     * stack.
     */
    public void resumePoint(int unit, Label place) {
        resumePoints.add(new ResumeEntry.Point(unit, place));
    }

    List<ResumeEntry.Point> resumePoints() {
        return resumePoints;
    }

    Sites sites() {
        return sites;
    }

    List<CodeBlob.CacheSite> caches() {
        return caches;
    }

    /**
     * A new site record of the current instruction, for the attribute number {@code name} of {@code
     * co_names}.
     */
    public Symbol cacheSite(int name, boolean forCall) {
        int entries =
                switch (insn.opcode()) {
                    case LOAD_ATTR, STORE_ATTR, LOAD_SUPER_ATTR -> SiteRecord.ATTRIBUTE_ENTRIES;
                    default -> SiteRecord.OTHER_ENTRIES;
                };
        int offset = CodeBlob.recordBytes(caches) + SiteRecord.HEADER_BYTES;
        String opcode = insn.opcode().name();
        int unit = CodeGroup.place(inlined, insn.offset());
        caches.add(new CodeBlob.CacheSite(unit, opcode, name, forCall, entries, offset));
        return Symbol.site(caches.size() - 1);
    }

    void addCold(ColdCode code) {
        cold.add(code);
    }

    void begin(int newIndex) {
        index = newIndex;
        insn = flow.insns().get(newIndex);
        positionSetAt = -1;
        ranInInstruction = false;
    }

    /** A block starts here: binds its label; every stack entry is an owned object in its slot. */
    void startBlock(int newIndex) {
        ownNamePosition = -1;
        stack.resetCanonical(flow.depth(newIndex));
        forgetLocals();
        blocks.bind(newIndex);
    }

    /** Regions that hand the frame back at the current instruction come here. */
    void placeHere() {
        blocks.bindHandBack(index);
    }

    /** See {@link BlockLabels#handBackOffsets}. */
    int[] handBackOffsets() {
        return blocks.handBackOffsets();
    }

    /** The instruction stands alone, between two canonical states of the frame. */
    void beginAlone(int newIndex, int depth, ControlTargets newWays) {
        begin(newIndex);
        ways = newWays;
        ownNamePosition = -1;
        stack.resetCanonical(depth);
        stack.reserve(newWays.reservedWords());
        forgetLocals();
    }

    @Nullable ControlTargets ways() {
        return ways;
    }

    /** Sets the scene for cold code that was declared earlier. */
    void resumeAt(ColdCode code) {
        ways = code.ways();
        stack.reserve(ways == null ? 0 : ways.reservedWords());
        insn = code.insn();
        index = flow.indexOf(insn.start());
        stack.restore(code.stack());
        forgetLocals();
    }

    /** Whether types may be predicted at the current instruction. */
    public boolean maySpeculate() {
        return options.maySpeculate(insn.offset());
    }

    /** The following instruction, if control reaches it only from here. */
    public boolean nextIs(dev.justjit.abi.Opcode opcode) {
        int next = index + 1;
        return ways == null
                && next < flow.insns().size()
                && !flow.isLeader(next)
                && flow.insns().get(next).opcode() == opcode;
    }

    public Insn nextInsn() {
        return flow.insns().get(index + 1);
    }

    /** The current template has also emitted the following instruction. */
    public void skipNext() {
        skipNext = true;
    }

    /** Unit at which control goes on after what the current template has emitted. */
    int nextUnit() {
        return skipNext ? nextInsn().next() : insn.next();
    }

    boolean takeSkip() {
        boolean skip = skipNext;
        skipNext = false;
        return skip;
    }

    /** Number of the loop that starts at the current instruction and may be numeric, or -1. */
    int loopNumber() {
        for (int i = 0; i < loops.size(); i++) {
            if (loops.get(i).header() == insn.start() && flow.isLeader(index)) {
                return i;
            }
        }
        return -1;
    }

    List<Loops.Loop> loops() {
        return loops;
    }

    /** Stack depth at their headers. */
    int[] loopDepths() {
        int[] depths = new int[loops.size()];
        for (int i = 0; i < depths.length; i++) {
            depths[i] = flow.depth(flow.indexOf(loops.get(i).header()));
        }
        return depths;
    }

    /** The entry of the block that starts at {@code unit}; the stack must be canonical there. */
    public Label block(int unit) {
        if (ways != null) {
            return ways.to(unit);
        }
        return blocks.at(unit);
    }

    public Constant constant(Value value) {
        return flow.image().constants().get(value.index());
    }

    // ---- leaving ----

    /** Number of the inlined code; 0: it is the code itself. */
    int inlined() {
        return inlined;
    }

    /** Whether the code is for frames that the interpreter has begun. */
    public boolean isRunning() {
        return options.running();
    }

    // ---- frame memory ----

    public Mem local(int number) {
        return Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + 8 * number);
    }

    /** Memory of stack position {@code position}, 0 at the bottom. */
    public Mem slot(int position) {
        return local(flow.image().localsPlus() + position);
    }

    /**
     * The frame's {@code instr_ptr} = the current instruction; nothing if it is so already. Changes
     * {@code TMP0} only.
     */
    public void setInstrPtr() {
        if (!isPositionSet()) {
            setInstrPtr(insn.offset());
            positionSetAt = m.boundLabels();
        }
    }

    /** Whether {@code instr_ptr} is the current instruction for certain. A label that was bound since ends that. */
    boolean isPositionSet() {
        return positionSetAt == m.boundLabels();
    }

    /** The entry of cold code has just been bound. */
    void positionAtEntry(ColdCode code) {
        positionSetAt = code.isPositionSet() ? m.boundLabels() : -1;
    }

    /** Where returns that the same number tells apart have their common end, or null. */
    public @Nullable Label returnTail(int number) {
        return returnTails.get(number);
    }

    public void returnTail(int number, Label tail) {
        returnTails.put(number, tail);
    }

    /** How activations end. */
    public Departure departure() {
        return isRunning() ? Departure.RUNNING : Departure.CALL;
    }

    /** The frame's {@code instr_ptr} = {@code unit}. Changes {@code TMP0} only. */
    public void setInstrPtr(int unit) {
        m.storeCodePosition(
                Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR),
                Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE),
                PyCode.CODE_ADAPTIVE + 2 * unit);
        positionSetAt = -1;
    }

    // ---- locals ----

    /**
     * Whether the slot of the local is never empty: of a parameter that no instruction unbinds. Graphs leave slots empty
     * while they have a number for the local.
     */
    public boolean alwaysAssigned(int number) {
        return !options.optimized() && flow.alwaysAssigned(number);
    }

    public KnownType localType(int number) {
        return localTypes[number];
    }

    public void setLocalType(int number, KnownType type) {
        localTypes[number] = type;
    }

    /** Python code may have run: what is known of locals is void, and tools may be active. */
    public void pythonMayHaveRun() {
        ranPython = true;
        ranInInstruction = true;
        forgetLocals();
    }

    /** Whether Python code may have run since this was last asked, or since the last safepoint. */
    public boolean takeRanPython() {
        boolean ran = ranPython;
        ranPython = false;
        return ran;
    }

    /** What is known of locals now, for cold code that has to prove it again. */
    KnownType[] knownLocals() {
        return localTypes.clone();
    }

    /** Nothing is known of locals any more. */
    public void forgetLocals() {
        Arrays.fill(localTypes, KnownType.UNKNOWN);
    }
}

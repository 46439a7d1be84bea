package dev.justjit.compile;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Constant;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The state of one compilation that templates work on: the virtual stack, what is known of locals,
 * and the code emitted so far.
 *
 * <p>Unless a method says otherwise it may change {@code RET}, {@code ARG0..5} and {@code TMP0}.
 */
public final class Emission {
    private final MacroAssembler m;
    private final Flow flow;
    private final CompileOptions options;
    private final VirtualStack stack;
    private final KnownType[] localTypes;
    private final Label[] blocks;
    private final List<ColdCode> cold = new ArrayList<>();
    private final List<HandlerEntry> handlerEntries = new ArrayList<>();
    private final List<CodeBlob.Site> sites = new ArrayList<>();
    private Insn insn;
    private int index;
    private final Prologue.Entries entries;
    private int ownNamePosition = -1;
    private boolean skipNext;
    private boolean ranPython;

    Emission(MacroAssembler m, Flow flow, Prologue.Entries entries, CompileOptions options) {
        this.entries = entries;
        this.m = m;
        this.flow = flow;
        this.options = options;
        stack = new VirtualStack(flow.image().stackSize() + 1);
        localTypes = new KnownType[flow.image().localsPlus()];
        blocks = new Label[flow.insns().size()];
        for (int i = 0; i < blocks.length; i++) {
            if (flow.isEntered(i)) {
                blocks[i] = m.newLabel();
            }
        }
        insn = flow.insns().get(0);
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

    List<CodeBlob.Site> sites() {
        return sites;
    }

    void addCold(ColdCode code) {
        cold.add(code);
    }

    void begin(int newIndex) {
        index = newIndex;
        insn = flow.insns().get(newIndex);
    }

    /** A block starts here: binds its label; every stack entry is an owned object in its slot. */
    void startBlock(int newIndex) {
        ownNamePosition = -1;
        stack.resetCanonical(flow.depth(newIndex));
        forgetLocals();
        m.bind(blocks[newIndex]);
    }

    /** Sets the scene for cold code that was declared earlier. */
    void resumeAt(ColdCode code) {
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
        return next < blocks.length
                && !flow.isEntered(next)
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

    /** The entry of the block that starts at {@code unit}; the stack must be canonical there. */
    public Label block(int unit) {
        return blocks[flow.indexOf(unit)];
    }

    public Constant constant(Value value) {
        return flow.image().constants().get(value.index());
    }

    // ---- frame memory ----

    public Mem local(int number) {
        return Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + 8 * number);
    }

    /** Memory of stack position {@code position}, 0 at the bottom. */
    public Mem slot(int position) {
        return local(flow.image().localsPlus() + position);
    }

    /** The frame's {@code instr_ptr} = the current instruction. Changes {@code TMP0} only. */
    public void setInstrPtr() {
        setInstrPtr(insn.offset());
    }

    /** The frame's {@code instr_ptr} = {@code unit}. Changes {@code TMP0} only. */
    public void setInstrPtr(int unit) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.add(Reg.TMP0, Reg.TMP0, PyCode.CODE_ADAPTIVE + 2 * unit);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.TMP0);
    }

    // ---- the virtual stack ----

    public Value pop() {
        if (stack.depth() - 1 == ownNamePosition) {
            ownNamePosition = -1;
        }
        return stack.pop();
    }

    public void push(Value value) {
        stack.push(value);
    }

    public void pushLocal(int number) {
        stack.push(new Value(Value.Kind.LOCAL, number, localTypes[number]));
    }

    public void pushConst(int number) {
        KnownType type = KnownType.of(flow.image().constants().get(number));
        stack.push(new Value(Value.Kind.CONST, number, type));
    }

    /** The top is the global with the function's own name; cleared by {@link #pop}. */
    public void markOwnName() {
        ownNamePosition = stack.depth() - 1;
    }

    /** Whether the callable {@code count} arguments and a self slot below the top is the function. */
    public boolean calleeIsSelf(int count) {
        return ownNamePosition == stack.depth() - count - 2;
    }

    /** The entries of the code under construction. */
    public Prologue.Entries entries() {
        return entries;
    }

    public void pushNull() {
        stack.push(new Value(Value.Kind.NULL, 0, KnownType.UNKNOWN));
    }

    /** The owned object in {@code RET} becomes the new top. Changes nothing else. */
    public void pushResult(KnownType type) {
        pushOwned(Reg.RET, type);
    }

    /** The owned object in {@code object} becomes the new top. */
    public void pushOwned(Reg object, KnownType type) {
        m.store(Width.W64, slot(stack.depth()), object);
        pushSlot(type);
    }

    /** The owned object that is already in the memory of the new top's slot. */
    public void pushSlot(KnownType type) {
        stack.push(Value.slot(stack.depth(), type));
    }

    /** The entry at {@code position} is an owned object that is already in its slot. */
    public void setSlot(int position, KnownType type) {
        stack.set(position, Value.slot(position, type));
    }

    /** The entry at {@code position} is a value that no slot holds. */
    public void setValue(int position, Value value) {
        stack.set(position, value);
    }

    /** The unboxed int in {@code value} becomes the new top. */
    public void pushInt(Reg value) {
        int home = Homes.allocateInt(stack);
        if (home == Homes.NONE) {
            m.move(Reg.ARG0, value);
            boxInt();
            pushResult(KnownType.INT);
        } else {
            Homes.put(m, home, value);
            stack.push(new Value(Value.Kind.INT, home, KnownType.INT));
        }
    }

    /** The unboxed double in {@code value} becomes the new top. */
    public void pushDouble(FReg value) {
        int home = Homes.allocateDouble(stack);
        if (home == Homes.NONE) {
            m.move(FReg.F0, value);
            boxDouble();
            pushResult(KnownType.FLOAT);
        } else {
            Homes.put(m, home, value);
            stack.push(new Value(Value.Kind.DOUBLE, home, KnownType.FLOAT));
        }
    }

    /** {@code dst} = the unboxed int. Changes nothing else. */
    public void getInt(Reg dst, Value value) {
        Homes.get(m, dst, value.index());
    }

    /** {@code dst} = the unboxed double. Changes nothing else. */
    public void getDouble(FReg dst, Value value) {
        Homes.get(m, dst, value.index());
    }

    void putInt(Value value, Reg src) {
        Homes.put(m, value.index(), src);
    }

    void putDouble(Value value, FReg src) {
        Homes.put(m, value.index(), src);
    }

    /** {@code dst} = the object, without a new reference. Changes nothing else. */
    public void loadObject(Reg dst, Value value) {
        switch (value.kind()) {
            case SLOT -> m.load(Width.W64, dst, slot(value.index()));
            case LOCAL -> m.load(Width.W64, dst, local(value.index()));
            case CONST -> m.load(dst, Symbol.constant(value.index()));
            case NULL -> m.moveImm(dst, 0);
            case INT, DOUBLE -> throw new NotCompiled("a number stands where only an object can");
        }
    }

    /** {@code dst} = the object with a reference of its own; a slot gives up its reference. */
    public void takeObject(Reg dst, Value value) {
        loadObject(dst, value);
        boolean borrowed = value.is(Value.Kind.LOCAL) || value.is(Value.Kind.CONST);
        if (borrowed && !isImmortal(value)) {
            m.incref(dst, Reg.TMP0);
        }
    }

    private boolean isImmortal(Value value) {
        if (value.type().isImmortal()) {
            return true;
        }
        if (!value.is(Value.Kind.CONST)) {
            return false;
        }
        Constant constant = constant(value);
        return constant.kind() == Constant.Kind.INT
                && constant.intValue() >= -5
                && constant.intValue() <= 256;
    }

    /** Makes the entry at {@code position} an owned object in its slot. */
    public void materialize(int position) {
        Value value = stack.at(position);
        switch (value.kind()) {
            case SLOT -> {
                return;
            }
            case NULL -> m.storeImm(Width.W64, slot(position), 0);
            case INT -> {
                getInt(Reg.ARG0, value);
                boxInt();
                m.store(Width.W64, slot(position), Reg.RET);
            }
            case DOUBLE -> {
                getDouble(FReg.F0, value);
                boxDouble();
                m.store(Width.W64, slot(position), Reg.RET);
            }
            case LOCAL, CONST -> {
                takeObject(Reg.RET, value);
                m.store(Width.W64, slot(position), Reg.RET);
            }
        }
        stack.set(position, Value.slot(position, value.type()));
    }

    /** Makes the whole stack canonical: every entry an owned object (or NULL) in its slot. */
    public void flush() {
        flushBelow(0);
    }

    /** Makes all but the {@code top} uppermost entries canonical. */
    public void flushBelow(int top) {
        for (int i = 0; i < stack.depth() - top; i++) {
            materialize(i);
        }
    }

    /** Gives every entry that is borrowed from a local a reference of its own. */
    public void ownBorrowed() {
        for (int i = 0; i < stack.depth(); i++) {
            if (stack.at(i).is(Value.Kind.LOCAL)) {
                materialize(i);
            }
        }
    }

    /** The local is about to change: entries that are borrowed from it become owned. */
    public void ownBorrowed(int local) {
        for (int i = 0; i < stack.depth(); i++) {
            if (stack.at(i).is(Value.Kind.LOCAL) && stack.at(i).index() == local) {
                materialize(i);
            }
        }
    }

    /** {@code RET} = a new int object of the value in {@code ARG0}. */
    public void boxInt() {
        var other = new BoxLargeInt(this);
        m.add(Reg.RET, Reg.ARG0, -PyLong.SMALL_MIN);
        m.branch(
                Cond.ABOVE, Width.W64, Reg.RET, PyLong.SMALL_MAX - PyLong.SMALL_MIN, other.entry());
        m.shiftLeft(Reg.RET, Reg.ARG0, PyLong.SMALL_SHIFT);
        m.add(Reg.RET, Reg.RET, Mem.at(Reg.DATA, JitData.SMALL_INT_ZERO));
        m.bind(other.resume());
    }

    /** Boxing beyond the singletons. */
    private static final class BoxLargeInt extends SlowPath {
        BoxLargeInt(Emission e) {
            super(e);
        }

        @Override
        protected void emit(Emission e) {
            e.masm().call(Stub.BOX_INT.symbol());
            e.masm().branch(Cond.EQ, Width.W64, Reg.RET, 0, e.raise());
            e.masm().jump(resume());
        }
    }

    /** {@code RET} = a new float object of the value in {@code F0}. */
    public void boxDouble() {
        m.call(Stub.BOX_DOUBLE.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raise());
    }

    // ---- locals ----

    /** Whether the local is a parameter that no instruction unbinds. */
    public boolean alwaysAssigned(int number) {
        return flow.alwaysAssigned(number);
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

    // ---- references ----

    /** Releases the object in {@code ARG0}, which is not NULL. {@code SAVED0..1} survive. */
    public void release(KnownType type) {
        if (type.isImmortal()) {
            return;
        }
        if (!type.diesQuietly()) {
            forgetLocals(); // a finalizer may write them
        }
        var dealloc =
                new SlowPath(this) {
                    @Override
                    protected void emit(Emission e) {
                        e.setInstrPtr();
                        e.masm().call(Stub.DEALLOC.symbol());
                        e.masm().jump(resume());
                    }
                };
        m.decref(Reg.ARG0, Reg.TMP0, dealloc.entry());
        m.bind(dealloc.resume());
    }

    /** Releases the object in {@code ARG0} unless it is NULL. */
    public void releaseNullable() {
        Label skip = m.newLabel();
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, skip);
        release(KnownType.UNKNOWN);
        m.bind(skip);
    }

    /** Releases a popped entry if the stack owned it. */
    public void releaseValue(Value value) {
        if (value.isOwned() && !value.type().isImmortal()) {
            loadObject(Reg.ARG0, value);
            release(value.type());
        }
    }

    // ---- calls with canonical operands ----

    /**
     * Calls {@code helper(TOSn-1, …, TOS)} on a canonical stack, pops and releases the operands and
     * leaves the result in {@code RET}. NULL raises.
     */
    public void callConsuming(Helper helper, int operands) {
        flush();
        setInstrPtr();
        m.load(Reg.ARG1, Symbol.export(helper.symbol()));
        callConsumingArg1(operands);
    }

    /** The same with the C function's address in {@code ARG1}; {@code instr_ptr} is set. */
    public void callConsumingArg1(int operands) {
        m.address(Reg.ARG0, slot(stack.depth() - operands));
        m.call(Stub.callConsuming(operands).symbol());
        for (int i = 0; i < operands; i++) {
            pop();
        }
        pythonMayHaveRun();
        checkNotNull();
    }

    /** {@code RET} is NULL: raise. */
    public void checkNotNull() {
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raise());
    }

    /** The C int in {@code RET} is negative: raise. */
    public void checkNotNegative() {
        m.branch(Cond.LT, Width.W32, Reg.RET, 0, raise());
    }

    /** Before a direct call of a helper that can run Python: canonical stack, exact position. */
    public void prepareCall() {
        flush();
        setInstrPtr();
        pythonMayHaveRun();
    }

    // ---- exits ----

    /** Where to jump when the current instruction raised; the stack is as it is now. */
    public Label raise() {
        return new RaiseExit(this, true).entry();
    }

    /** The same for a re-raise, which adds no traceback entry. */
    public Label reraise() {
        return new RaiseExit(this, false).entry();
    }

    /** Where to jump to go on in the interpreter at {@code unit} with the stack as it is now. */
    public Label deopt(int unit, String reason) {
        return new DeoptExit(this, unit, reason).entry();
    }

    /**
     * Lets pending events, other threads and tools in; the interpreter would go on at {@code unit}.
     * The stack must be canonical.
     */
    public void safepoint(int unit) {
        ranPython = false;
        var slow = new SafepointPath(this, unit);
        branchUnlessQuiet(slow.entry());
        m.bind(slow.resume());
    }

    /**
     * The instruction is done and has run Python code: if a tool was switched on meanwhile, the
     * interpreter goes on at {@code unit}. Changes {@code TMP0} only.
     */
    public void watchpoint(int unit) {
        var slow = new WatchPath(this, unit, false);
        branchUnlessQuiet(slow.entry());
        m.bind(slow.resume());
    }

    /**
     * The same for an instruction whose result, a truth value in {@code RET}, goes to the jump that
     * follows: the interpreter takes the jump at {@code unit}.
     */
    public void watchTruth(int unit) {
        if (takeRanPython()) {
            var slow = new WatchPath(this, unit, true);
            branchUnlessQuiet(slow.entry());
            m.bind(slow.resume());
        }
    }

    private void branchUnlessQuiet(Label slow) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.OK_VERSION), Reg.TMP0, slow);
    }

    /** Where raises that {@code handler} catches go on. */
    Label handlerEntry(ExceptionTable.Entry handler) {
        for (int i = 0; i < handlerEntries.size(); i++) {
            if (handlerEntries.get(i).serves(handler)) {
                return handlerEntries.get(i).entry();
            }
        }
        HandlerEntry entry = new HandlerEntry(this, handler);
        handlerEntries.add(entry);
        return entry.entry();
    }

    /** Byte offset of the counter of (current instruction, reason) in the blob's data. */
    int siteOffset(String reason) {
        for (int i = 0; i < sites.size(); i++) {
            if (sites.get(i).unit() == insn.offset() && sites.get(i).reason().equals(reason)) {
                return 8 * i;
            }
        }
        sites.add(new CodeBlob.Site(insn.offset(), insn.opcode().name(), reason));
        return 8 * (sites.size() - 1);
    }
}

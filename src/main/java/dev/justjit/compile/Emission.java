package dev.justjit.compile;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.PyLong;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.masm.Cond;
import dev.justjit.masm.JitData;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of one compilation that templates work on: the virtual stack, what is known of locals,
 * and the code emitted so far.
 *
 * <p>Unless a method says otherwise it may change {@code RET}, {@code ARG0..5} and {@code TMP0}.
 */
public final class Emission extends EmissionStack {
    private final List<HandlerEntry> handlerEntries = new ArrayList<>();
    private final RaiseExit.Shared sharedRaises = new RaiseExit.Shared();
    private @Nullable ExitFragment exits;
    private @Nullable ExitFragment sharedExits;
    private @Nullable DeoptExit lastExit;

    Emission(MacroAssembler m, Flow flow, Prologue.Entries entries, CompileOptions options) {
        super(m, flow, entries, options);
    }

    /** Of code that is inlined in other code, by its number. */
    Emission(Emission own, Flow flow, int number) {
        super(own, flow, number);
    }

    /** {@code RET} = a new int object of the value in {@code ARG0}. */
    @Override
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
    @Override
    public void boxDouble() {
        m.call(Stub.BOX_DOUBLE.symbol());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, raise());
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
        Label alive = m.newNearLabel();
        m.decrefUnlessLast(Reg.ARG0, Reg.TMP0, alive);
        if (!type.diesQuietly()) {
            setInstrPtr();
        }
        m.call(Stub.DEALLOC.symbol());
        m.bind(alive);
    }

    /** Releases the object in {@code ARG0} unless it is NULL. */
    public void releaseNullable() {
        Label skip = m.newNearLabel();
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
        callConsuming(Stub.callConsuming(operands), operands);
    }

    /** The same by a stub of its own; {@code ARG1} is kept for it. */
    public void callConsuming(Stub stub, int operands) {
        m.address(Reg.ARG0, slot(stack.depth() - operands));
        m.call(stub.symbol());
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

    /**
     * Where to jump when the current instruction raised; the stack is as it is now. If {@link
     * #setInstrPtr()} was called before, all ways to the jump must come from there.
     */
    public Label raise() {
        return RaiseExit.at(this, true, sharedRaises);
    }

    /** The same for a re-raise, which adds no traceback entry. */
    public Label reraise() {
        return RaiseExit.at(this, false, sharedRaises);
    }

    /** Where to jump to go on in the interpreter at {@code unit} with the stack as it is now. */
    public Label deopt(int unit, String reason) {
        DeoptExit last = lastExit;
        if (last == null || !last.serves(this, unit, reason)) {
            last = new DeoptExit(this, unit, reason);
            lastExit = last;
        }
        return last.entry();
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

    void branchUnlessQuiet(Label slow) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.THREAD, ThreadState.EVAL_BREAKER));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.DATA, JitData.OK_VERSION), Reg.TMP0, slow);
    }

    /** Where exceptions leave inlined code; null: by the end of the activation. */
    @Nullable Label unwinds() {
        ControlTargets alone = ways();
        ControlTargets.Departures departures = alone == null ? null : alone.departures();
        return departures == null ? null : departures.unwinds();
    }

    /** Where raises that {@code handler} catches go on. */
    Label handlerEntry(ExceptionTable.Entry handler) {
        ControlTargets alone = ways();
        if (alone != null) {
            return alone.handlerEntry(this, handler);
        }
        for (int i = 0; i < handlerEntries.size(); i++) {
            if (handlerEntries.get(i).serves(handler)) {
                return handlerEntries.get(i).entry();
            }
        }
        HandlerEntry entry = new HandlerEntry(this, handler);
        handlerEntries.add(entry);
        return entry.entry();
    }

    /** Number of the counter of (current instruction, reason); exits of inlined code are counted by their {@link ControlTargets}. */
    int siteNumber(String reason) {
        return inlined() == 0 ? sites().number(insn.offset(), insn.opcode().name(), reason) : 0;
    }

    /** What exits call with their record. */
    Label exitFragment() {
        ExitFragment fragment = exits;
        if (fragment == null) {
            fragment = new ExitFragment(this, null);
            exits = fragment;
        }
        return fragment.entry();
    }

    /** What exits call whose counter {@link FrameCode#SITE} tells; that of their record is the first. */
    Label sharedExitFragment() {
        ExitFragment fragment = sharedExits;
        if (fragment == null) {
            fragment = new ExitFragment(this, FrameCode.SITE);
            sharedExits = fragment;
        }
        return fragment.entry();
    }
}

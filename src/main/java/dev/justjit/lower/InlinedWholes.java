package dev.justjit.lower;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ControlTargets;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Instructions of inlined code that run Python. The frames of the callees are made behind the function's own and linked
 * for the instruction, which its template does on the innermost; then they are unlinked, and what is in their slots is the
 * graph's again. If somebody has seen one of them they stay, and the interpreter goes on. So it does at handlers and with
 * exceptions.
 */
final class InlinedWholes {
    private final Function function;
    private final Access access;
    private final BlockCode blocks;
    private final ForcedExits forced;
    private final CalleeFrames frames;
    private final MacroAssembler m;
    private final FrameCode code;

    /** By the calls in which the code is. */
    private final Map<List<Object>, ControlTargets.Departures> departures = new HashMap<>();

    /** By what becomes of the callers. */
    private final Map<List<CallEnd>, Label> ends = new HashMap<>();

    InlinedWholes(Function function, Access access, BlockCode blocks, ForcedExits forced) {
        this.function = function;
        this.access = access;
        this.blocks = blocks;
        this.forced = forced;
        frames = function.frames();
        m = function.masm();
        code = function.code();
    }

    /** Emits the instruction, behind which the frames are those of the graph again. */
    void emit(Node node, FrameState before, @Nullable Node[] held) {
        List<FrameState> chain = CalleeFrames.chain(before);
        Insn insn = function.instructions().of(before);
        Insn at = function.instructions().at(node.unit(), chain.get(0));
        FrameState after = node.after();
        if (after == null || insn.endsBlock()) {
            throw new IllegalStateException(node + " has no way back");
        }
        bring(before, held);
        link(chain, held);
        ControlTargets.Departures out = departures(chain, at);
        ControlTargets ways = new ControlTargets(handler(chain, out), function.words(), out);
        Label next = m.newLabel();
        ways.add(insn.next(), next);
        code.template(before.code().number(), frames.flow(before), insn, before.depth(), ways);
        m.bind(next);
        unlink(chain, after, at);
    }

    private void bring(FrameState before, @Nullable Node[] held) {
        ParallelMoves moves = new ParallelMoves();
        frames.entries(
                before,
                (slot, value) -> {
                    if (held[slot] != value) {
                        moves.add(Location.slot(slot), function.location(value, held));
                    }
                });
        moves.emit(access);
    }

    private Mem field(FrameState frame, int field) {
        return Mem.at(Reg.FRAME, frames.offset(frame) + field);
    }

    // ---- frames

    /** {@code FRAME} = the innermost frame; all are linked. */
    private void link(List<FrameState> chain, @Nullable Node[] held) {
        int callees = chain.size() - 1;
        code.setInstrPtr(function.instructions().of(chain.get(0)).offset());
        for (int i = 1; i <= callees; i++) {
            FrameState callee = chain.get(i);
            Node called = States.origin(Exits.rest(chain.get(i - 1)).get(0));
            boolean ready =
                    held[frames.function(callee)] == called
                            && i <= 2; // more than one way may lead deeper
            if (!ready) {
                header(callee, chain.get(i - 1));
            }
            if (!frames.flow(callee).image().immortal()) {
                m.load(Width.W64, Reg.RET, field(callee, InterpreterFrame.EXECUTABLE));
                m.addMem(Width.W64, Mem.at(Reg.RET, PyObject.REFCNT), 1);
            }
            if (i < callees) {
                position(callee, 0, function.instructions().of(callee).offset());
            }
        }
        m.add(Reg.FRAME, Reg.FRAME, frames.offset(chain.get(callees)));
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.FRAME);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), -callees);
    }

    /** All of a frame before its slots; the function is there already. */
    private void header(FrameState callee, FrameState caller) {
        m.load(Width.W64, Reg.ARG0, field(callee, InterpreterFrame.FUNCOBJ));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.store(Width.W64, field(callee, InterpreterFrame.EXECUTABLE), Reg.RET);
        m.add(Reg.RET, Reg.RET, PyCode.CODE_ADAPTIVE);
        m.store(Width.W64, field(callee, InterpreterFrame.INSTR_PTR), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.GLOBALS));
        m.store(Width.W64, field(callee, InterpreterFrame.GLOBALS), Reg.RET);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.BUILTINS));
        m.store(Width.W64, field(callee, InterpreterFrame.BUILTINS), Reg.RET);
        m.address(Reg.RET, field(caller, 0));
        m.store(Width.W64, field(callee, InterpreterFrame.PREVIOUS), Reg.RET);
        m.moveImm(Reg.RET, 0xFFFFFFFFL); // stacktop -1, return_offset 0, owner: the thread
        m.store(Width.W64, field(callee, InterpreterFrame.STACKTOP), Reg.RET);
        m.moveImm(Reg.RET, 0);
        m.store(Width.W64, field(callee, InterpreterFrame.LOCALS), Reg.RET);
        m.store(Width.W64, field(callee, InterpreterFrame.FRAME_OBJ), Reg.RET);
    }

    /** {@code instr_ptr} of a callee's frame, which is so far behind {@code FRAME}, = the unit. */
    private void position(FrameState callee, int from, int unit) {
        int frame = frames.offset(callee) - from;
        m.inlined(callee.code().number());
        m.storeCodePosition(
                Mem.at(Reg.FRAME, frame + InterpreterFrame.INSTR_PTR),
                Mem.at(Reg.FRAME, frame + InterpreterFrame.EXECUTABLE),
                PyCode.CODE_ADAPTIVE + 2 * unit);
        m.inlined(0);
    }

    /** {@code FRAME} = the function's own; nobody has seen the others, nor exchanged their code. */
    private void unlink(List<FrameState> chain, FrameState after, Insn at) {
        FrameState innermost = chain.get(chain.size() - 1);
        m.add(Reg.FRAME, Reg.FRAME, -frames.offset(innermost));
        Label seen = seen(chain, after, at, FrameCode.LOCALS_SEEN);
        if (forced.areOn()) {
            forced.here(after, seen(chain, after, at, forced.reason()));
        }
        for (FrameState frame : chain) {
            m.branch(Cond.NE, Width.W64, field(frame, InterpreterFrame.FRAME_OBJ), 0, seen);
        }
        List<FrameState> callees = chain.subList(1, chain.size());
        for (FrameState callee : callees) {
            m.load(Width.W64, Reg.RET, field(callee, InterpreterFrame.FUNCOBJ));
            m.load(Width.W64, Reg.ARG0, field(callee, InterpreterFrame.EXECUTABLE));
            m.branch(Cond.NE, Width.W64, Mem.at(Reg.RET, PyFunction.CODE), Reg.ARG0, seen);
        }
        for (FrameState callee : callees) {
            if (!frames.flow(callee).image().immortal()) {
                m.load(Width.W64, Reg.ARG0, field(callee, InterpreterFrame.EXECUTABLE));
                m.addMem(Width.W64, Mem.at(Reg.ARG0, PyObject.REFCNT), -1); // the function has one
            }
        }
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.CURRENT_FRAME), Reg.FRAME);
        m.addMem(Width.W32, Mem.at(Reg.THREAD, ThreadState.PY_RECURSION_REMAINING), callees.size());
    }

    // ---- ways out

    /** Where the interpreter goes on behind the instruction; {@code FRAME} is the function's own. */
    private Label seen(List<FrameState> chain, FrameState after, Insn at, String reason) {
        Label label = m.newLabel();
        int offset = frames.offset(after);
        blocks.later(
                () -> {
                    m.bind(label);
                    count(chain, at, reason);
                    m.add(Reg.FRAME, Reg.FRAME, offset);
                    ready(after, function.instructions().unit(after), after.depth());
                    m.moveImm(Reg.RET, 1);
                    m.jump(end(chain));
                });
        return label;
    }

    private void ready(FrameState innermost, int unit, int depth) {
        position(innermost, frames.offset(innermost), unit);
        m.storeImm(
                Width.W32,
                Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                innermost.locals() + depth);
    }

    private void count(List<FrameState> chain, Insn at, String reason) {
        FrameState innermost = chain.get(chain.size() - 1);
        code.countExit(at, chain.get(0).depth(), innermost.code().name() + ": " + reason);
    }

    /** Where exceptions go on that the innermost frame catches, or null. */
    private @Nullable Label handler(List<FrameState> chain, ControlTargets.Departures out) {
        FrameState innermost = chain.get(chain.size() - 1);
        ExceptionTable.Entry handler = function.instructions().handlerOf(innermost);
        if (handler == null) {
            return null;
        }
        Label label = m.newLabel();
        int depth = handler.depth() + (handler.lasti() ? 2 : 1);
        blocks.later(
                () -> {
                    m.bind(label);
                    ready(innermost, handler.target(), depth);
                    m.jump(out.others());
                });
        return label;
    }

    private ControlTargets.Departures departures(List<FrameState> chain, Insn at) {
        FrameState innermost = chain.get(chain.size() - 1);
        List<Object> key = List.of(callers(chain), innermost.code().number(), at.offset());
        ControlTargets.Departures known = departures.get(key);
        if (known == null) {
            known = new ControlTargets.Departures(m.newLabel(), m.newLabel(), m.newLabel());
            departures.put(key, known);
            ControlTargets.Departures made = known;
            blocks.later(() -> leave(chain, at, made));
        }
        return known;
    }

    private void leave(List<FrameState> chain, Insn at, ControlTargets.Departures out) {
        int offset = frames.offset(chain.get(chain.size() - 1));
        Label end = end(chain);
        m.bind(out.others());
        m.add(Reg.FRAME, Reg.FRAME, -offset);
        count(chain, at, "in its middle");
        m.add(Reg.FRAME, Reg.FRAME, offset);
        m.bind(out.tools());
        m.moveImm(Reg.RET, 1);
        m.jump(end);
        m.bind(out.unwinds());
        m.reserveWords(1);
        m.call(Helper.PYERR_GETRAISEDEXCEPTION);
        access.store(Exits.spare(0), Reg.RET);
        m.add(Reg.FRAME, Reg.FRAME, -offset);
        count(chain, at, "it raised");
        m.add(Reg.FRAME, Reg.FRAME, offset);
        access.load(Reg.ARG0, Exits.spare(0));
        m.call(Helper.PYERR_SETRAISEDEXCEPTION);
        m.releaseWords(1);
        m.call(Stub.POP_CALLEE.symbol());
        m.jump(end);
    }

    private List<CallEnd> callers(List<FrameState> chain) {
        List<CallEnd> callers = new ArrayList<>();
        for (int i = chain.size() - 2; i >= 0; i--) {
            callers.add(CallEnd.of(function, chain.get(i), i == 0));
        }
        return callers;
    }

    /** Where the frames go on when the innermost is at its end, or ready for the interpreter, as {@code RET} says. */
    private Label end(List<FrameState> chain) {
        List<CallEnd> callers = callers(chain);
        Label known = ends.get(callers);
        if (known != null) {
            return known;
        }
        Label made = m.newLabel();
        ends.put(callers, made);
        blocks.later(
                () -> {
                    m.bind(made);
                    callers.forEach(each -> each.emit(code));
                });
        return made;
    }
}

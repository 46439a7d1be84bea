package dev.justjit.lower;

import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.analysis.RunningEntries;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ControlTargets;
import dev.justjit.compile.DeoptExit;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Edge;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Instructions that their templates do on the canonical frame, and looks at what others may have changed. */
final class TemplateInstructions {
    private final Function function;
    private final Access access;
    private final BlockCode blocks;
    private final Exits exits;
    private final ColdCalls calls;
    private final UnknownLocals unknownLocals;
    private final CallerSaves callerSaves;
    private final ForcedExits forced;
    private final InlinedWholes inlined;
    private final MacroAssembler m;
    private final FrameCode code;

    TemplateInstructions(
            Function function,
            Access access,
            BlockCode blocks,
            Exits exits,
            ColdCalls calls,
            CallerSaves callerSaves,
            ForcedExits forced) {
        this.callerSaves = callerSaves;
        this.calls = calls;
        this.forced = forced;
        inlined = new InlinedWholes(function, access, blocks, forced);
        unknownLocals = function.unknownLocals();
        this.function = function;
        this.access = access;
        this.blocks = blocks;
        this.exits = exits;
        m = function.masm();
        code = function.code();
    }

    /** A whole instruction. */
    void emit(Node node, @Nullable Node[] held, @Nullable Node[] behind) {
        Insn insn = function.instructions().of(node);
        FrameState before = before(node);
        if (before.parent() != null) {
            inlined.emit(node, before, held);
            goOn(node, behind);
            return;
        }
        exits.entries(before, held);
        Edge handler = node.handler();
        ControlTargets ways =
                new ControlTargets(
                        handler == null ? null : handler(insn, before, handler),
                        function.words(),
                        node.after() != null
                                && !isSuspending(node)
                                && !unknownLocals.locals(node.after()));
        Label next = m.newLabel();
        ways.add(insn.next(), next);
        if (node.targets() > 1) {
            ways.add(destination(insn), blocks.way(node.target(1)));
        }
        boolean ran = code.template(insn, before.depth(), ways);
        if (!insn.endsBlock() || insn.suspends()) {
            m.bind(next);
        }
        FrameState after = node.after();
        if (ran && after != null && !isSuspending(node)) {
            watchLocals(after, behind);
        }
        goOn(node, behind);
    }

    /** Control goes on behind the instruction. */
    private void goOn(Node node, @Nullable Node[] behind) {
        FrameState after = node.after();
        if (forced.areOn() && after != null && node.targets() < 2) {
            forced.here(after, exits.to(after, behind, forced.reason(), false));
        }
        if (node.targets() > 0) {
            blocks.go(node.target(0));
        } else if (node != node.block().end()) {
            callerSaves.restore(node, behind);
            result(node, behind);
        }
    }

    /** Whether frames go on behind the node as they then are. */
    private static boolean isSuspending(Node node) {
        Node last = node.targets() > 0 ? node : node.next();
        return last != null && last.targets() > 0 && last.target(0).isResuming();
    }

    /** Unit at which control goes on after the jump: an exhausted FOR_ITER passes over END_FOR, POP_TOP. */
    private static int destination(Insn jump) {
        return jump.target() + (jump.opcode() == Opcode.FOR_ITER ? 2 : 0);
    }

    private static FrameState before(Node node) {
        FrameState state = node.before();
        if (state == null) {
            throw new IllegalStateException(node + " has no state");
        }
        return state;
    }

    /** A value that is in its slot goes to its place, if it has one. */
    void result(Node node, @Nullable Node[] behind) {
        Location place = function.place(node);
        if (place != null) {
            access.move(place, function.location(node, behind));
        }
    }

    /** {@code RETURN}: the value is alone on the stack. */
    void ret(Node node, @Nullable Node[] held) {
        Insn insn = function.instructions().of(node.instruction());
        Insn value =
                new Insn(
                        insn.start(),
                        insn.offset(),
                        Opcode.RETURN_VALUE,
                        0,
                        insn.next(),
                        Opcode.RETURN_VALUE);
        int local = returnedLocal(node, held);
        if (local >= 0) {
            code.returnLocal(value, local);
        } else {
            access.load(Reg.SAVED0, function.operand(node.input(0), held));
            code.returnSaved(value);
        }
    }

    /** The local whose object is returned, and was retained for that: its slot hands its reference on. Or -1. */
    private int returnedLocal(Node node, @Nullable Node[] held) {
        Node before = node.previous();
        Node value = States.origin(node.input(0));
        if (before == null || !before.is(Op.RETAIN) || States.origin(before.input(0)) != value) {
            return -1;
        }
        int slot = value.is(Op.CONST) ? -1 : SlotFlow.find(held, value);
        return slot < function.locals() ? slot : -1;
    }

    /** {@code RETAIN}, if it is for no more than a local's being returned. */
    boolean isForReturn(Node retain, @Nullable Node[] held) {
        Node next = retain.next();
        return next != null && next.is(Op.RETURN) && returnedLocal(next, held) >= 0;
    }

    /** Leaves if somebody else has a hold on locals of which the graph knows something. */
    private void watchLocals(FrameState state, @Nullable Node[] held) {
        if (!unknownLocals.locals(state)) {
            Label changed = exits.to(state, held, FrameCode.LOCALS_SEEN, false);
            Mem frame = Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ);
            m.branch(Cond.NE, Width.W64, frame, 0, changed);
        }
    }

    /** Where exceptions go on: an exception has a frame object, by which locals may have been changed. */
    private Label handler(Insn insn, FrameState before, Edge edge) {
        return unknownLocals.locals(before, edge.depth())
                ? blocks.way(edge)
                : leaveAtHandler(insn, FrameCode.LOCALS_SEEN);
    }

    /** {@code SAFEPOINT}: does what is pending; leaves, if entries of the stack are kept alive by somebody else. */
    void safepoint(Node node, @Nullable Node[] held) {
        Insn insn = function.instructions().of(node);
        FrameState before = before(node);
        Label resume = m.newLabel();
        Label slow = m.newLabel();
        if (before.parent() != null) {
            code.branchUnlessQuiet(exits.to(before, held, FrameCode.PENDING, false));
            if (forced.areOn()) {
                forced.here(before, exits.to(before, held, forced.reason(), false));
            }
            return;
        }
        boolean after =
                insn.opcode() == Opcode.RESUME && (insn.oparg() & LOCATION_MASK) > AFTER_YIELD;
        if (after) {
            code.branchUnlessQuiet(exits.to(before, held, DeoptExit.TOOL, false));
            return;
        }
        ControlTargets ways = new ControlTargets(raised(insn), function.words(), false);
        if (!mayGoOn(before)) {
            code.branchUnlessQuiet(exits.atSafepoint(before, held, insn, ways));
            return;
        }
        var settled = exits.settled(before, held);
        Label leave = exits.seen(before, settled, DeoptExit.TOOL);
        Label changed =
                unknownLocals.locals(before)
                        ? null
                        : exits.seen(before, settled, FrameCode.LOCALS_SEEN);
        code.branchUnlessQuiet(slow);
        m.bind(resume);
        @Nullable Node[] then = held.clone();
        if (forced.areOn()) {
            Label shown = m.newLabel();
            Label left = exits.seen(before, settled, forced.reason());
            calls.put(node, shown, (moved, own) -> show(before, then, moved), () -> m.jump(left));
            forced.here(before, shown);
        }
        calls.put(
                node,
                slow,
                (moved, own) -> {
                    show(before, then, moved);
                    code.setInstrPtr(insn.offset());
                    m.call(Stub.SAFEPOINT.symbol());
                },
                () -> {
                    Label raised = m.newLabel();
                    m.branch(Cond.GT, Width.W32, Reg.RET, 0, leave);
                    m.branch(Cond.NE, Width.W32, Reg.RET, 0, raised);
                    if (changed != null) {
                        Mem frame = Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ);
                        m.branch(Cond.NE, Width.W64, frame, 0, changed);
                    }
                    m.jump(resume);
                    m.bind(raised);
                    code.raise(insn, before.depth(), ways);
                });
    }

    private void show(FrameState before, @Nullable Node[] held, UnaryOperator<Location> moved) {
        exits.entries(before, held);
        exits.pending(before, held, moved);
    }

    private static final int LOCATION_MASK = 3;
    private static final int AFTER_YIELD = 1;

    private static boolean mayGoOn(FrameState before) {
        for (int i = 0; i < before.depth(); i++) {
            boolean borrowed = !before.isOwned(before.locals() + i);
            if (borrowed && !Exits.isImmortal(States.origin(before.stack(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Where exceptions of pending events go, or null: the graph does not know that there are any. */
    private @Nullable Label raised(Insn insn) {
        return function.flow().handlerOf(insn) == null
                ? null
                : leaveAtHandler(insn, "an event raised");
    }

    /** Leaves at the handler of an instruction, the exception on the canonical stack. */
    private Label leaveAtHandler(Insn insn, String reason) {
        ExceptionTable.Entry handler = function.flow().handlerOf(insn);
        if (handler == null) {
            throw new IllegalStateException(insn + " has no handler");
        }
        Label label = m.newLabel();
        int depth = handler.depth() + (handler.lasti() ? 2 : 1);
        blocks.later(
                () -> {
                    m.bind(label);
                    code.leave(insn, handler.target(), depth, reason);
                });
        return label;
    }

    /** {@code WATCH}: leaves if a tool was switched on, or a local may have changed. */
    void watch(Node node, @Nullable Node[] held) {
        FrameState before = before(node);
        Label pending = m.newLabel();
        Label quiet = m.newLabel();
        Label leave = exits.to(before, held, DeoptExit.TOOL, false);
        code.branchUnlessQuiet(pending);
        m.bind(quiet);
        calls.put(
                node,
                pending,
                (moved, own) -> m.call(Stub.WATCH.symbol()),
                () -> {
                    m.branch(Cond.NE, Width.W32, Reg.RET, 0, leave);
                    m.jump(quiet);
                });
        watchLocals(before, held);
    }

    /** {@code LEAVE}. */
    void leave(Node node, @Nullable Node[] held) {
        FrameState before = before(node);
        boolean inlined = before.parent() != null;
        boolean ends = !inlined && RunningEntries.endsFrame(function.instructions().of(before));
        String reason = ends ? FrameCode.ENDS : "it never ran before";
        m.jump(exits.to(before, held, reason, false));
    }
}

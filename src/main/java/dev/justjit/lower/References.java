package dev.justjit.lower;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Instruction;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Replaced;
import dev.justjit.ir.Type;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reference counts, and slots of locals. */
final class References {
    private final Values values;
    private final Exits exits;
    private final ColdCalls calls;
    private final UnknownLocals unknownLocals;
    private final ForcedExits forced;
    private final FrameCode code;
    private final MacroAssembler m;

    References(Function function, Values values, Exits exits, ColdCalls calls, ForcedExits forced) {
        this.forced = forced;
        this.values = values;
        this.exits = exits;
        this.calls = calls;
        unknownLocals = function.unknownLocals();
        code = function.code();
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case RETAIN -> retain(node);
            case RELEASE -> release(node);
            case RELEASE_QUIETLY -> releaseQuietly(node);
            case STORE_LOCAL -> store(node);
            case LOAD_LOCAL -> {
                Reg result = values.result();
                m.load(Width.W64, result, code.local(node.index()));
                values.finish(result);
            }
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void retain(Node node) {
        Node value = States.origin(node.input(0));
        if (Exits.isImmortal(value)) {
            return;
        }
        Label none = m.newLabel();
        Reg object = values.use(0, Reg.RET);
        if (!node.input(0).type().isBound()) {
            m.branch(Cond.EQ, Width.W64, object, 0, none);
        }
        m.incref(object, Reg.TMP0);
        m.bind(none);
    }

    private void release(Node node) {
        Node value = node.input(0);
        if (!Exits.isImmortal(States.origin(value))) {
            values.load(Reg.ARG0, 0);
            release(node, value.type(), !value.type().isBound());
        }
    }

    /** The last reference goes only if the object is one whose end nobody notices. */
    private void releaseQuietly(Node node) {
        Node value = node.input(0);
        if (Exits.isImmortal(States.origin(value))) {
            return;
        }
        Label done = m.newLabel();
        Label last = m.newLabel();
        Label loud = values.exit("an object may run code as it ends");
        values.load(Reg.ARG0, 0);
        if (!value.type().isBound()) {
            m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        }
        m.decref(Reg.ARG0, Reg.TMP0, last);
        m.bind(done);
        calls.put(
                node,
                last,
                (moved, own) -> m.call(Stub.END_QUIETLY.symbol()),
                () -> {
                    m.branch(Cond.NE, Width.W64, Reg.RET, 0, loud); // which lets go of it
                    m.jump(done);
                });
    }

    private void store(Node node) {
        Mem slot = code.local(node.index());
        Reg value = values.use(0, Reg.RET);
        boolean stale = node.detail() == Replaced.STALE;
        if (stale) {
            m.load(Width.W64, Reg.ARG0, slot);
        }
        m.store(Width.W64, slot, value);
        if (stale) {
            release(node, Type.of(Kind.INT), true);
        }
    }

    /**
     * Lets go of the object in {@code ARG0}, behind all else that the node does. Where that runs Python the frame is
     * complete, and looked at again afterwards.
     *
     * @param type what is known of the object
     * @param nullable whether it may be NULL
     */
    void release(Node node, Type type, boolean nullable) {
        switch (type.kind()) {
            case NULL, NONE, BOOL -> {
                return;
            }
            default -> {}
        }
        Label done = m.newLabel();
        Label dead = m.newLabel();
        if (nullable) {
            m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, done);
        }
        m.decref(Reg.ARG0, Reg.TMP0, dead);
        m.bind(done);
        FrameState after = node.after();
        if (type.diesQuietly() || after == null) {
            calls.put(
                    node, dead, (moved, own) -> m.call(Stub.DEALLOC.symbol()), () -> m.jump(done));
        } else {
            loud(node, after, dead, done);
        }
    }

    private void loud(Node node, FrameState after, Label dead, Label done) {
        var held = values.behind().clone();
        var settled = exits.settled(after, held); // locals may be others when one leaves
        String seen = FrameCode.LOCALS_SEEN;
        Label tools = exits.seen(after, settled, dev.justjit.compile.DeoptExit.TOOL);
        Label changed = unknownLocals.locals(after) ? null : exits.seen(after, settled, seen);
        boolean stays = exits.staysWhenSeen(after);
        boolean told = node.detail() instanceof Instruction;
        int unit = (told ? node.instruction() : after.instruction()).unit();
        calls.put(
                node,
                dead,
                (moved, own) -> {
                    show(after, held, moved, own);
                    code.setInstrPtr(unit);
                    m.call(Stub.DEALLOC.symbol());
                    code.loadWatch();
                },
                () -> {
                    m.branch(Cond.NE, Width.W32, Reg.RET, 0, tools);
                    if (changed != null && stays) {
                        Mem frame = Mem.at(Reg.FRAME, InterpreterFrame.FRAME_OBJ);
                        m.branch(Cond.NE, Width.W64, frame, 0, changed);
                    }
                    m.jump(stays || changed == null ? done : changed);
                });
        if (forced.areOn()) {
            Label shown = m.newLabel();
            Label left = exits.seen(after, settled, forced.reason());
            calls.put(
                    node, shown, (moved, own) -> show(after, held, moved, own), () -> m.jump(left));
            forced.here(after, shown);
        }
    }

    /** Makes the frame what others may see. {@code ARG0} is kept. */
    private void show(
            FrameState after, @Nullable Node[] held, UnaryOperator<Location> moved, Location own) {
        exits.entries(after, held);
        if (Exits.hasPending(after)) {
            Mem object = Mem.nativeWord(dev.justjit.masm.NativeFrame.WORDS + own.index());
            m.store(Width.W64, object, Reg.ARG0);
            exits.pending(after, held, moved);
            m.load(Width.W64, Reg.ARG0, object);
        }
    }

    /** Whether the node is one of those that are done here. */
    static boolean has(Node node) {
        return node.is(Op.RETAIN)
                || node.is(Op.RELEASE)
                || node.is(Op.RELEASE_QUIETLY)
                || node.is(Op.STORE_LOCAL)
                || node.is(Op.LOAD_LOCAL);
    }
}

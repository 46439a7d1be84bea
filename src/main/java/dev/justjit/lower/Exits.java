package dev.justjit.lower;

import dev.justjit.abi.Helper;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.ControlTargets;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Stub;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ways out to the interpreter, out of the way of everything else: each makes the frame what its state says. */
final class Exits {
    private static final int SECOND_MASK = 15;

    private final Function function;
    private final Access access;
    private final BlockCode blocks;
    private final MacroAssembler m;
    private final FrameCode code;
    private final Materialization materialization;
    private int site = -1;

    /** By what their code depends on. */
    private final Map<List<Object>, ExitBody> bodies = new HashMap<>();

    Exits(Function function, Access access, BlockCode blocks) {
        this.function = function;
        this.access = access;
        this.blocks = blocks;
        m = function.masm();
        code = function.code();
        materialization = new Materialization(function, access);
    }

    /** Exits from now on are those of a node: they are counted at its instruction. */
    void begin(Node node) {
        site = node.unit();
    }

    /**
     * Where to jump to leave in a state.
     *
     * @param clears whether an exception is set that is not to be
     */
    Label to(@Nullable FrameState state, @Nullable Node[] held, String reason, boolean clears) {
        if (state == null) {
            throw new IllegalStateException("no state to leave in");
        }
        if (state.parent() != null) {
            return inlined(state, held, reason, clears);
        }
        return body(state, held, clears, false).to(counted(state), reason);
    }

    /** The instruction at which an exit is counted. */
    private Insn counted(FrameState state) {
        return function.instructions().at(site, state);
    }

    /** Where to jump to do what is pending: then the frame goes on in other machine code, or in the interpreter. */
    Label atSafepoint(FrameState state, @Nullable Node[] held, Insn insn, ControlTargets ways) {
        Label label = m.newLabel();
        @Nullable Node[] then = held.clone();
        blocks.later(
                () -> {
                    m.bind(label);
                    real(state, then, false, false);
                    int unit = function.instructions().unit(state);
                    code.leaveAtSafepoint(insn, unit, state.depth(), ways);
                });
        return label;
    }

    private Label inlined(FrameState state, @Nullable Node[] held, String reason, boolean clears) {
        Label label = m.newLabel();
        @Nullable Node[] then = held.clone();
        Insn at = counted(state);
        blocks.later(
                () -> {
                    m.bind(label);
                    if (m.keepsListing()) {
                        m.comment("exit " + state + ": " + reason);
                    }
                    new InlinedExit(function, access, this, state, then).emit(at, reason, clears);
                });
        return label;
    }

    /**
     * The same from a frame that others have seen: its entries are where they are to be, and so are its locals, which may
     * be others by now.
     */
    Label seen(FrameState state, @Nullable Node[] held, String reason) {
        return body(state, held, false, true).to(counted(state), reason);
    }

    private ExitBody body(FrameState state, @Nullable Node[] held, boolean clears, boolean seen) {
        List<Object> key = key(state, held, clears, seen);
        ExitBody body = bodies.get(key);
        if (body == null || !body.isOpen()) {
            @Nullable Node[] then = held.clone();
            IntSupplier frame =
                    () -> {
                        if (m.keepsListing()) {
                            m.comment((seen ? "leave, seen, in " : "leave in ") + state);
                        }
                        real(state, then, clears, seen);
                        return state.depth() + secondHalf(state);
                    };
            body = new ExitBody(function, blocks, state, frame);
            bodies.put(key, body);
        }
        return body;
    }

    /** All that the code of an exit depends on, but the reason for it. */
    private List<Object> key(
            FrameState state, @Nullable Node[] held, boolean clears, boolean seen) {
        List<Object> key = new ArrayList<>();
        key.add(state);
        key.add(clears);
        key.add(seen);
        for (int i = 0; i < state.values().size(); i++) {
            Node value = States.origin(state.values().get(i));
            if (i < state.locals() && (seen || state.isInSlot(i))) {
                continue;
            }
            key.add(held[Math.min(i, held.length - 1)] == value);
            for (Node part : States.parts(value)) {
                key.add(function.location(part, held));
            }
        }
        return key;
    }

    /** What an instruction on two locals does to the second, and by how much the stack grows. */
    private int secondHalf(FrameState state) {
        if (state.when() != FrameState.When.HALF) {
            return 0;
        }
        Insn insn = function.instructions().of(state.instruction());
        int depth = state.depth();
        Mem local = code.local(insn.oparg() & SECOND_MASK);
        if (insn.opcode() == Opcode.STORE_FAST_LOAD_FAST) {
            m.load(Width.W64, Reg.RET, local);
            m.incref(Reg.RET, Reg.TMP0);
            m.store(Width.W64, code.slot(depth), Reg.RET);
            return 1;
        }
        Label none = m.newLabel();
        m.load(Width.W64, Reg.RET, code.slot(depth - 1));
        m.load(Width.W64, Reg.ARG0, local);
        m.store(Width.W64, local, Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        code.setInstrPtr(insn.offset());
        m.call(Stub.RELEASE.symbol());
        m.bind(none);
        return -1;
    }

    // ---- the whole frame

    /** Makes the frame what the state says. */
    private void real(FrameState state, @Nullable Node[] held, boolean clears, boolean seen) {
        own(state, held);
        Map<Node, List<Integer>> made = seen ? entriesOnly(state) : mentions(state);
        List<Node> rest = rest(state);
        List<Node> kept = new ArrayList<>();
        made.keySet().forEach(value -> kept.addAll(States.parts(value)));
        kept.addAll(rest);
        entries(state, held, kept);
        boolean alone = made.size() == 1 && rest.isEmpty() && !clears; // nothing is lost before
        if (!kept.isEmpty() && !alone) {
            m.reserveWords(kept.size());
            save(kept, held);
        }
        if (clears) {
            m.call(Helper.PYERR_CLEAR);
        }
        int word = 0;
        Map<Node, List<Location>> places = new LinkedHashMap<>();
        for (Node value : made.keySet()) {
            List<Location> parts = new ArrayList<>();
            for (Node part : States.parts(value)) {
                parts.add(alone ? function.location(part, held) : spare(word++));
            }
            places.put(value, parts);
        }
        materialization.put(made, places, alone);
        if (!rest.isEmpty()) {
            code.setInstrPtr(state.instruction().unit());
        }
        for (int i = 0; i < rest.size(); i++) {
            access.load(Reg.ARG0, spare(word++));
            m.call(Stub.RELEASE.symbol());
        }
        if (!kept.isEmpty() && !alone) {
            m.releaseWords(kept.size());
        }
    }

    /** Word number {@code index} of those that are reserved for a while. */
    static Location spare(int index) {
        return Location.reserved(index);
    }

    void save(List<Node> values, @Nullable Node[] held) {
        for (int i = 0; i < values.size(); i++) {
            access.move(spare(i), function.location(values.get(i), held));
        }
    }

    /** What is to be put where: by the value, or by the box that nobody has made, its slots. */
    private Map<Node, List<Integer>> mentions(FrameState state) {
        Map<Node, List<Integer>> made = new LinkedHashMap<>();
        for (int i = 0; i < state.locals() + state.depth(); i++) {
            Node value = States.origin(state.values().get(i));
            boolean local = i < state.locals();
            if (local ? !state.isInSlot(i) : !States.isObject(value)) {
                made.computeIfAbsent(value, each -> new ArrayList<>()).add(i);
            }
        }
        return made;
    }

    private Map<Node, List<Integer>> entriesOnly(FrameState state) {
        Map<Node, List<Integer>> made = mentions(state);
        made.values().forEach(slots -> slots.removeIf(slot -> slot < state.locals()));
        made.values().removeIf(List::isEmpty);
        return made;
    }

    /** Whether the frame can be seen without being left: then no number is a local and an entry, one object, unmade. */
    boolean staysWhenSeen(FrameState state) {
        return mentions(state).values().stream()
                .noneMatch(
                        slots ->
                                slots.get(0) < state.locals()
                                        && slots.get(slots.size() - 1) >= state.locals());
    }

    static List<Node> rest(FrameState state) {
        List<Node> rest = new ArrayList<>();
        int first = state.values().size() - state.rest();
        for (int i = 0; i < state.rest(); i++) {
            rest.add(state.values().get(first + i));
        }
        return rest;
    }

    /** Gives entries of the stack that are borrowed a reference of their own. */
    private void own(FrameState state, @Nullable Node[] held) {
        for (int i = 0; i < state.depth(); i++) {
            Node value = States.origin(state.stack(i));
            if (States.isObject(value) && !state.isOwned(state.locals() + i)) {
                retain(value, held);
            }
        }
    }

    /** One more reference, unless it is NULL. {@code RET} and {@code TMP0} are lost. */
    void retain(Node value, @Nullable Node[] held) {
        if (isImmortal(value)) {
            return;
        }
        Label none = m.newLabel();
        access.load(Reg.RET, function.location(value, held));
        if (!value.type().isBound()) {
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
        }
        m.incref(Reg.RET, Reg.TMP0);
        m.bind(none);
    }

    /** Whether the object has no references to count, or is none. */
    static boolean isImmortal(Node value) {
        boolean kind =
                switch (value.type().kind()) {
                    case NULL, NONE, BOOL -> true;
                    default -> false;
                };
        return kind
                || value.is(Op.CONST)
                        && value.literal().kind() == Literal.Kind.INT
                        && value.literal().bits() >= -5
                        && value.literal().bits() <= 256;
    }

    /** What can be relied on when others have seen the frame: the objects on the stack are in their slots. */
    @Nullable Node[] settled(FrameState state, @Nullable Node[] held) {
        @Nullable Node[] settled = held.clone();
        for (int i = 0; i < state.depth(); i++) {
            Node value = States.origin(state.stack(i));
            if (States.isObject(value)) {
                settled[function.locals() + i] = value;
            }
        }
        Arrays.fill(settled, 0, function.locals(), null);
        return settled;
    }

    /** Brings the objects on the stack to their slots. */
    void entries(FrameState state, @Nullable Node[] held) {
        entries(state, held, List.of());
    }

    private void entries(FrameState state, @Nullable Node[] held, List<Node> kept) {
        ParallelMoves moves = new ParallelMoves();
        for (int i = 0; i < state.depth(); i++) {
            Node value = States.origin(state.stack(i));
            Location slot = Location.slot(function.locals() + i);
            if (States.isObject(value) && held[slot.index()] != value) {
                moves.add(slot, function.location(value, held));
            }
        }
        for (Node value : kept) {
            int slot = value.is(Op.CONST) ? -1 : SlotFlow.find(held, value);
            if (slot >= 0 && moves.writes(Location.slot(slot))) {
                throw new NotCompiled("a value is where another one is to be");
            }
        }
        moves.emit(access);
    }

    /**
     * Brings locals that only the graph has to their slots, so that others can look at the frame; the graph goes on with
     * what it has.
     *
     * @param moved where values are now that were in registers
     */
    void pending(FrameState state, @Nullable Node[] held, UnaryOperator<Location> moved) {
        Map<Node, List<Integer>> made = mentions(state);
        made.values().forEach(slots -> slots.removeIf(slot -> slot >= state.locals()));
        made.values().removeIf(List::isEmpty);
        Map<Node, List<Location>> places = new LinkedHashMap<>();
        List<Location> kept = new ArrayList<>(); // each may be in the slot of another one
        for (Node value : made.keySet()) {
            List<Location> parts = new ArrayList<>();
            for (Node part : States.parts(value)) {
                parts.add(moved.apply(function.location(part, held)));
            }
            places.put(value, parts);
            if (made.size() > 1 && States.isKept(value)) {
                kept.add(parts.get(parts.size() - 1));
            }
        }
        materialization.shown(made, places, kept);
    }

    /** Whether a local is not in its slot. */
    static boolean hasPending(FrameState state) {
        for (int i = 0; i < state.locals(); i++) {
            if (!state.isInSlot(i)) {
                return true;
            }
        }
        return false;
    }
}

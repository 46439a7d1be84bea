package dev.justjit.lower;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The way out of inlined code: the function's own frame is made what it is in the middle of its call, frames are made for
 * the callees, and the interpreter runs the innermost one to its end; then its caller, and so on.
 *
 * <p>All that goes to frames which are not there yet waits in words of the native frame, with a reference.
 */
final class InlinedExit {
    private final Function function;
    private final Access access;
    private final Exits exits;
    private final VirtualObjects virtualObjects;
    private final MacroAssembler m;
    private final FrameCode code;
    private final @Nullable Node[] held;

    /** From the function's own frame to the innermost. */
    private final List<FrameState> frames = new ArrayList<>();

    /** The word of each value's first part; and of its object, when it is made. */
    private final Map<Node, Integer> words = new LinkedHashMap<>();

    private final List<Node> parts = new ArrayList<>();

    InlinedExit(
            Function function,
            Access access,
            Exits exits,
            FrameState state,
            @Nullable Node[] held) {
        this.function = function;
        this.access = access;
        this.exits = exits;
        virtualObjects = new VirtualObjects(function, access);
        this.held = held;
        m = function.masm();
        code = function.code();
        for (FrameState each = state; each != null; each = each.parent()) {
            frames.add(0, each);
        }
    }

    private FrameState own() {
        return frames.get(0);
    }

    private FrameState innermost() {
        return frames.get(frames.size() - 1);
    }

    /**
     * @param at where it is counted
     * @param clears whether an exception is set that is not to be
     */
    void emit(Insn at, String reason, boolean clears) {
        retain();
        plan();
        m.reserveWords(Math.max(1, parts.size()));
        exits.save(parts, held);
        exits.entries(own(), held);
        if (clears) {
            m.call(Helper.PYERR_CLEAR);
        }
        make();
        Insn call = function.instructions().of(own());
        if (!reason.equals(FrameCode.PENDING)) { // no guess was wrong
            code.countExit(at, own().depth(), innermost().code().name() + ": " + reason);
        }
        code.setInstrPtr(call.offset());
        for (int i = 1; i < frames.size(); i++) {
            push(frames.get(i - 1), frames.get(i));
        }
        rest();
        goOnAt(function.instructions().unit(innermost()));
        m.storeImm(
                Width.W32,
                Mem.at(Reg.FRAME, InterpreterFrame.STACKTOP),
                innermost().locals() + innermost().depth());
        m.releaseWords(Math.max(1, parts.size()));
        m.moveImm(Reg.RET, 1);
        for (int i = frames.size() - 2; i >= 0; i--) {
            CallEnd.of(function, frames.get(i), i == 0).emit(code);
        }
    }

    // ---- what is where

    /** References for what the frames get and nobody has given one. */
    private void retain() {
        for (FrameState state : frames) {
            int first = state == own() ? state.locals() : 0;
            for (int i = first; i < state.values().size(); i++) {
                Node value = States.origin(state.values().get(i));
                if (States.isObject(value) && !state.isOwned(i)) {
                    exits.retain(value, held);
                }
            }
        }
    }

    /** Gives words to all that is made, and to all objects of the callees. */
    private void plan() {
        for (int i = 0; i < own().locals() + own().depth(); i++) {
            Node value = States.origin(own().values().get(i));
            boolean local = i < own().locals();
            if (local ? !own().isInSlot(i) : !States.isObject(value)) {
                plan(value);
            }
        }
        for (Node each : Exits.rest(own())) {
            plan(States.origin(each));
        }
        for (FrameState state : frames.subList(1, frames.size())) {
            for (int i = 0; i < state.values().size(); i++) {
                plan(States.origin(state.values().get(i)));
            }
        }
    }

    private void plan(Node value) {
        if (value.is(Op.CONST) && States.isObject(value) || words.containsKey(value)) {
            return;
        }
        words.put(value, parts.size());
        parts.addAll(States.parts(value));
    }

    private static boolean isMade(Node value) {
        return !States.isObject(value);
    }

    // ---- objects

    /** Makes the objects of numbers, each with a reference for each mention, and fills the function's own frame. */
    private void make() {
        for (Map.Entry<Node, Integer> each : words.entrySet()) {
            Node value = each.getKey();
            List<Integer> own = ownSlots(value);
            if (isMade(value)) {
                List<Location> locations = new ArrayList<>();
                for (int i = 0; i < States.parts(value).size(); i++) {
                    locations.add(Exits.spare(each.getValue() + i));
                }
                virtualObjects.make(value, locations);
                retain(own.size() + calleeMentions(value) - 1);
                access.store(Exits.spare(each.getValue()), Reg.RET);
            } else if (!own.isEmpty()) {
                access.load(Reg.RET, Exits.spare(each.getValue()));
                retain(own.size());
            }
        }
        words.forEach( // slots may hold what has been made
                (value, word) -> ownSlots(value).forEach(slot -> put(slot, Exits.spare(word))));
        for (int i = 0; i < own().locals(); i++) {
            Node value = States.origin(own().local(i));
            if (!own().isInSlot(i) && value.is(Op.CONST) && States.isObject(value)) {
                exits.retain(value, held);
                put(i, Location.of(value));
            }
        }
    }

    /** So many more references to the object {@code RET}, if there is one. */
    private void retain(int count) {
        if (count > 0) {
            Label none = m.newLabel();
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
            for (int i = 0; i < count; i++) {
                m.incref(Reg.RET, Reg.TMP0);
            }
            m.bind(none);
        }
    }

    /** Slots of the function's own frame that the value is to be put into, and is not yet. */
    private List<Integer> ownSlots(Node value) {
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < own().locals() + own().depth(); i++) {
            boolean local = i < own().locals();
            if (States.origin(own().values().get(i)) == value
                    && (local ? !own().isInSlot(i) : isMade(value))) {
                slots.add(i);
            }
        }
        return slots;
    }

    private int calleeMentions(Node value) {
        int count = 0;
        for (FrameState state : frames.subList(1, frames.size())) {
            for (int i = 0; i < state.values().size(); i++) {
                count += States.origin(state.values().get(i)) == value ? 1 : 0;
            }
        }
        return count;
    }

    /** An object with a reference goes to a slot of the function's own frame; what is stale in a local goes. */
    private void put(int slot, Location from) {
        Mem memory = access.memory(Location.slot(slot));
        access.load(Reg.RET, from);
        if (slot < own().locals()) {
            m.load(Width.W64, Reg.ARG0, memory);
            m.store(Width.W64, memory, Reg.RET);
            m.call(Stub.RELEASE.symbol());
        } else {
            m.store(Width.W64, memory, Reg.RET);
        }
    }

    // ---- frames

    private void load(Reg dst, Node value) {
        Integer word = words.get(value);
        access.load(dst, word == null ? Location.of(value) : Exits.spare(word));
    }

    private void push(FrameState caller, FrameState callee) {
        load(Reg.ARG0, States.origin(Exits.rest(caller).get(0)));
        m.call(Stub.PUSH_CALLEE.symbol());
        for (int i = 0; i < callee.locals() + callee.depth(); i++) {
            Node value = States.origin(callee.values().get(i));
            boolean nothing = value.type().is(dev.justjit.ir.Kind.NULL) && i < callee.locals();
            if (!nothing) {
                load(Reg.RET, value);
                int offset = InterpreterFrame.LOCALSPLUS + 8 * i;
                m.store(Width.W64, Mem.at(Reg.FRAME, offset), Reg.RET);
            }
        }
        goOnAt(callee.instruction().unit());
    }

    /** {@code instr_ptr} of the frame = the unit. */
    private void goOnAt(int unit) {
        m.load(Width.W64, Reg.TMP0, Mem.at(Reg.FRAME, InterpreterFrame.EXECUTABLE));
        m.add(Reg.TMP0, Reg.TMP0, PyCode.CODE_ADAPTIVE + 2 * unit);
        m.store(Width.W64, Mem.at(Reg.FRAME, InterpreterFrame.INSTR_PTR), Reg.TMP0);
    }

    /** What the instruction still has to let go of, when the frames are there. */
    private void rest() {
        for (Node value : Exits.rest(innermost())) {
            load(Reg.ARG0, States.origin(value));
            m.call(Stub.RELEASE.symbol());
        }
    }
}

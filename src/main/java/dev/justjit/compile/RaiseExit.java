package dev.justjit.compile;

import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current instruction raised: adds the traceback entry and goes on at the handler that the
 * exception table gives, in machine code, or unwinds out of the function.
 *
 * <p>Where the frame's position is set already, all raises with the same handler and the same things
 * to release are one exit.
 */
final class RaiseExit extends ColdCode {
    private final boolean traceback;
    private final @Nullable Label handler;

    /** The handler's depth of the stack, or 0. */
    private final int keep;

    /** Stack entries from here to {@link #to} are owned. */
    private final int from;

    private final int to;

    private RaiseExit(Emission e, Shape shape, int keep) {
        super(e);
        traceback = shape.traceback();
        handler = shape.handler();
        this.keep = keep;
        from = shape.from();
        to = shape.to();
    }

    /** What makes two exits the same. */
    private record Shape(boolean traceback, @Nullable Label handler, int from, int to) {
        boolean isLike(Shape other) {
            return traceback == other.traceback
                    && handler == other.handler
                    && from == other.from
                    && to == other.to;
        }
    }

    /** The exits of one compilation that may be shared: few. */
    static final class Shared {
        private final List<Shape> shapes = new ArrayList<>();
        private final List<Label> exits = new ArrayList<>();

        private @Nullable Label find(Shape shape) {
            for (int i = shapes.size() - 1; i >= 0; i--) {
                if (shapes.get(i).isLike(shape)) {
                    return exits.get(i);
                }
            }
            return null;
        }

        private void add(Shape shape, Label exit) {
            shapes.add(shape);
            exits.add(exit);
        }
    }

    /** The exit for a raise of the current instruction with the current stack. */
    static Label at(Emission e, boolean adds, Shared shared) {
        ExceptionTable.Entry handler = e.flow().handlerOf(e.insn());
        int keep = handler == null ? 0 : handler.depth();
        boolean traceback = adds && e.insn().offset() >= e.image().firstTraceable();
        int to = e.stack().depth();
        while (to > keep && !e.stack().at(to - 1).isOwned()) {
            to--;
        }
        int from = to;
        while (from > keep && e.stack().at(from - 1).isOwned()) {
            from--;
        }
        Label target = handler == null ? e.unwinds() : e.handlerEntry(handler);
        Shape shape = new Shape(traceback, target, from, to);
        boolean isShared = !traceback || e.isPositionSet();
        for (int i = 0; isShared && i < from; i++) {
            isShared = i < keep ? e.stack().at(i).isOwned() : !e.stack().at(i).isOwned();
        }
        if (!isShared) {
            return new RaiseExit(e, shape, keep).entry();
        }
        Label known = shared.find(shape);
        if (known == null) {
            known = new RaiseExit(e, shape, keep).entry();
            shared.add(shape, known);
        }
        return known;
    }

    @Override
    protected void emit(Emission e) {
        MacroAssembler m = e.masm();
        if (traceback) {
            e.setInstrPtr();
        }
        if (to > from) {
            m.address(Reg.ARG0, e.slot(from));
            m.moveImm(Reg.ARG1, to - from);
            m.call((traceback ? Stub.RAISE_RELEASING : Stub.RELEASE_ALL).symbol());
        } else if (traceback) {
            m.call(Stub.ADD_TRACEBACK.symbol());
        }
        while (e.stack().depth() > keep) {
            Value value = e.pop();
            if (value.isOwned() && e.stack().depth() < from) {
                m.load(Width.W64, Reg.ARG0, e.slot(value.index()));
                m.call(Stub.RELEASE.symbol());
            }
        }
        if (handler == null) {
            m.jump(e.departure().unwind().symbol());
            return;
        }
        DeoptExit.materializeAll(e);
        m.jump(handler);
    }
}

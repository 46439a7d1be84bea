package dev.justjit.lower;

import dev.justjit.abi.Global;
import dev.justjit.compile.NotCompiled;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import java.util.List;

/** Makes objects that only the graph knows, where others are going to see the frame. */
final class VirtualObjects {
    private final Access access;
    private final MacroAssembler m;

    VirtualObjects(Function function, Access access) {
        this.access = access;
        m = function.masm();
    }

    /** {@code RET} = an object with a reference of its own: of the numbers in the spots, or what is there. */
    void make(Node value, List<Location> parts) {
        Node origin = States.origin(value);
        boolean iterator = origin.is(Op.RANGE_ITERATOR);
        if (States.isVirtual(origin) && (iterator || origin.is(Op.NEW_RANGE))) {
            range(parts, iterator);
        } else {
            Label kept = m.newLabel();
            if (States.isVirtual(origin) && States.isKept(origin)) {
                Label none = m.newLabel();
                access.load(Reg.RET, parts.get(parts.size() - 1));
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
                m.incref(Reg.RET, Reg.TMP0);
                m.jump(kept);
                m.bind(none);
            }
            boolean maybe = States.isVirtual(origin) && States.isMaybe(origin);
            number(States.parts(value).get(0), parts.subList(0, maybe ? 2 : 1));
            m.bind(kept);
        }
    }

    private void range(List<Location> parts, boolean iterator) {
        access.load(Reg.ARG0, parts.get(0));
        access.load(Reg.ARG1, parts.get(1));
        access.load(Reg.RET, parts.get(2));
        if (iterator) {
            RangeObjects.iterator(m);
        } else {
            RangeObjects.range(m);
        }
        Label made = m.newLabel();
        m.branch(Cond.NE, Width.W64, Reg.RET, 0, made);
        m.call(Symbol.export("abort")); // as when there is no memory for a number
        m.bind(made);
    }

    /** The same for a number, of which a second spot says whether there is one, and for an object. */
    private void number(Node content, List<Location> parts) {
        Label nothing = m.newLabel();
        Location location = parts.get(0);
        if (parts.size() > 1) {
            access.load(Reg.RET, parts.get(1));
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, nothing);
        }
        switch (content.type().representation()) {
            case INT64 -> {
                access.load(Reg.ARG0, location);
                m.call(Stub.BOX_INT_OR_DIE.symbol());
            }
            case DOUBLE -> {
                access.load(FReg.F0, location);
                m.call(Stub.BOX_DOUBLE_OR_DIE.symbol());
            }
            case BOOL -> {
                access.load(Reg.ARG0, location);
                boxBool(m, Reg.RET, Reg.ARG0);
            }
            case OBJECT -> {
                Label none = m.newLabel();
                access.load(Reg.RET, location);
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, none);
                m.incref(Reg.RET, Reg.TMP0);
                m.bind(none);
            }
            case NONE, VIRTUAL -> throw new NotCompiled("an object that nobody has made is needed");
        }
        m.bind(nothing);
    }

    /** {@code dst} = True if {@code flag} is not 0, else False. */
    static void boxBool(MacroAssembler m, Reg dst, Reg flag) {
        Label done = m.newLabel();
        Label yes = m.newLabel();
        m.branch(Cond.NE, Width.W64, flag, 0, yes);
        m.load(dst, Global.FALSE);
        m.jump(done);
        m.bind(yes);
        m.load(dst, Global.TRUE);
        m.bind(done);
    }
}

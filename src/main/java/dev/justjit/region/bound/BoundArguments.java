package dev.justjit.region.bound;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.masm.Cond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.JavaCall;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.alloc.ParallelMove;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Shape;

/** What the two entries of a function from Java have in common; see {@link BoundEntry}. */
final class BoundArguments extends Operands {
    private final Callee callee;

    /** The word with the address of the exchange. */
    private final Mem exchange;

    BoundArguments(MacroAssembler m, Callee callee, Mem exchange) {
        super(m);
        this.callee = callee;
        this.exchange = exchange;
    }

    /** At the start: the function object {@code ARG0} still has the code that was compiled. Changes {@code RET}. */
    void guardCode(Label fail) {
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyFunction.CODE));
        m.branch(Cond.NE, Reg.RET, Symbol.input(callee.source.code()), fail);
    }

    /** The same address may be another code object by now, where nobody keeps the first one. */
    void guardVersion(Label fail) {
        Mem version = Mem.at(Reg.RET, PyCode.VERSION);
        m.branchHalf(Cond.NE, version, Symbol.input(callee.source.version()), fail);
    }

    /** From the exchange to the registers of the call. */
    void load() {
        m.load(Width.W64, Reg.TMP0, exchange);
        int ints = 0;
        int doubles = 0;
        for (int i = 0; i < callee.parameters.size(); i++) {
            Mem argument = Mem.at(Reg.TMP0, JavaCall.ARGUMENTS + Long.BYTES * i);
            if (callee.parameters.get(i).is(Shape.Kind.FLOAT)) {
                m.load(ParallelMove.dbl(doubles++), argument);
            } else {
                m.load(Width.W64, ParallelMove.general(ints++), argument);
            }
        }
    }

    /** {@code RET} or {@code F0} goes to the exchange; {@code RET} = its kind. */
    void storeResult() {
        Shape shape = some(callee.result);
        Mem value = Mem.at(Reg.TMP0, JavaCall.VALUE);
        m.load(Width.W64, Reg.TMP0, exchange);
        if (shape.is(Shape.Kind.FLOAT)) {
            m.store(value, FReg.F0);
        } else if (!shape.is(Shape.Kind.NONE)) {
            m.store(Width.W64, value, Reg.RET);
        }
        m.moveImm(Reg.RET, kind(shape));
    }

    private static int kind(Shape shape) {
        return switch (shape.kind()) {
            case INT -> JavaCall.INT;
            case FLOAT -> JavaCall.DOUBLE;
            case BOOL -> JavaCall.BOOL;
            case NONE -> JavaCall.NONE;
            default -> throw new IllegalArgumentException("a result that is " + shape);
        };
    }
}

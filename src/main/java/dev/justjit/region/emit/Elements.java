package dev.justjit.region.emit;

import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyVarObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.ir.Op;
import dev.justjit.region.ir.VReg;
import java.util.function.Consumer;

/** Where the elements of lists and tuples are, and whether an index is in range. */
public final class Elements extends Operands {
    private final OpEmitter ops;

    Elements(MacroAssembler m, OpEmitter ops) {
        super(m);
        this.ops = ops;
    }

    /** Address of the list's elements, in a register of its own or in the scratch register. */
    Reg items(Op op, Reg scratch) {
        if (op.items != null) {
            return use(op.items, scratch);
        }
        m.load(Width.W64, scratch, Mem.at(use(some(op.a), scratch), PyList.ITEMS));
        return scratch;
    }

    static Mem place(Op op, Reg items, Reg index, int offset) {
        return op.b == null && op.immediate >= 0
                ? Mem.at(items, offset + 8 * (int) op.immediate)
                : Mem.at(items, index, 8, offset);
    }

    /**
     * Emits the access for an index from the start that is in range, in its own register or {@code TMP0}. A constant
     * one from the start needs no register. May change {@code RET} before the access.
     */
    void access(Op op, Consumer<Reg> access) {
        VReg b = op.b;
        if (b == null) {
            constantIndex(op);
            access.accept(Reg.TMP0);
            return;
        }
        Label outside = m.newLabel();
        Label done = m.newLabel();
        Reg index = use(b, Reg.TMP0);
        VReg length = op.length;
        if (length != null && length.reg != null) {
            m.branch(Cond.BELOW_EQ, Width.W64, length.reg, index, outside);
        } else {
            m.branch(Cond.BELOW_EQ, Width.W64, size(op), index, outside);
        }
        access.accept(index);
        m.bind(done);
        ops.cold(
                () -> {
                    m.bind(outside);
                    load(Reg.TMP0, b);
                    m.branch(Cond.GE, Width.W64, Reg.TMP0, 0, ops.exit(op));
                    addSize(op);
                    m.branch(Cond.LT, Width.W64, Reg.TMP0, 0, ops.exit(op));
                    access.accept(Reg.TMP0);
                    m.jump(done);
                });
    }

    private void constantIndex(Op op) {
        int index = (int) op.immediate;
        VReg length = op.length;
        if (index < 0) {
            m.moveImm(Reg.TMP0, index);
            addSize(op);
            m.branch(Cond.LT, Width.W64, Reg.TMP0, 0, ops.exit(op));
        } else if (length != null && length.reg != null) {
            m.branch(Cond.LE, Width.W64, length.reg, index, ops.exit(op));
        } else {
            m.branch(Cond.LE, Width.W64, size(op), index, ops.exit(op));
        }
    }

    private void addSize(Op op) {
        VReg length = op.length;
        if (length != null && length.reg != null) {
            m.add(Reg.TMP0, Reg.TMP0, length.reg);
        } else {
            m.add(Reg.TMP0, Reg.TMP0, size(op));
        }
    }

    /** The length in memory. May change {@code RET}. */
    private Mem size(Op op) {
        return op.length != null
                ? some(op.length.home)
                : Mem.at(use(some(op.a), Reg.RET), PyVarObject.OB_SIZE);
    }
}

package dev.justjit.region.bound;

import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.region.alloc.Operands;
import dev.justjit.region.build.GlobalInput;
import dev.justjit.region.build.RegionCallees;
import dev.justjit.region.emit.CodeUnit;
import dev.justjit.region.ir.Block;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Op;

/**
 * The way from Java into a function without the GIL; else like {@link BoundEntry}. Whether something is pending or
 * a tool is active was asked before.
 *
 * <p>It is for functions that read nothing but their arguments and constants, and write nothing: no elements, no
 * globals that hold numbers, no calls of Python functions, whose depth is counted in shared memory. Where they call
 * builtins, the {@link Namespaces} have them still. So their result is the one that they have with the GIL, taken
 * and given back at the moment of the guards. What the guards read is kept alive by whoever has made the code known:
 * the function, its code object, the dicts.
 */
final class FreeEntry {
    private static final Mem EXCHANGE = Mem.nativeWord(3);

    private FreeEntry() {}

    /** Whether the function needs no GIL. */
    static boolean isPossible(RegionCallees callees, CodeUnit unit) {
        if (callees.all().size() != 1 || unit.blocks.stream().anyMatch(Block::callsFunction)) {
            return false;
        }
        for (GlobalInput outer : callees.entry.outers()) {
            if (outer.address == 0 || outer.callee != null) {
                return false;
            }
        }
        return unit.blocks.stream()
                .allMatch(block -> block.ops.stream().allMatch(FreeEntry::isPure));
    }

    /** The operations on numbers come first. */
    private static boolean isPure(Op op) {
        return op.kind.compareTo(Op.Kind.DSELECT) <= 0 || op.kind == Op.Kind.SAFEPOINT;
    }

    static void emit(MacroAssembler m, Label entry, Callee callee, Namespaces namespaces) {
        Label fail = m.newLabel();
        BoundArguments arguments = new BoundArguments(m, callee, EXCHANGE);
        m.align(16);
        m.comment("entry from Java without the GIL");
        m.bind(entry);
        m.enter();
        m.store(Width.W64, EXCHANGE, Reg.ARG1);
        arguments.guardCode(fail);
        namespaces.check(m, fail);
        arguments.load();
        m.call(Operands.some(callee.label));
        m.branch(Cond.NE, Width.W64, Reg.TMP0, 0, fail);
        arguments.storeResult();
        m.leave();
        m.bind(fail);
        m.moveImm(Reg.RET, 0);
        m.leave();
    }
}

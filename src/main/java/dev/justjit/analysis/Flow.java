package dev.justjit.analysis;

import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.ExceptionTable;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Control flow of one code object: its instructions, the stack depth before each, and which of them
 * are entered from elsewhere.
 */
public final class Flow {
    private static final int UNREACHED = -1;

    private final CodeImage image;
    private final List<Insn> insns;
    private final ExceptionTable handlers;
    private final int[] indexOfUnit;
    private final int[] depth;
    private final boolean[] entered;
    private @Nullable Loops loops;
    private final BitSet handBacks = new BitSet();
    private final boolean[] unbound;
    private final ArrayDeque<Integer> work = new ArrayDeque<>();

    /**
     * @throws InvalidBytecode if jumps, depths or handlers are inconsistent
     */
    public Flow(CodeImage image) {
        this.image = image;
        insns = Decoder.decode(image);
        handlers = new ExceptionTable(image.exceptionTable());
        indexOfUnit = new int[image.units() + 1];
        Arrays.fill(indexOfUnit, UNREACHED);
        for (int i = 0; i < insns.size(); i++) {
            indexOfUnit[insns.get(i).start()] = i;
        }
        depth = new int[insns.size()];
        Arrays.fill(depth, UNREACHED);
        entered = new boolean[insns.size()];
        unbound = findUnbound();
        reach(0, 0);
        while (!work.isEmpty()) {
            visit(work.pop());
        }
    }

    private void visit(int index) {
        Insn insn = insns.get(index);
        int before = depth[index];
        ExceptionTable.Entry handler = handlers.find(insn.offset());
        if (handler != null) {
            if (handler.depth() > before) {
                throw new InvalidBytecode("handler of unit " + insn.offset() + " wants more stack");
            }
            enter(handler.target(), handler.depth() + (handler.lasti() ? 2 : 1));
        }
        int after = before - insn.opcode().popped(insn.oparg());
        if (after < 0) {
            throw new InvalidBytecode("stack underflow at unit " + insn.offset());
        }
        after += insn.opcode().pushed(insn.oparg());
        if (after > image.stackSize()) {
            throw new InvalidBytecode("stack overflow at unit " + insn.offset());
        }
        if (insn.isJump()) {
            jump(insn, before, after);
        }
        if (insn.suspends()) {
            enter(insn.next(), after);
        } else if (!insn.endsBlock()) {
            reach(insn.next(), after);
        }
    }

    private void jump(Insn insn, int before, int after) {
        enter(destination(insn), insn.opcode() == Opcode.FOR_ITER ? before - 1 : after);
    }

    /** Unit at which control goes on after a jump: an exhausted FOR_ITER passes over END_FOR, POP_TOP. */
    static int destination(Insn jump) {
        return jump.target() + (jump.opcode() == Opcode.FOR_ITER ? 2 : 0);
    }

    private void enter(int unit, int newDepth) {
        reach(unit, newDepth);
        entered[indexOfUnit[unit]] = true;
    }

    private void reach(int unit, int newDepth) {
        int index = unit >= 0 && unit < indexOfUnit.length ? indexOfUnit[unit] : UNREACHED;
        if (index == UNREACHED || newDepth > image.stackSize()) {
            throw new InvalidBytecode("bad control flow to unit " + unit);
        }
        if (depth[index] == UNREACHED) {
            depth[index] = newDepth;
            work.push(index);
        } else if (depth[index] != newDepth) {
            throw new InvalidBytecode("stack depth differs at unit " + unit);
        }
    }

    /** Whether the local is a positional parameter that no instruction unbinds. */
    public boolean alwaysAssigned(int local) {
        return local < image.argCount() && !unbound[local];
    }

    /** Locals that DELETE_FAST or a comprehension's save-and-clear may leave without a value. */
    private boolean[] findUnbound() {
        boolean[] found = new boolean[image.localsPlus()];
        for (int i = 0; i < insns.size(); i++) {
            Opcode opcode = insns.get(i).opcode();
            if (opcode == Opcode.DELETE_FAST || opcode == Opcode.LOAD_FAST_AND_CLEAR) {
                found[insns.get(i).oparg()] = true;
            }
            // a failed append to a string leaves its local unbound
            if (opcode == Opcode.BINARY_OP
                    && i + 1 < insns.size()
                    && insns.get(i + 1).opcode() == Opcode.STORE_FAST) {
                found[insns.get(i + 1).oparg()] = true;
            }
        }
        return found;
    }

    /** The code that was analysed. */
    public CodeImage image() {
        return image;
    }

    /** All instructions, in the order of the bytecode; indexes are places in this list. */
    public List<Insn> insns() {
        return insns;
    }

    /** Whether control can come to the instruction. */
    public boolean isReachable(int index) {
        return depth[index] != UNREACHED;
    }

    /** Stack depth before the instruction. */
    public int depth(int index) {
        return depth[index];
    }

    /** Whether a jump, a handler or a resume goes to the instruction. */
    public boolean isEntered(int index) {
        return entered[index];
    }

    /** The loops that may become numeric regions. */
    public Loops loops() {
        if (loops == null) {
            loops = new Loops(insns);
        }
        return loops;
    }

    /** Lets machine code be entered at these units too, where numeric regions hand the frame back. */
    public void enterAt(BitSet units) {
        handBacks.or(units);
    }

    /** Whether the stack is canonical before the instruction: it starts a block of machine code. */
    public boolean isLeader(int index) {
        return entered[index] || handBacks.get(insns.get(index).start());
    }

    /** Index of the instruction whose {@link Insn#start()} is {@code unit}. */
    public int indexOf(int unit) {
        return indexOfUnit[unit];
    }

    /** The handler of exceptions that the instruction raises, or null: they leave the function. */
    public ExceptionTable.@Nullable Entry handlerOf(Insn insn) {
        return handlers.find(insn.offset());
    }
}

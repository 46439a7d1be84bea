package dev.justjit.template;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Global;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.SlowCall;
import dev.justjit.compile.Stub;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.DoubleCond;
import dev.justjit.masm.FReg;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/**
 * {@code COMPARE_OP}, {@code IS_OP}, {@code CONTAINS_OP}. Where a conditional jump consumes the
 * result it is emitted together with the comparison.
 */
final class Comparisons {
    private Comparisons() {}

    /** {@code COMPARE_OP}: l r -> x. Errors: whatever the comparison or its truth raises. */
    static void compare(Emission e, Insn insn) {
        ComparisonOperator operator = ComparisonOperator.of(insn.oparg());
        boolean ints = e.maySpeculate() && expects(e, KnownType.INT, Opcode.COMPARE_OP_INT);
        boolean floats = e.maySpeculate() && !ints && expectsFloats(e);
        if (e.maySpeculate() && insn.seenAs(Opcode.COMPARE_OP_STR)) {
            StringComparison.emit(e, operator);
            return;
        }
        boolean branch = ComparisonOperator.wantsBool(insn.oparg()) && Branches.follows(e);
        if (e.maySpeculate() && !ints && !floats && !Arithmetic.hasRun(e, insn)) {
            Unpredicted.compare(e, operator, branch);
        } else if (branch) {
            compareAndBranch(e, operator, ints, floats);
        } else if (ints || floats) {
            compareToBool(e, operator, ints);
        } else {
            e.flush();
            generic(e, operator);
        }
    }

    private static boolean expects(Emission e, KnownType type, Opcode seen) {
        KnownType left = e.stack().peek(1).type();
        KnownType right = e.stack().peek(0).type();
        boolean possible =
                (left == type || left == KnownType.UNKNOWN)
                        && (right == type || right == KnownType.UNKNOWN);
        return possible && (left == type && right == type || e.insn().seenAs(seen));
    }

    /** An int takes part only as a constant whose double is exact: comparing is exact in Python. */
    private static boolean expectsFloats(Emission e) {
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        boolean leftFits = left.type() != KnownType.INT || Floats.isExactConstant(e, left);
        boolean rightFits = right.type() != KnownType.INT || Floats.isExactConstant(e, right);
        boolean oneFloat = left.type() == KnownType.FLOAT || right.type() == KnownType.FLOAT;
        boolean oneKnown = left.type() != KnownType.UNKNOWN && right.type() != KnownType.UNKNOWN;
        return leftFits
                && rightFits
                && isNumber(left)
                && isNumber(right)
                && (oneFloat && oneKnown
                        || oneFloat && Arithmetic.hasRun(e, e.insn())
                        || expects(e, KnownType.FLOAT, Opcode.COMPARE_OP_FLOAT));
    }

    private static boolean isNumber(Value value) {
        return switch (value.type()) {
            case UNKNOWN, INT, FLOAT -> true;
            default -> false;
        };
    }

    private static void compareAndBranch(
            Emission e, ComparisonOperator operator, boolean ints, boolean floats) {
        MacroAssembler m = e.masm();
        e.flushBelow(2);
        boolean sense = Branches.jumpsIfTrue(e.nextInsn());
        Label target = Branches.target(e);
        e.skipNext();
        if (!ints && !floats) {
            e.flush();
            e.setInstrPtr();
            branchOnCompare(e, operator, sense, target);
            return;
        }
        var slow = new CompareAndBranchPath(e, operator, sense, target);
        if (ints) {
            Cond cond = Cond.of(operator);
            branchOnInts(e, sense ? cond : cond.inverse(), slow.entry(), target);
        } else {
            loadFloats(e, slow.entry());
            m.branch(DoubleCond.of(operator), FReg.F0, FReg.F1, sense, target);
        }
        m.bind(slow.resume());
        e.forgetLocals();
    }

    /** Compares the two canonical operands, which are consumed; {@code instr_ptr} is set. */
    private static void branchOnCompare(
            Emission e, ComparisonOperator operator, boolean sense, Label target) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.moveImm(Reg.ARG1, operator.code());
        m.call(Stub.COMPARE_BOOL.symbol());
        e.pop();
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        e.pythonMayHaveRun();
        e.watchTruth(e.insn().next());
        m.branch(sense ? Cond.NE : Cond.EQ, Width.W64, Reg.RET, 0, target);
    }

    private static void branchOnInts(Emission e, Cond cond, Label slow, Label target) {
        MacroAssembler m = e.masm();
        Value right = e.stack().peek(0);
        if (Ints.isImmediate(e, right)) {
            Value left = e.stack().peek(1);
            Ints.unbox(e, left, Reg.ARG0, slow);
            e.pop();
            e.pop();
            Operands.release(e, left, right, KnownType.INT, Reg.ARG0);
            m.branch(cond, Width.W64, Reg.ARG0, (int) Ints.constant(e, right), target);
        } else {
            loadInts(e, slow);
            m.branch(cond, Width.W64, Reg.ARG0, Reg.ARG1, target);
        }
    }

    /** {@code ARG0}, {@code ARG1} = the two popped operands. */
    private static void loadInts(Emission e, Label slow) {
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        Ints.unbox(e, left, Reg.ARG0, slow);
        Ints.unbox(e, right, Reg.ARG1, slow);
        e.pop();
        e.pop();
        Operands.releaseKeeping(e, left, right, KnownType.INT, Reg.ARG0, Reg.ARG1);
    }

    private static void loadFloats(Emission e, Label slow) {
        Value left = e.stack().peek(1);
        Value right = e.stack().peek(0);
        Floats.unbox(e, left, FReg.F0, slow);
        Floats.unbox(e, right, FReg.F1, slow);
        e.pop();
        e.pop();
        Operands.releaseKeeping(e, left, right, KnownType.FLOAT, FReg.F0, FReg.F1);
    }

    private static void compareToBool(Emission e, ComparisonOperator operator, boolean ints) {
        MacroAssembler m = e.masm();
        Label done = m.newLabel();
        var slow =
                new SlowCall(e, 2) {
                    @Override
                    protected void call(Emission e) {
                        callCompare(e, operator);
                        if (ComparisonOperator.wantsBool(e.insn().oparg())) {
                            Truth.toBoolObject(e);
                        }
                    }
                };
        if (ints) {
            loadInts(e, slow.entry());
        } else {
            loadFloats(e, slow.entry());
        }
        m.load(Reg.RET, Global.TRUE);
        if (ints) {
            m.branch(Cond.of(operator), Width.W64, Reg.ARG0, Reg.ARG1, done);
        } else {
            m.branch(DoubleCond.of(operator), FReg.F0, FReg.F1, true, done);
        }
        m.load(Reg.RET, Global.FALSE);
        m.bind(done);
        // the slow side may have an object that is no bool
        boolean bool = ComparisonOperator.wantsBool(e.insn().oparg());
        e.pushResult(bool ? KnownType.BOOL : KnownType.UNKNOWN);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
    }

    /** {@code RET} = result of the rich comparison of the two canonical operands; consumed. */
    static void callCompare(Emission e, ComparisonOperator operator) {
        MacroAssembler m = e.masm();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.moveImm(Reg.ARG1, operator.code());
        m.call(Stub.COMPARE.symbol());
        e.pop();
        e.pop();
        e.pythonMayHaveRun();
        e.checkNotNull();
    }

    private static void generic(Emission e, ComparisonOperator operator) {
        e.setInstrPtr();
        callCompare(e, operator);
        boolean bool = ComparisonOperator.wantsBool(e.insn().oparg());
        if (bool) {
            Truth.toBoolObject(e);
        }
        e.pushResult(bool ? KnownType.BOOL : KnownType.UNKNOWN);
    }

    /** Compares any two objects and takes one of the two ways. */
    static final class CompareAndBranchPath extends SlowCall {
        private final ComparisonOperator operator;
        private final boolean sense;
        private final Label target;

        CompareAndBranchPath(Emission e, ComparisonOperator operator, boolean sense, Label target) {
            super(e, 2, e.insn().next());
            this.operator = operator;
            this.sense = sense;
            this.target = target;
        }

        @Override
        protected void call(Emission e) {
            branchOnCompare(e, operator, sense, target);
        }

        @Override
        protected boolean leavesWhenWatched() {
            return false; // the result is a direction: the next safepoint notices
        }
    }

    /** {@code IS_OP}: l r -> b. Compared before released. */
    static void is(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        boolean branch = Branches.follows(e);
        Value right = e.stack().peek(0);
        Value left = e.stack().peek(1);
        if (left.isUnboxed() || right.isUnboxed()) {
            e.flush(); // identity needs the objects
            right = e.stack().peek(0);
            left = e.stack().peek(1);
        }
        if (branch || Operands.owned(left, right)) {
            e.flushBelow(2);
        }
        e.loadObject(Reg.ARG0, left);
        e.loadObject(Reg.ARG1, right);
        m.set(insn.oparg() == 0 ? Cond.EQ : Cond.NE, Width.W64, Reg.RET, Reg.ARG0, Reg.ARG1);
        e.pop();
        e.pop();
        Operands.release(e, left, right, KnownType.UNKNOWN, Reg.RET);
        Truth.deliver(e, branch);
    }

    /** {@code CONTAINS_OP}: item container -> b. */
    static void contains(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        boolean branch = Branches.follows(e);
        e.prepareCall();
        m.address(Reg.ARG0, e.slot(e.stack().depth() - 2));
        m.call(Stub.CONTAINS.symbol());
        e.pop();
        e.pop();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, e.raise());
        if (insn.oparg() != 0) {
            m.xor(Reg.RET, Reg.RET, 1);
        }
        Truth.deliver(e, branch);
    }
}

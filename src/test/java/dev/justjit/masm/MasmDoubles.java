package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.List;
import java.util.Random;

/** Random operations on doubles; the result goes to RET as its bits. */
final class MasmDoubles {
    private MasmDoubles() {}

    static boolean holds(DoubleCond cond, double left, double right) {
        return switch (cond) {
            case EQ -> left == right;
            case NE -> left != right;
            case LT -> left < right;
            case LE -> left <= right;
            case GT -> left > right;
            case GE -> left >= right;
        };
    }

    static Operation random(Random random) {
        int kind = random.nextInt(7);
        double a = Double.longBitsToDouble(MasmProgram.number(random));
        double b = Double.longBitsToDouble(MasmProgram.number(random));
        double constant = random.nextInt(3) == 0 ? random.nextInt(64) / 16.0 : a;
        DoubleCond cond = MasmOperations.one(random, DoubleCond.values());
        boolean sense = random.nextBoolean();
        FReg first = MasmOperations.one(random, FReg.values());
        FReg second = MasmOperations.one(random, FReg.values());
        FReg dst = MasmOperations.one(random, FReg.values());
        return new MasmOperations.Named(
                "double", kind, dst, first, second, a, b, constant, cond, sense) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.moveImm(first, a, Reg.RET);
                if (first != second) {
                    m.moveImm(second, b, Reg.RET);
                }
                switch (kind) {
                    case 0 -> m.add(dst, first, second);
                    case 1 -> m.sub(dst, first, second);
                    case 2 -> m.mul(dst, first, second);
                    case 3 -> m.div(dst, first, second);
                    case 4 -> m.neg(dst, first, Reg.RET);
                    case 5 -> m.moveImm(dst, constant, Reg.RET);
                    default -> {
                        m.toDouble(dst, Reg.ARG1);
                        m.branch(cond, dst, dst == first ? dst : first, sense, target);
                    }
                }
                m.moveBits(Reg.RET, dst);
            }

            @Override
            public void model(State s, List<Reg> lost) {
                double right = first == second ? a : b;
                double result =
                        switch (kind) {
                            case 0 -> a + right;
                            case 1 -> a - right;
                            case 2 -> a * right;
                            case 3 -> a / right;
                            case 4 -> -a;
                            case 5 -> constant;
                            default -> (double) s.get(Reg.ARG1);
                        };
                s.set(Reg.RET, Double.doubleToRawLongBits(result));
                if (Double.isNaN(result)) {
                    lost.add(Reg.RET); // which NaN depends on the machine
                }
                if (kind == 6) {
                    double other = dst == first ? result : a;
                    s.jumped = holds(cond, result, other) == sense;
                    if (s.jumped) {
                        lost.add(Reg.RET);
                    }
                }
            }
        };
    }
}

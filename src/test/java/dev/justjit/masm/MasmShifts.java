package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random shifts by a register and divisions, for which x86-64 wants certain registers. */
final class MasmShifts {
    private MasmShifts() {}

    static Operation random(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> shift(random);
            case 1 -> division(random);
            default -> smallDivision(random);
        };
    }

    private static Operation shift(Random random) {
        Reg dst = MasmOperations.register(random);
        Reg src = MasmOperations.register(random);
        Reg by = MasmOperations.register(random);
        int count = random.nextInt(64);
        boolean left = random.nextBoolean();
        return new MasmOperations.Named("shift", left, dst, src, by, count) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.moveImm(by, count);
                if (left) {
                    m.shiftLeft(dst, src, by);
                } else {
                    m.shiftRightSigned(dst, src, by);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                s.set(by, count);
                s.set(dst, left ? s.get(src) << count : s.get(src) >> count);
            }
        };
    }

    /** Of numbers below 2**32. */
    private static Operation smallDivision(Random random) {
        List<Reg> three = new ArrayList<>(MasmProgram.REGISTERS);
        three.remove(Reg.RET);
        three.remove(Reg.TMP0);
        Collections.shuffle(three, random);
        Reg dst = random.nextInt(4) == 0 ? Reg.RET : three.get(0);
        Reg dividend = three.get(1);
        Reg divisor = random.nextInt(4) == 0 ? dividend : three.get(2);
        long number = MasmProgram.number(random) & 0xffff_ffffL;
        long by = Math.max(1, MasmProgram.number(random) & 0xffff_ffffL);
        boolean quotient = random.nextBoolean();
        return new MasmOperations.Named("small", quotient, dst, dividend, divisor, number, by) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.moveImm(dividend, number);
                m.moveImm(divisor, by);
                if (quotient) {
                    m.divideSmall(dst, dividend, divisor);
                } else {
                    m.remainderSmall(dst, dividend, divisor);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                s.set(dividend, number);
                s.set(divisor, by);
                long value = s.get(dividend);
                s.set(dst, quotient ? value / by : value % by);
                lost.add(Reg.TMP0);
                if (dst != Reg.RET) {
                    lost.add(Reg.RET);
                }
            }
        };
    }

    /** The quotient is RET as often as not; the dividend is anything. */
    private static Operation division(Random random) {
        List<Reg> three = new ArrayList<>(MasmProgram.REGISTERS);
        Collections.shuffle(three, random);
        if (random.nextBoolean()) {
            Collections.swap(three, 0, three.indexOf(Reg.RET));
        }
        Reg quotient = three.get(0);
        Reg remainder = three.get(1);
        Reg divisor = three.get(2);
        Reg dividend = MasmOperations.register(random);
        long size = Math.max(Math.abs(MasmProgram.number(random) >> 1), 2);
        long by = random.nextBoolean() ? size : -size;
        return new MasmOperations.Named("divide", quotient, remainder, dividend, divisor, by) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.moveImm(divisor, by);
                m.divide(quotient, remainder, dividend, divisor);
            }

            @Override
            public void model(State s, List<Reg> lost) {
                s.set(divisor, by);
                long value = s.get(dividend);
                s.set(quotient, value / by);
                s.set(remainder, value % by);
            }
        };
    }
}

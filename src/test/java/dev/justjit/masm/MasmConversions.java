package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.List;
import java.util.Random;

/** Random operations between doubles, integers and memory, and words of the native frame. */
final class MasmConversions {
    /** Doubles at which a conversion to an integer or a float changes. */
    private static final double[] EDGES = {
        0x1p63,
        -0x1p63,
        Math.nextDown(0x1p63),
        Math.nextUp(-0x1p63),
        Math.nextDown(-0x1p63),
        0x1p62,
        0.5,
        -0.99999,
        1e18,
        -1e19,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN,
        Float.MAX_VALUE,
        Float.MAX_VALUE * 1.00000003,
        Float.MIN_VALUE / 2.0,
        1 + 0x1p-24,
        1 + 0x3p-24
    };

    private MasmConversions() {}

    private static double number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> (random.nextDouble() - 0.5) * 0x1p65;
            case 2 -> (random.nextDouble() - 0.5) * 1000;
            default -> Double.longBitsToDouble(MasmProgram.number(random));
        };
    }

    static Operation random(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> toInteger(random);
            case 1 -> toDouble(random);
            case 2 -> MasmFunctions.call(random);
            default -> words(random);
        };
    }

    /** The result goes to a register. */
    private static Operation toInteger(Random random) {
        int kind = random.nextInt(3);
        double a = number(random);
        double b = random.nextInt(4) == 0 ? a : number(random);
        DoubleCond cond = MasmOperations.one(random, DoubleCond.values());
        FReg first = MasmOperations.one(random, FReg.values());
        FReg second = MasmOperations.one(random, FReg.values());
        Reg dst = MasmOperations.register(random);
        return new MasmOperations.Named("to integer", kind, a, b, cond, first, second, dst) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.moveImm(first, a, dst);
                if (first != second) {
                    m.moveImm(second, b, dst);
                }
                switch (kind) {
                    case 0 -> m.truncate(dst, first, target);
                    case 1 -> m.set(cond, dst, first, second);
                    default -> m.moveBits(dst, first);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                double right = first == second ? a : b;
                s.set(
                        dst,
                        switch (kind) {
                            case 0 -> (long) a;
                            case 1 -> MasmDoubles.holds(cond, a, right) ? 1 : 0;
                            default -> Double.doubleToRawLongBits(a);
                        });
                if (kind == 0 && !(Math.abs(a) < 0x1p63)) {
                    s.jumped = true;
                    lost.add(dst);
                }
            }
        };
    }

    /** The source is a register or memory, the result a register or memory. */
    private static Operation toDouble(Random random) {
        int kind = random.nextInt(6);
        double a = number(random);
        FReg src = MasmOperations.one(random, FReg.values());
        FReg dst = MasmOperations.one(random, FReg.values());
        Reg reg = MasmOperations.register(random);
        int at = random.nextInt(MasmProgram.MEMORY_BYTES - 4);
        Mem mem = Mem.at(Reg.SAVED0, MasmProgram.MEMORY + at);
        return new MasmOperations.Named("to double", kind, a, src, dst, reg, at) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                if (kind == 3) {
                    m.moveFromBits(dst, reg);
                } else {
                    m.moveImm(src, a, reg);
                }
                switch (kind) {
                    case 0 -> m.sqrt(dst, src);
                    case 1 -> m.abs(dst, src, reg);
                    case 2 -> m.move(dst, src);
                    case 4 -> m.loadFloat(dst, mem);
                    case 5 -> m.storeFloat(mem, src, dst);
                    default -> {}
                }
                if (kind == 5) {
                    m.moveImm(reg, 0);
                } else {
                    m.moveBits(reg, dst);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                if (kind == 5) {
                    s.setMemory(at, 4, Float.floatToRawIntBits((float) a));
                    s.set(reg, 0);
                    return;
                }
                double result =
                        switch (kind) {
                            case 0 -> Math.sqrt(a);
                            case 4 -> Float.intBitsToFloat((int) s.memory(at, 4));
                            default -> a;
                        };
                long bits = Double.doubleToRawLongBits(result);
                if (Double.isNaN(result) && (kind == 0 || kind == 4)) {
                    lost.add(reg); // which NaN depends on the machine
                }
                if (kind != 3) {
                    s.set(reg, kind == 1 ? bits & Long.MAX_VALUE : bits);
                }
            }
        };
    }

    /** Two words of a native frame inside the other: reserved ones or those that are always there. */
    private static Operation words(Random random) {
        int count = 1 + random.nextInt(NativeFrame.MOST_RESERVED);
        int first = random.nextInt(NativeFrame.WORDS + count);
        int second = random.nextInt(NativeFrame.WORDS + count);
        Reg any = MasmOperations.register(random);
        Reg dst = any == Reg.SAVED1 ? Reg.RET : any; // leaving the frame restores the former
        Reg src = MasmOperations.register(random);
        int imm = (int) MasmProgram.number(random);
        int kind = random.nextInt(4);
        return new MasmOperations.Named("words", kind, count, first, second, dst, src, imm) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                m.enter();
                m.reserveWords(count);
                m.store(Width.W64, Mem.nativeWord(first), src);
                if (first != second) {
                    m.storeImm(Width.W64, Mem.nativeWord(second), imm);
                }
                switch (kind) {
                    case 0 -> m.load(Width.W64, dst, Mem.nativeWord(first));
                    case 1 -> m.loadSigned(Width.W16, dst, Mem.nativeWord(first));
                    case 2 -> {
                        m.address(dst, Mem.nativeWord(first));
                        m.load(Width.W64, dst, Mem.at(dst, 0));
                    }
                    default -> {
                        m.load(FReg.F9, Mem.nativeWord(first));
                        m.store(Mem.nativeWord(second), FReg.F9);
                        m.load(Width.W64, dst, Mem.nativeWord(second));
                    }
                }
                m.releaseWords(count);
                m.leaveFrame();
            }

            @Override
            public void model(State s, List<Reg> lost) {
                long value = s.get(src);
                s.set(dst, kind == 1 ? (long) (short) value : value);
            }
        };
    }
}

package dev.justjit.masm;

import dev.justjit.masm.MasmProgram.Operation;
import dev.justjit.masm.MasmProgram.State;
import java.util.List;
import java.util.Random;

/** Random operations of the macro assembler, each with its model. */
final class MasmOperations {
    private static final Cond[] SIGNED = {Cond.EQ, Cond.NE, Cond.LT, Cond.LE, Cond.GT, Cond.GE};

    private MasmOperations() {}

    static Reg register(Random random) {
        return MasmProgram.REGISTERS.get(random.nextInt(MasmProgram.REGISTERS.size()));
    }

    static <T> T one(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    static Operation random(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> arithmetic(random);
            case 1 -> immediate(random);
            case 2 -> overflow(random);
            case 3 -> branch(random);
            case 4 -> memory(random);
            case 5 -> MasmDoubles.random(random);
            case 6 -> MasmConversions.random(random);
            case 7 -> MasmShifts.random(random);
            default -> MasmChoices.random(random);
        };
    }

    /** Text and emitter; the model is left to the subclass. */
    abstract static class Named implements Operation {
        private final String text;

        Named(Object... parts) {
            text = java.util.Arrays.toString(parts);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static Operation arithmetic(Random random) {
        Reg dst = register(random);
        Reg left = register(random);
        Reg right = register(random);
        int kind = random.nextInt(9);
        return new Named("arithmetic", kind, dst, left, right) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                switch (kind) {
                    case 0 -> m.add(dst, left, right);
                    case 1 -> m.sub(dst, left, right);
                    case 2 -> m.and(dst, left, right);
                    case 3 -> m.or(dst, left, right);
                    case 4 -> m.xor(dst, left, right);
                    case 5 -> m.mul(dst, left, right);
                    case 6 -> m.neg(dst, left);
                    case 7 -> m.mulHigh(dst, left, right);
                    default -> m.not(dst, left);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                long a = s.get(left);
                long b = s.get(right);
                s.set(
                        dst,
                        switch (kind) {
                            case 0 -> a + b;
                            case 1 -> a - b;
                            case 2 -> a & b;
                            case 3 -> a | b;
                            case 4 -> a ^ b;
                            case 5 -> a * b;
                            case 6 -> -a;
                            case 7 -> Math.multiplyHigh(a, b);
                            default -> ~a;
                        });
            }
        };
    }

    private static Operation immediate(Random random) {
        Reg dst = register(random);
        Reg left = register(random);
        int imm = (int) MasmProgram.number(random);
        int kind = random.nextInt(8);
        int count = random.nextInt(64);
        return new Named("immediate", kind, dst, left, imm, count) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                switch (kind) {
                    case 0 -> m.add(dst, left, imm);
                    case 1 -> m.and(dst, left, imm);
                    case 2 -> m.or(dst, left, imm);
                    case 3 -> m.xor(dst, left, imm);
                    case 4 -> m.shiftLeft(dst, left, count);
                    case 5 -> m.shiftRight(dst, left, count);
                    case 6 -> m.shiftRightSigned(dst, left, count);
                    default -> m.moveImm(dst, (long) imm << count);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                long a = s.get(left);
                s.set(
                        dst,
                        switch (kind) {
                            case 0 -> a + imm;
                            case 1 -> a & imm;
                            case 2 -> a | imm;
                            case 3 -> a ^ imm;
                            case 4 -> a << count;
                            case 5 -> a >>> count;
                            case 6 -> a >> count;
                            default -> (long) imm << count;
                        });
            }
        };
    }

    private static Operation overflow(Random random) {
        Reg dst = register(random);
        Reg left = register(random);
        Reg right = register(random);
        int imm = (int) MasmProgram.number(random);
        int kind = random.nextInt(6);
        return new Named("overflow", kind, dst, left, right, imm) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                switch (kind) {
                    case 0 -> m.addOverflow(dst, left, right, target);
                    case 1 -> m.addOverflow(dst, left, imm, target);
                    case 2 -> m.subOverflow(dst, left, right, target);
                    case 3 -> m.subOverflow(dst, left, imm, target);
                    case 4 -> m.mulOverflow(dst, left, right, target);
                    default -> m.negOverflow(dst, left, target);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                long a = s.get(left);
                try {
                    s.set(
                            dst,
                            switch (kind) {
                                case 0 -> Math.addExact(a, s.get(right));
                                case 1 -> Math.addExact(a, imm);
                                case 2 -> Math.subtractExact(a, s.get(right));
                                case 3 -> Math.subtractExact(a, imm);
                                case 4 -> Math.multiplyExact(a, s.get(right));
                                default -> Math.negateExact(a);
                            });
                } catch (ArithmeticException overflowed) {
                    s.jumped = true;
                    lost.add(dst);
                }
            }
        };
    }

    static long cut(long value, Width width, boolean signed) {
        int unused = 64 - (8 << width.ordinal());
        return signed ? value << unused >> unused : value << unused >>> unused;
    }

    static boolean holds(Cond cond, long a, long b, Width width) {
        boolean signed = cond == Cond.LT || cond == Cond.LE || cond == Cond.GT || cond == Cond.GE;
        long left = cut(a, width, signed);
        long right = cut(b, width, signed);
        int order = signed ? Long.compare(left, right) : Long.compareUnsigned(left, right);
        return switch (cond) {
            case EQ -> order == 0;
            case NE -> order != 0;
            case LT, BELOW -> order < 0;
            case LE, BELOW_EQ -> order <= 0;
            case GT, ABOVE -> order > 0;
            case GE, ABOVE_EQ -> order >= 0;
        };
    }

    private static Operation branch(Random random) {
        Cond cond = one(random, Cond.values());
        Width width = one(random, Width.values());
        Reg left = register(random);
        Reg right = register(random);
        int kind = random.nextInt(10);
        int imm =
                (int) cut(MasmProgram.number(random), width == Width.W64 ? Width.W32 : width, true);
        int at = 8 * random.nextInt(MasmProgram.MEMORY_BYTES / 8);
        Mem mem = Mem.at(Reg.SAVED0, MasmProgram.MEMORY + at);
        Symbol symbol = Symbol.number(MasmProgram.number(random));
        Cond test = random.nextBoolean() ? Cond.EQ : Cond.NE;
        return new Named("branch", kind, cond, width, left, right, imm, at, symbol, test) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                switch (kind) {
                    case 0 -> m.branch(cond, width, left, right, target);
                    case 1 -> m.branch(cond, width, left, imm, target);
                    case 2 -> m.branch(cond, width, mem, imm, target);
                    case 3 -> m.branch(cond, width, mem, right, target);
                    case 4 -> m.branch(cond, left, symbol, target);
                    case 5 -> m.branch(cond, mem, symbol, target);
                    case 6 -> m.branchTest(test, width, left, imm, target);
                    case 7 -> m.branchTest(test, width, left, right, target);
                    case 8 -> m.branchHalf(cond, mem, symbol, target);
                    default -> m.branchTest(test, width, mem, imm, target);
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                long a = s.get(left);
                long cell = s.memory(at, 1 << width.ordinal());
                long word = s.memory(at, 8);
                long value = Long.parseUnsignedLong(symbol.name(), 16);
                s.jumped =
                        switch (kind) {
                            case 0 -> holds(cond, a, s.get(right), width);
                            case 1 -> holds(cond, a, imm, width);
                            case 2 -> holds(cond, cell, imm, width);
                            case 3 -> holds(cond, cell, s.get(right), width);
                            case 4 -> holds(cond, a, value, Width.W64);
                            case 5 -> holds(cond, word, value, Width.W64);
                            case 6 -> holds(test, a & imm, 0, width);
                            case 7 -> holds(test, a & s.get(right), 0, width);
                            case 8 -> holds(cond, s.memory(at, 4), value, Width.W32);
                            default -> holds(test, cell & imm, 0, width);
                        };
            }
        };
    }

    private static Operation memory(Random random) {
        Reg dst = register(random);
        Width width = one(random, Width.values());
        int bytes = 1 << width.ordinal();
        int at = random.nextInt(MasmProgram.MEMORY_BYTES - 8);
        Reg index = register(random);
        int scale = 1 << random.nextInt(4);
        boolean indexed = random.nextBoolean();
        int turns = random.nextInt(6);
        int imm =
                (int) cut(MasmProgram.number(random), width == Width.W64 ? Width.W32 : width, true);
        int kind = random.nextInt(8);
        // the index register is given a small value first
        Mem mem =
                indexed
                        ? Mem.at(Reg.SAVED0, index, scale, MasmProgram.MEMORY + at - scale * turns)
                        : Mem.at(Reg.SAVED0, MasmProgram.MEMORY + at);
        Cond cond = one(random, SIGNED);
        return new Named("memory", kind, dst, width, at, index, scale, indexed, imm, cond) {
            @Override
            public void emit(MacroAssembler m, Label target) {
                if (indexed) {
                    m.moveImm(index, turns);
                }
                switch (kind) {
                    case 0 -> m.load(width, dst, mem);
                    case 1 -> m.loadSigned(width, dst, mem);
                    case 2 -> m.store(width, mem, dst);
                    case 3 -> m.storeImm(width, mem, imm);
                    case 4 -> m.addMem(width, mem, imm);
                    case 5 -> m.addMemBranch(cond, wide(width), mem, imm, target);
                    case 6 -> m.add(dst, dst, mem);
                    default -> {
                        m.address(dst, mem);
                        m.sub(dst, dst, Reg.SAVED0);
                    }
                }
            }

            @Override
            public void model(State s, List<Reg> lost) {
                if (indexed) {
                    s.set(index, turns);
                }
                long cell = s.memory(at, bytes);
                switch (kind) {
                    case 0 -> s.set(dst, cell);
                    case 1 -> s.set(dst, cut(cell, width, true));
                    case 2 -> s.setMemory(at, bytes, s.get(dst));
                    case 3 -> s.setMemory(at, bytes, imm);
                    case 4 -> s.setMemory(at, bytes, cell + imm);
                    case 5 -> {
                        Width used = wide(width);
                        long sum = s.memory(at, 1 << used.ordinal()) + imm;
                        s.setMemory(at, 1 << used.ordinal(), sum);
                        s.jumped = holds(cond, sum, 0, used);
                        s.jumpIsOpen = wrapped(sum, imm, used);
                    }
                    case 6 -> s.set(dst, s.get(dst) + s.memory(at, 8));
                    default -> s.set(dst, MasmProgram.MEMORY + at);
                }
            }
        };
    }

    /** Whether adding {@code imm} gave {@code sum} by wrapping around. */
    private static boolean wrapped(long sum, int imm, Width width) {
        long value = cut(sum, width, true);
        long before = cut(sum - imm, width, true);
        return imm < 0 ? value > before : value < before;
    }

    static Width wide(Width width) {
        return width == Width.W64 ? Width.W64 : Width.W32;
    }
}

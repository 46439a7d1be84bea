package dev.justjit.masm;

import dev.justjit.code.CodeMemory;
import dev.justjit.code.Linker;
import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs single operations of this machine's macro assembler on random operands and compares what they
 * leave in registers and memory with a model in Java. As a program: arguments are a seed and a number
 * of operations; prints one line and ends with status 1 if an operation is wrong.
 */
public final class MasmProgram {
    /** Every register that an operation may name; SAVED0 is the address of the words below. */
    static final List<Reg> REGISTERS =
            List.of(
                    Reg.RET,
                    Reg.ARG0,
                    Reg.ARG1,
                    Reg.ARG2,
                    Reg.ARG3,
                    Reg.ARG4,
                    Reg.ARG5,
                    Reg.TMP0,
                    Reg.SAVED1);

    private static final int AFTER = 128;
    private static final int JUMPED = 248;

    /** Where memory operands are: this many bytes around the middle. */
    static final int MEMORY = 1024;

    static final int MEMORY_BYTES = 64;
    private static final int BYTES = 2048;
    private static final int AT_ONCE = 100;

    private static final long[] EDGES = {
        0,
        1,
        -1,
        2,
        7,
        8,
        255,
        256,
        -256,
        4095,
        4096,
        -4096,
        1L << 15,
        1L << 30,
        (1L << 31) - 1,
        1L << 31,
        -(1L << 31),
        1L << 32,
        1L << 60,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Double.doubleToRawLongBits(1.5),
        Double.doubleToRawLongBits(-0.0),
        0x7ff8000000000000L,
        0x7ff0000000000000L,
        Double.doubleToRawLongBits(1e300)
    };

    private final Random random;
    private final CodeMemory memory = new CodeMemory(1 << 20);
    private final Isa isa;
    private final List<String> wrong = new ArrayList<>();

    private MasmProgram(long seed) {
        random = new Random(seed);
        Isa known = Isa.ofThisMachine();
        if (known == null) {
            throw new IllegalStateException("this machine has no macro assembler");
        }
        isa = known;
    }

    /** What an operation works on; the model changes it as the machine should. */
    static final class State {
        final Map<Reg, Long> registers = new EnumMap<>(Reg.class);
        final byte[] memory = new byte[MEMORY_BYTES];
        boolean jumped;

        /** The contract does not say whether it jumps. */
        boolean jumpIsOpen;

        long get(Reg reg) {
            return registers.get(reg);
        }

        void set(Reg reg, long value) {
            registers.put(reg, value);
        }

        long memory(int at, int bytes) {
            long value = 0;
            for (int i = bytes - 1; i >= 0; i--) {
                value = value << 8 | memory[at + i] & 0xff;
            }
            return value;
        }

        void setMemory(int at, int bytes, long value) {
            for (int i = 0; i < bytes; i++) {
                memory[at + i] = (byte) (value >>> 8 * i);
            }
        }
    }

    /** One operation: its text, how it is emitted, what it does. */
    interface Operation {
        /** Emits it; jumps to {@code target} where it jumps. */
        void emit(MacroAssembler m, Label target);

        /** Does it in Java. Registers that the contract gives up are left out of the comparison. */
        void model(State state, List<Reg> lost);
    }

    /** A number that is likely to be an edge of something. */
    static long number(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt();
            case 2 -> random.nextInt(200) - 100;
            default -> EDGES[random.nextInt(EDGES.length)];
        };
    }

    /** The wrong ones among {@code count} operations and the calls with sites. */
    public static List<String> run(long seed, int count) {
        MasmProgram program = new MasmProgram(seed);
        for (int done = 0; done < count; done += AT_ONCE) {
            program.runSome();
        }
        program.wrong.addAll(MasmSites.run(program.isa));
        return program.wrong;
    }

    private void runSome() {
        MacroAssembler m = isa.assembler(false, random.nextInt(8) == 0);
        List<Operation> operations = new ArrayList<>();
        List<Label> entries = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            operations.add(MasmOperations.random(random));
            m.align(16);
            entries.add(m.newLabel());
            m.bind(entries.get(i));
            emit(m, operations.get(i));
        }
        MacroAssembler.MachineCode code = m.finish();
        Linker.link(code.bytes(), code.poolOffset(), code.pool(), MasmProgram::resolve);
        long address = memory.allocate(code.bytes().length);
        Linker.relocate(code.bytes(), address, code.relocations(), MasmProgram::resolve);
        memory.publish(address, code.bytes());
        long words = Native.allocate(BYTES);
        for (int i = 0; i < AT_ONCE; i++) {
            check(operations.get(i), address + m.positionOf(entries.get(i)), words);
        }
        Native.free(words);
        memory.free(address, code.bytes().length);
    }

    static long resolve(Symbol symbol) {
        return symbol.kind() == Symbol.Kind.NUMBER ? Long.parseUnsignedLong(symbol.name(), 16) : 0;
    }

    private static void emit(MacroAssembler m, Operation operation) {
        Label jumped = m.newLabel();
        Label done = m.newLabel();
        m.enterFromC();
        m.move(Reg.SAVED0, Reg.ARG0);
        for (int i = 0; i < REGISTERS.size(); i++) {
            m.load(Width.W64, REGISTERS.get(i), Mem.at(Reg.SAVED0, 8 * i));
        }
        operation.emit(m, jumped);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED0, JUMPED), 0);
        m.jump(done);
        m.bind(jumped);
        m.storeImm(Width.W64, Mem.at(Reg.SAVED0, JUMPED), 1);
        m.bind(done);
        for (int i = 0; i < REGISTERS.size(); i++) {
            m.store(Width.W64, Mem.at(Reg.SAVED0, AFTER + 8 * i), REGISTERS.get(i));
        }
        m.leaveToC();
    }

    private void check(Operation operation, long entry, long words) {
        State state = new State();
        for (int i = 0; i < REGISTERS.size(); i++) {
            long value = number(random);
            state.set(REGISTERS.get(i), value);
            Native.putLong(words + 8L * i, value);
        }
        random.nextBytes(state.memory);
        Native.copy(state.memory, words + MEMORY);
        Native.call(entry, words);
        String before = state.registers.toString();
        List<Reg> lost = new ArrayList<>();
        operation.model(state, lost);
        StringBuilder difference = new StringBuilder();
        for (int i = 0; i < REGISTERS.size(); i++) {
            long actual = Native.getLong(words + AFTER + 8L * i);
            Reg reg = REGISTERS.get(i);
            if (actual != state.get(reg) && !lost.contains(reg)) {
                difference.append(' ').append(reg).append(" is ").append(actual);
                difference.append(", not ").append(state.get(reg));
            }
        }
        boolean jumped = Native.getLong(words + JUMPED) != 0;
        if (jumped != state.jumped && !state.jumpIsOpen) {
            difference.append(" jumps: ").append(jumped);
        }
        if (!java.util.Arrays.equals(Native.bytes(words + MEMORY, MEMORY_BYTES), state.memory)) {
            difference.append(" memory differs");
        }
        if (difference.length() > 0) {
            wrong.add(operation + " with " + before + ":" + difference);
        }
    }

    /** Arguments: seed, number of operations. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        List<String> wrong = run(Long.parseLong(arguments[0]), count);
        wrong.stream().limit(20).forEach(System.out::println);
        System.out.println(
                count + " operations on " + Isa.ofThisMachine() + ", " + wrong.size() + " wrong");
        System.exit(wrong.isEmpty() ? 0 : 1);
    }
}

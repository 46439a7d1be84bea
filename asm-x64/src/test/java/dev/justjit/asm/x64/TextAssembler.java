package dev.justjit.asm.x64;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Finds and calls the encoder method that an instruction text stands for. */
final class TextAssembler {
    /** Mnemonics whose name says the width of the source, which the encoder takes first. */
    private static final List<String> SIZED_BY_SOURCE = List.of("movzx", "movsx", "movsxd");

    /** Room before the instruction for targets of negative distance. */
    private static final int BEFORE = 0x1000;

    private final X64Assembler assembler = new X64Assembler(true);
    private final Label target = assembler.newLabel();
    private final int length;
    private int start;

    private TextAssembler(int length) {
        this.length = length;
    }

    /** What the encoder made of one instruction. */
    record Result(String hex, String text) {}

    /** Assembles one instruction; its length must be known to place branch targets. */
    static Result assemble(TableLine line) throws ReflectiveOperationException {
        return new TextAssembler(line.length()).run(Instruction.parse(line.text()));
    }

    private Result run(Instruction instruction) throws ReflectiveOperationException {
        int distance = distance(instruction);
        if (distance <= 0) {
            assembler.embedBytes(new byte[BEFORE]);
            assembler.bind(target);
            assembler.embedBytes(new byte[-distance]);
        }
        start = assembler.position();
        if (instruction.mnemonic().equals("nop")) {
            assembler.nop(length);
        } else {
            call(instruction);
        }
        int end = assembler.position();
        String text = assembler.listing().get(assembler.listing().size() - 1).text();
        if (distance > 0) {
            assembler.embedBytes(new byte[Math.max(0, start + distance - end)]);
            assembler.bind(target);
        }
        byte[] code = Arrays.copyOfRange(assembler.finish(), start, end);
        return new Result(TableLine.BYTES.formatHex(code), text);
    }

    /** How far the label is from the start of the instruction; 1 if there is none. */
    private int distance(Instruction instruction) {
        for (Operand operand : instruction.operands()) {
            if (operand instanceof Operand.Target branch) {
                return branch.distance();
            } else if (operand instanceof Operand.Rip rip) {
                return rip.distance() + length;
            }
        }
        return 1;
    }

    private void call(Instruction instruction) throws ReflectiveOperationException {
        List<Object> arguments = new ArrayList<>();
        for (Operand operand : instruction.operands()) {
            arguments.add(argument(operand));
        }
        String name = name(instruction, arguments);
        List<Object> sized = new ArrayList<>(arguments);
        sized.add(sized.isEmpty() || !(sized.get(0) instanceof Cc) ? 0 : 1, size(instruction));
        if (!invoke(name, sized) && !invoke(name, arguments)) {
            throw new NoSuchMethodException(name + arguments);
        }
    }

    private Object argument(Operand operand) {
        if (operand instanceof Operand.Reg reg) {
            return reg.gpr();
        } else if (operand instanceof Operand.Vec vec) {
            return vec.xmm();
        } else if (operand instanceof Operand.Imm imm) {
            return imm.value();
        } else if (operand instanceof Operand.Mem mem) {
            return mem.address();
        } else if (operand instanceof Operand.Rip) {
            return Address.rip(target);
        }
        return target;
    }

    /** The method name; a condition in the mnemonic moves to the front of the arguments. */
    private String name(Instruction instruction, List<Object> arguments) {
        String mnemonic = instruction.mnemonic();
        List<Operand> operands = instruction.operands();
        boolean isShort = length == 2 && distance(instruction) > 0;
        for (String stem : List.of("set", "cmov", "j")) {
            if (mnemonic.startsWith(stem) && !mnemonic.equals("jmp")) {
                String condition = mnemonic.substring(stem.length()).toUpperCase(Locale.ROOT);
                arguments.add(0, Cc.valueOf(condition));
                return stem + "cc" + (stem.equals("j") && isShort ? "Short" : "");
            }
        }
        if (mnemonic.equals("jmp") && operands.get(0) instanceof Operand.Target && isShort) {
            return "jmpShort";
        }
        if (List.of("shl", "shr", "sar", "rol", "ror").contains(mnemonic)
                && operands.get(1) instanceof Operand.Reg) {
            arguments.remove(1);
            return mnemonic + "Cl";
        }
        return switch (mnemonic) {
            case "movabs" -> "mov";
            case "movsxd" -> "movsx";
            case "movapd" -> "movsd";
            case "movaps" -> "movss";
            default -> mnemonic;
        };
    }

    /** The width an instruction is told apart by. */
    static Size size(Instruction instruction) {
        List<Operand> operands = instruction.operands();
        boolean last = SIZED_BY_SOURCE.contains(instruction.mnemonic());
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(last ? operands.size() - 1 - i : i);
            if (operand instanceof Operand.Reg reg) {
                return reg.size();
            } else if (operand instanceof Operand.Mem mem) {
                return mem.size();
            } else if (operand instanceof Operand.Rip rip) {
                return rip.size();
            }
        }
        return Size.Q64;
    }

    private boolean invoke(String name, List<Object> arguments)
            throws ReflectiveOperationException {
        for (Method method : X64Assembler.class.getMethods()) {
            if (method.getName().equals(name) && fits(method, arguments)) {
                Object[] values = arguments.toArray();
                for (int i = 0; i < values.length; i++) {
                    if (method.getParameterTypes()[i] == int.class) {
                        values[i] = (int) (long) (Long) values[i];
                    }
                }
                try {
                    method.invoke(assembler, values);
                } catch (InvocationTargetException e) {
                    throw new IllegalStateException(name + arguments, e.getCause());
                }
                return true;
            }
        }
        return false;
    }

    private static boolean fits(Method method, List<Object> arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            boolean number = types[i] == int.class || types[i] == long.class;
            if (number != arguments.get(i) instanceof Long
                    || !number && !types[i].isInstance(arguments.get(i))) {
                return false;
            }
        }
        return true;
    }
}

package dev.justjit.asm.x64;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jnr.x86asm.Asm;
import jnr.x86asm.Assembler;
import jnr.x86asm.Mem;
import jnr.x86asm.Register;
import jnr.x86asm.XMMRegister;

/** Assembles an instruction text with jnr-x86asm, an independent encoder. */
final class JnrAssembler {
    private JnrAssembler() {}

    /** The bytes, or empty if jnr-x86asm has no method for it or refuses it. */
    static Optional<String> assemble(Instruction instruction) throws ReflectiveOperationException {
        List<Object> arguments = new ArrayList<>();
        for (Operand operand : instruction.operands()) {
            Optional<Object> argument = argument(operand, TextAssembler.size(instruction));
            if (argument.isEmpty()) {
                return Optional.empty();
            }
            arguments.add(argument.get());
        }
        String name = instruction.mnemonic().equals("movabs") ? "mov" : instruction.mnemonic();
        for (Method method : Assembler.class.getMethods()) {
            if (method.getName().equals(name) && fits(method, arguments)) {
                return call(method, arguments);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> call(Method method, List<Object> arguments)
            throws ReflectiveOperationException {
        Assembler assembler = new Assembler(Asm.X86_64);
        try {
            method.invoke(assembler, arguments.toArray());
        } catch (InvocationTargetException e) {
            return Optional.empty();
        }
        ByteBuffer code = ByteBuffer.allocate(assembler.codeSize());
        assembler.relocCode(code, 0);
        byte[] bytes = Arrays.copyOf(code.array(), assembler.offset());
        return Optional.of(TableLine.BYTES.formatHex(bytes));
    }

    private static boolean fits(Method method, List<Object> arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isInstance(arguments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Optional<Object> argument(Operand operand, Size size) {
        if (operand instanceof Operand.Reg reg) {
            return Optional.of(register(reg.size(), reg.gpr()));
        } else if (operand instanceof Operand.Vec vec) {
            return Optional.of(XMMRegister.xmm(vec.xmm().ordinal()));
        } else if (operand instanceof Operand.Imm imm) {
            return Optional.of(Asm.imm(signed(size, imm.value())));
        } else if (operand instanceof Operand.Mem mem) {
            return Optional.of(memory(mem));
        }
        return Optional.empty();
    }

    /** The value with the sign it has at the given width: only so are short forms found. */
    private static long signed(Size size, long value) {
        int unused = 64 - size.bits();
        return value << unused >> unused;
    }

    private static Register register(Size size, Gpr gpr) {
        return switch (size) {
            case B8 -> Register.gpb(gpr.ordinal());
            case W16 -> Register.gpw(gpr.ordinal());
            case D32 -> Register.gpd(gpr.ordinal());
            case Q64 -> Register.gpq(gpr.ordinal());
        };
    }

    private static Mem memory(Operand.Mem mem) {
        Register base = register(Size.Q64, mem.base());
        Gpr indexRegister = mem.index();
        if (indexRegister == null) {
            return switch (mem.size()) {
                case B8 -> Asm.byte_ptr(base, mem.disp());
                case W16 -> Asm.word_ptr(base, mem.disp());
                case D32 -> Asm.dword_ptr(base, mem.disp());
                case Q64 -> Asm.qword_ptr(base, mem.disp());
            };
        }
        Register index = register(Size.Q64, indexRegister);
        int shift = Integer.numberOfTrailingZeros(mem.scale());
        return switch (mem.size()) {
            case B8 -> Asm.byte_ptr(base, index, shift, mem.disp());
            case W16 -> Asm.word_ptr(base, index, shift, mem.disp());
            case D32 -> Asm.dword_ptr(base, index, shift, mem.disp());
            case Q64 -> Asm.qword_ptr(base, index, shift, mem.disp());
        };
    }
}

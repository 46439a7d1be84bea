package dev.justjit.asm.a64;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Finds and calls the encoder method that an instruction text stands for. */
final class TextAssembler {
    /** Room before the instruction, so that it is not at position 0. A whole page, for adrp. */
    private static final int BEFORE = 0x1000;

    private final A64Assembler assembler = new A64Assembler(true);
    private final Label target = assembler.newLabel();

    private TextAssembler() {}

    /** What the encoder made of one instruction. */
    record Result(String word, String text) {}

    static Result assemble(TableLine line) throws ReflectiveOperationException {
        return new TextAssembler().run(line);
    }

    private Result run(TableLine line) throws ReflectiveOperationException {
        Operands operands = Operands.parse(line, target);
        int distance = operands.distance == null ? 0 : operands.distance;
        assembler.embedBytes(new byte[BEFORE + (distance <= 0 ? distance & 3 : 0)]);
        if (distance <= 0) {
            assembler.bind(target);
            assembler.embedBytes(new byte[-distance]);
        }
        int start = assembler.position();
        call(name(line.mnemonic(), operands), operands);
        if (assembler.position() != start + 4) {
            throw new IllegalStateException(line + " is not one instruction");
        }
        String text = assembler.listing().get(assembler.listing().size() - 1).text();
        if (distance > 0) {
            assembler.embedBytes(new byte[distance - 4]);
            assembler.bind(target);
        }
        return new Result(TableLine.word(assembler.finish(), start), text);
    }

    private static String name(String mnemonic, Operands operands) {
        if (mnemonic.startsWith("b.")) {
            String condition = mnemonic.substring(2).toUpperCase(Locale.ROOT);
            operands.arguments.add(0, Cc.valueOf(condition));
            return "b";
        }
        return mnemonic.replaceFirst("^(ld|st)u", "$1");
    }

    private void call(String name, Operands operands) throws ReflectiveOperationException {
        List<Object> sized = new ArrayList<>(operands.arguments);
        sized.add(0, operands.size);
        if (!invoke(name, sized) && !invoke(name, operands.arguments)) {
            throw new NoSuchMethodException(name + operands.arguments);
        }
    }

    private boolean invoke(String name, List<Object> arguments)
            throws ReflectiveOperationException {
        for (Method method : A64Assembler.class.getMethods()) {
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
            Object argument = arguments.get(i);
            boolean number = types[i] == int.class || types[i] == long.class;
            boolean real = types[i] == double.class;
            if (number != argument instanceof Long
                    || real != argument instanceof Double
                    || !number && !real && !types[i].isInstance(argument)) {
                return false;
            }
        }
        return true;
    }
}

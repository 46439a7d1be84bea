package dev.justjit.asm.x64;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Calls encoder methods at random with random arguments, labels included. */
final class RandomProgram {
    private static final Set<String> NOT_INSTRUCTIONS =
            Set.of(
                    "callOutside",
                    "cmpOutside",
                    "jmpOutside",
                    "newNearLabel",
                    "bind",
                    "position",
                    "finish",
                    "newLabel",
                    "comment",
                    "listing",
                    "nop",
                    "align");

    private static final List<Method> METHODS = methods();

    private static final int LENGTH = 80;

    final X64Assembler assembler = new X64Assembler(true);
    private final List<Label> unbound = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final Random random;

    RandomProgram(Random random) throws ReflectiveOperationException {
        this.random = random;
        for (int i = 0; i < 5; i++) {
            labels.add(assembler.newLabel());
        }
        unbound.addAll(labels);
        for (int i = 0; i < LENGTH; i++) {
            addOne();
        }
        while (!unbound.isEmpty()) {
            assembler.bind(unbound.remove(0));
        }
    }

    private static List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (Method method : X64Assembler.class.getMethods()) {
            if (method.getDeclaringClass() != Object.class
                    && !NOT_INSTRUCTIONS.contains(method.getName())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Method::toString));
        return methods;
    }

    private void addOne() throws ReflectiveOperationException {
        if (random.nextInt(LENGTH / 5) == 0 && !unbound.isEmpty()) {
            assembler.bind(unbound.remove(random.nextInt(unbound.size())));
        }
        if (random.nextInt(20) == 0) {
            assembler.nop(random.nextInt(12));
        }
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(method.getParameterTypes()[i]);
        }
        // A short jump to a label not bound yet may turn out to be too far.
        if (method.getName().endsWith("Short")
                && !((Label) arguments[arguments.length - 1]).isBound()) {
            return;
        }
        try {
            method.invoke(assembler, arguments);
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException(method + Arrays.toString(arguments), e);
            }
        }
    }

    private Object argument(Class<?> type) {
        if (type == int.class) {
            return (int) number(31);
        } else if (type == long.class) {
            return number(63);
        } else if (type == Label.class) {
            return labels.get(random.nextInt(labels.size()));
        } else if (type == Address.class) {
            return address();
        } else if (type == byte[].class) {
            byte[] data = new byte[1 + random.nextInt(40)];
            random.nextBytes(data);
            return data;
        }
        Object[] values = type.getEnumConstants();
        return values[random.nextInt(values.length)];
    }

    /** Small numbers are as likely as large ones, and powers of two with their neighbours. */
    private long number(int bits) {
        int width = random.nextInt(bits + 1);
        long power = 1L << width;
        return switch (random.nextInt(4)) {
            case 0 -> power + random.nextInt(3) - 1;
            case 1 -> -power + random.nextInt(3) - 1;
            case 2 -> random.nextLong() & (power - 1);
            default -> -(random.nextLong() & (power - 1));
        };
    }

    private Address address() {
        Gpr base = Gpr.values()[random.nextInt(16)];
        Gpr index = Gpr.values()[random.nextInt(16)];
        int disp = random.nextInt(3) == 0 ? 0 : (int) number(31);
        int kind = random.nextInt(10);
        if (kind == 0) {
            return Address.rip(labels.get(random.nextInt(labels.size())));
        } else if (kind < 6 || index == Gpr.RSP) {
            return Address.at(base, disp);
        }
        return Address.at(base, index, 1 << random.nextInt(4), disp);
    }
}

package dev.justjit.asm.a64;

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
            Set.of("bind", "position", "finish", "newLabel", "comment", "listing", "align");

    private static final List<Method> METHODS = methods();

    private static final int LENGTH = 400;
    private static final int PAGE = 4096;

    final A64Assembler assembler;
    private final List<Label> unbound = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final Random random;
    private final boolean farBranches;

    RandomProgram(Random random, boolean farBranches) throws ReflectiveOperationException {
        this.random = random;
        this.farBranches = farBranches;
        assembler = new A64Assembler(true, farBranches);
        for (int i = 0; i < 20; i++) {
            labels.add(assembler.newLabel());
        }
        unbound.addAll(labels);
        for (int i = 0; i < LENGTH; i++) {
            addOne();
        }
        assembler.align(4);
        while (!unbound.isEmpty()) {
            assembler.bind(unbound.remove(0));
        }
        // A whole number of pages, so that adrp means the same when programs follow each other.
        assembler.embedBytes(new byte[-assembler.position() & PAGE - 1]);
    }

    private static List<Method> methods() {
        List<Method> methods = new ArrayList<>();
        for (Method method : A64Assembler.class.getMethods()) {
            if (method.getDeclaringClass() != Object.class
                    && !NOT_INSTRUCTIONS.contains(method.getName())) {
                methods.add(method);
            }
        }
        methods.sort(Comparator.comparing(Method::toString));
        return methods;
    }

    private void addOne() throws ReflectiveOperationException {
        assembler.align(4);
        if (random.nextInt(LENGTH / 20) == 0 && !unbound.isEmpty()) {
            assembler.bind(unbound.remove(random.nextInt(unbound.size())));
        }
        if (random.nextInt(LENGTH) == 0) {
            // Bit tests across this take the far form.
            assembler.embedBytes(new byte[40 * 1024]);
            return;
        }
        Method method = METHODS.get(random.nextInt(METHODS.size()));
        if (method.getName().matches("tbn?z") && !unbound.isEmpty() && !farBranches) {
            // The label might be bound too far away.
            return;
        }
        // Most calls are refused for some argument: try several times.
        for (int i = 0; i < 5; i++) {
            if (call(method)) {
                return;
            }
        }
    }

    private boolean call(Method method) throws ReflectiveOperationException {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(method.getParameterTypes()[i]);
        }
        try {
            method.invoke(assembler, arguments);
            return true;
        } catch (InvocationTargetException e) {
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException(method + Arrays.toString(arguments), e);
            }
            return false;
        }
    }

    private Object argument(Class<?> type) {
        if (type == int.class) {
            return random.nextInt(4) == 0 ? (int) number(31) : random.nextInt(33);
        } else if (type == long.class) {
            return random.nextBoolean() ? number(63) : bitmask();
        } else if (type == double.class) {
            return Double.longBitsToDouble((0x3fc0L + random.nextInt(128) << 48) ^ sign());
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

    private long sign() {
        return random.nextBoolean() ? Long.MIN_VALUE : 0;
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

    /** A rotated run that repeats, of 32 or 64 bits. */
    private long bitmask() {
        int width = 2 << random.nextInt(6);
        long value = (1L << 1 + random.nextInt(width - 1)) - 1;
        for (int i = width; i < 64; i *= 2) {
            value |= value << i;
        }
        value = Long.rotateLeft(value, random.nextInt(64));
        return width < 64 && random.nextBoolean() ? value & 0xffffffffL : value;
    }

    private Address address() {
        Gpr base = Gpr.values()[random.nextInt(31)];
        if (random.nextInt(8) == 0) {
            base = Gpr.SP;
        }
        Gpr index = Gpr.values()[random.nextInt(32)];
        int offset = random.nextInt(512) - 256;
        return switch (random.nextInt(7)) {
            case 0 -> Address.literal(labels.get(random.nextInt(labels.size())));
            case 1 -> Address.at(base, offset);
            case 2 -> Address.at(base, random.nextInt(0x1000) * 8);
            case 3 -> Address.pre(base, offset);
            case 4 -> Address.post(base, offset * 2);
            case 5 -> Address.at(base, index, random.nextInt(4));
            default -> {
                Extend[] extends32 = {Extend.UXTW, Extend.SXTW, Extend.SXTX};
                yield Address.at(base, index, extends32[random.nextInt(3)], random.nextInt(4));
            }
        };
    }
}

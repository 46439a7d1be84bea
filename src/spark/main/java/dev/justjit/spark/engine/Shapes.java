package dev.justjit.spark.engine;

import static org.objectweb.asm.Opcodes.ACC_ABSTRACT;
import static org.objectweb.asm.Opcodes.ACC_INTERFACE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.objectweb.asm.ClassWriter;

/** An interface of one method for each type that a function can be bound for. */
final class Shapes {
    private static final String METHOD = "call";

    private final Map<MethodType, Class<?>> interfaces = new HashMap<>();

    /** A handle of the type, which calls what is bound for its interface. */
    MethodHandle handle(MethodType type, Function<Class<?>, Object> binder) {
        Class<?> shape = shape(type);
        Object bound = binder.apply(shape);
        try {
            return MethodHandles.lookup().findVirtual(shape, METHOD, type).bindTo(bound);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized Class<?> shape(MethodType type) {
        return interfaces.computeIfAbsent(type, Shapes::define);
    }

    private static Class<?> define(MethodType type) {
        Lookup here = MethodHandles.lookup();
        String descriptor = type.toMethodDescriptorString();
        String name =
                here.lookupClass().getPackageName().replace('.', '/')
                        + "/Shape_"
                        + descriptor.substring(1).replace(')', '_');
        ClassWriter writer = new ClassWriter(0);
        int access = ACC_PUBLIC | ACC_ABSTRACT;
        writer.visit(V17, access | ACC_INTERFACE, name, null, "java/lang/Object", null);
        writer.visitMethod(access, METHOD, descriptor, null, null).visitEnd();
        writer.visitEnd();
        try {
            return here.defineClass(writer.toByteArray());
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

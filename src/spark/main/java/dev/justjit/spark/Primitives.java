package dev.justjit.spark;

import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.ATHROW;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.IFNONNULL;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.SIPUSH;
import static org.objectweb.asm.Opcodes.V17;

import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.types.DataType;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Classes with a method {@code invoke} for each signature of primitive types: Spark looks for it by reflection, and its
 * generated code names the class, so it has to have a name and lie in the loader that Spark asks.
 */
final class Primitives {
    private static final String BASE = Type.getInternalName(PrimitiveScalar.class);
    private static final String HANDLE = Type.getInternalName(MethodHandle.class);
    private static final String OBJECTS = Type.getDescriptor(Object[].class);
    private static final String MAKE =
            Type.getMethodDescriptor(Type.VOID_TYPE, Type.getType(Serializable.class));

    private static final Map<MethodType, MethodHandle> CONSTRUCTORS = new HashMap<>();

    private Primitives() {}

    /** A function whose signature is primitive. */
    static PrimitiveScalar function(FunctionSpec spec) {
        Signature signature = spec.signature();
        List<Class<?>> parameters = new ArrayList<>();
        for (DataType type : signature.parameters()) {
            parameters.add(Objects.requireNonNull(Kinds.primitive(type)));
        }
        Class<?> result = Objects.requireNonNull(Kinds.primitive(signature.result()));
        try {
            return (PrimitiveScalar)
                    constructor(MethodType.methodType(result, parameters)).invoke(spec);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static synchronized MethodHandle constructor(MethodType type) {
        return CONSTRUCTORS.computeIfAbsent(type, Primitives::define);
    }

    private static MethodHandle define(MethodType type) {
        Lookup here = MethodHandles.lookup();
        try {
            Class<?> made = here.defineClass(bytes(type));
            return here.findConstructor(
                    made, MethodType.methodType(void.class, Serializable.class));
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytes(MethodType type) {
        String descriptor = type.toMethodDescriptorString();
        String name = BASE + "_" + descriptor.substring(1).replace(')', '_');
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SUPER, name, null, BASE, null);
        MethodVisitor constructor = writer.visitMethod(ACC_PUBLIC, "<init>", MAKE, null, null);
        constructor.visitCode();
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitVarInsn(ALOAD, 1);
        constructor.visitMethodInsn(INVOKESPECIAL, BASE, "<init>", MAKE, false);
        constructor.visitInsn(RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
        invoke(writer.visitMethod(ACC_PUBLIC, "invoke", descriptor, null, null), descriptor);
        writer.visitEnd();
        return writer.toByteArray();
    }

    /** {@code try { return (call != null ? call : open()).invokeExact(...) } catch (Throwable e) { throw failed(e, ...) }}. */
    private static void invoke(MethodVisitor m, String descriptor) {
        Label start = new Label();
        Label ready = new Label();
        Label end = new Label();
        m.visitCode();
        m.visitTryCatchBlock(start, end, end, "java/lang/Throwable");
        m.visitLabel(start);
        m.visitVarInsn(ALOAD, 0);
        m.visitFieldInsn(GETFIELD, BASE, "call", "L" + HANDLE + ";");
        m.visitInsn(DUP);
        m.visitJumpInsn(IFNONNULL, ready);
        m.visitInsn(POP);
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKEVIRTUAL, BASE, "open", "()L" + HANDLE + ";", false);
        m.visitLabel(ready);
        Type[] types = Type.getArgumentTypes(descriptor);
        int local = 1;
        for (Type type : types) {
            m.visitVarInsn(type.getOpcode(ILOAD), local);
            local += type.getSize();
        }
        m.visitMethodInsn(INVOKEVIRTUAL, HANDLE, "invokeExact", descriptor, false);
        m.visitInsn(Type.getReturnType(descriptor).getOpcode(IRETURN));
        m.visitLabel(end);
        fail(m, types, local);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private static void fail(MethodVisitor m, Type[] types, int failure) {
        m.visitVarInsn(ASTORE, failure);
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ALOAD, failure);
        m.visitIntInsn(SIPUSH, types.length);
        m.visitTypeInsn(ANEWARRAY, "java/lang/Object");
        int local = 1;
        for (int i = 0; i < types.length; i++) {
            Class<?> box = MethodType.methodType(primitive(types[i])).wrap().returnType();
            m.visitInsn(DUP);
            m.visitIntInsn(SIPUSH, i);
            m.visitVarInsn(types[i].getOpcode(ILOAD), local);
            String value = "(" + types[i] + ")" + Type.getDescriptor(box);
            m.visitMethodInsn(INVOKESTATIC, Type.getInternalName(box), "valueOf", value, false);
            m.visitInsn(AASTORE);
            local += types[i].getSize();
        }
        String failed = "(Ljava/lang/Throwable;" + OBJECTS + ")Ljava/lang/RuntimeException;";
        m.visitMethodInsn(INVOKEVIRTUAL, BASE, "failed", failed, false);
        m.visitInsn(ATHROW);
    }

    private static Class<?> primitive(Type type) {
        return MethodType.fromMethodDescriptorString("()" + type, null).returnType();
    }
}

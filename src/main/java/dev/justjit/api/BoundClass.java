package dev.justjit.api;

import static org.objectweb.asm.Opcodes.AASTORE;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PRIVATE;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ACONST_NULL;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ANEWARRAY;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.F2D;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.LASTORE;
import static org.objectweb.asm.Opcodes.LCONST_0;
import static org.objectweb.asm.Opcodes.NEWARRAY;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.SIPUSH;
import static org.objectweb.asm.Opcodes.T_LONG;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.reflect.Method;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Class files that implement functional interfaces by a {@link BoundCall}: each method brings its arguments into
 * words, or into an array of objects, and does all else there.
 */
final class BoundClass {
    private static final String CALL = Type.getInternalName(BoundCall.class);
    private static final String CALL_TYPE = Type.getDescriptor(BoundCall.class);
    private static final String OBJECT = "java/lang/Object";
    private static final String FIELD = "call";

    private final Signature signature;
    private final String name;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);

    private BoundClass(Signature signature, String name) {
        this.signature = signature;
        this.name = name;
    }

    /**
     * The class, whose one constructor takes the {@link BoundCall}.
     *
     * @param name its internal name
     */
    static byte[] of(Signature signature, String name) {
        return new BoundClass(signature, name).make();
    }

    private byte[] make() {
        String type = Type.getInternalName(signature.type());
        boolean closes = signature.takesClose();
        String[] interfaces =
                closes
                        ? new String[] {type, Type.getInternalName(AutoCloseable.class)}
                        : new String[] {type};
        writer.visit(V17, ACC_FINAL | ACC_SUPER | ACC_SYNTHETIC, name, null, OBJECT, interfaces);
        writer.visitField(ACC_PRIVATE | ACC_FINAL, FIELD, CALL_TYPE, null, null).visitEnd();
        constructor();
        List<Method> methods = signature.methods();
        for (int i = 0; i < methods.size(); i++) {
            method(methods.get(i), i == 0 && signature.isPrimitive());
        }
        if (closes) {
            forward("close", "()V", RETURN);
        }
        forward("toString", "()Ljava/lang/String;", IRETURN + 4);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor() {
        MethodVisitor m = writer.visitMethod(0, "<init>", "(" + CALL_TYPE + ")V", null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, OBJECT, "<init>", "()V", false);
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ALOAD, 1);
        m.visitFieldInsn(PUTFIELD, name, FIELD, CALL_TYPE);
        m.visitInsn(RETURN);
        end(m);
    }

    private static void end(MethodVisitor m) {
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    private MethodVisitor begin(String method, String descriptor) {
        MethodVisitor m =
                writer.visitMethod(ACC_PUBLIC | ACC_FINAL, method, descriptor, null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitFieldInsn(GETFIELD, name, FIELD, CALL_TYPE);
        return m;
    }

    private void forward(String method, String descriptor, int end) {
        MethodVisitor m = begin(method, descriptor);
        m.visitMethodInsn(INVOKEVIRTUAL, CALL, method, descriptor, false);
        m.visitInsn(end);
        end(m);
    }

    private void method(Method method, boolean words) {
        MethodVisitor m = begin(method.getName(), Type.getMethodDescriptor(method));
        Type[] parameters = Type.getArgumentTypes(method);
        Type result = Type.getReturnType(method);
        if (words) {
            words(m, parameters);
            String of = nameOf(result);
            boolean object = of.equals("asObject");
            String type = object ? "Ljava/lang/Object;" : result.getDescriptor();
            m.visitMethodInsn(INVOKEVIRTUAL, CALL, of, "(JJ[J)" + type, false);
            if (object) {
                m.visitTypeInsn(CHECKCAST, result.getInternalName());
            }
        } else {
            objects(m, parameters);
            String descriptor = "([Ljava/lang/Object;)Ljava/lang/Object;";
            m.visitMethodInsn(INVOKEVIRTUAL, CALL, "withObjects", descriptor, false);
            unbox(m, result);
        }
        m.visitInsn(result.getOpcode(IRETURN));
        end(m);
    }

    private static String nameOf(Type result) {
        return switch (result.getSort()) {
            case Type.VOID -> "asNothing";
            case Type.LONG -> "asLong";
            case Type.INT -> "asInt";
            case Type.SHORT -> "asShort";
            case Type.BYTE -> "asByte";
            case Type.BOOLEAN -> "asBoolean";
            case Type.DOUBLE -> "asDouble";
            default -> "asObject";
        };
    }

    // ---- arguments ----

    private static void words(MethodVisitor m, Type[] parameters) {
        int[] local = {1};
        for (int i = 0; i < 2; i++) {
            if (i < parameters.length) {
                word(m, parameters[i], local);
            } else {
                m.visitInsn(LCONST_0);
            }
        }
        int rest = parameters.length - 2;
        if (rest <= 0) {
            m.visitInsn(ACONST_NULL);
            return;
        }
        m.visitIntInsn(SIPUSH, rest);
        m.visitIntInsn(NEWARRAY, T_LONG);
        for (int i = 0; i < rest; i++) {
            m.visitInsn(DUP);
            m.visitIntInsn(SIPUSH, i);
            word(m, parameters[2 + i], local);
            m.visitInsn(LASTORE);
        }
    }

    private static void word(MethodVisitor m, Type type, int[] local) {
        load(m, type, local);
        switch (type.getSort()) {
            case Type.LONG -> {}
            case Type.FLOAT -> {
                m.visitInsn(F2D);
                bits(m);
            }
            case Type.DOUBLE -> bits(m);
            default -> m.visitInsn(I2L);
        }
    }

    private static void bits(MethodVisitor m) {
        m.visitMethodInsn(INVOKESTATIC, "java/lang/Double", "doubleToRawLongBits", "(D)J", false);
    }

    private static void load(MethodVisitor m, Type type, int[] local) {
        m.visitVarInsn(type.getOpcode(ILOAD), local[0]);
        local[0] += type.getSize();
    }

    private static void objects(MethodVisitor m, Type[] parameters) {
        int[] local = {1};
        m.visitIntInsn(SIPUSH, parameters.length);
        m.visitTypeInsn(ANEWARRAY, OBJECT);
        for (int i = 0; i < parameters.length; i++) {
            m.visitInsn(DUP);
            m.visitIntInsn(SIPUSH, i);
            load(m, parameters[i], local);
            box(m, parameters[i]);
            m.visitInsn(AASTORE);
        }
    }

    private static void box(MethodVisitor m, Type type) {
        if (type.getSort() < Type.ARRAY) {
            String box = boxOf(type);
            String descriptor = "(" + type.getDescriptor() + ")L" + box + ";";
            m.visitMethodInsn(INVOKESTATIC, box, "valueOf", descriptor, false);
        }
    }

    private static void unbox(MethodVisitor m, Type type) {
        if (type.getSort() == Type.VOID) {
            m.visitInsn(POP);
        } else if (type.getSort() < Type.ARRAY) {
            String box = boxOf(type);
            m.visitTypeInsn(CHECKCAST, box);
            String method = type.getClassName() + "Value";
            m.visitMethodInsn(INVOKEVIRTUAL, box, method, "()" + type.getDescriptor(), false);
        } else {
            m.visitTypeInsn(CHECKCAST, type.getInternalName());
        }
    }

    private static String boxOf(Type type) {
        return switch (type.getSort()) {
            case Type.LONG -> "java/lang/Long";
            case Type.INT -> "java/lang/Integer";
            case Type.SHORT -> "java/lang/Short";
            case Type.BYTE -> "java/lang/Byte";
            case Type.BOOLEAN -> "java/lang/Boolean";
            case Type.DOUBLE -> "java/lang/Double";
            case Type.FLOAT -> "java/lang/Float";
            default -> "java/lang/Character";
        };
    }
}

package dev.justjit.host.start;

import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Struct;
import com.kenai.jffi.Type;
import dev.justjit.ffi.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Calls of functions that return {@code PyStatus}, a struct of 32 bytes, by value.
 *
 * <p>On x86-64 the caller passes the address of the result as a hidden first argument, which is an
 * ordinary call. Elsewhere the register is a special one, and jffi does it.
 */
final class StatusCall {
    private static final boolean HIDDEN_ARGUMENT = "amd64".equals(System.getProperty("os.arch"));
    private static final int SIZE = 32;
    private static final int FUNCTION = 8;
    private static final int MESSAGE = 16;
    private static final int EXIT_CODE = 24;
    private static final int TYPE_ERROR = 1;
    private static final int TYPE_EXIT = 2;

    private StatusCall() {}

    /** Calls {@code PyStatus f(a)}, {@code f(a, b)} or {@code f(a, b, c)}. */
    static InitStatus call(String name, long... arguments) {
        long function = Native.requireSymbol(name);
        return HIDDEN_ARGUMENT ? hidden(function, arguments) : byValue(function, arguments);
    }

    private static InitStatus hidden(long function, long[] arguments) {
        long result = Native.allocate(SIZE);
        if (arguments.length == 1) {
            Native.call(function, result, arguments[0]);
        } else {
            Native.call(function, result, arguments[0], arguments[1], arguments[2]);
        }
        InitStatus status =
                status(
                        Native.getInt(result),
                        Native.getLong(result + FUNCTION),
                        Native.getLong(result + MESSAGE),
                        Native.getInt(result + EXIT_CODE));
        Native.free(result);
        return status;
    }

    private static InitStatus byValue(long function, long[] arguments) {
        Type[] types = new Type[arguments.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = Type.SINT64;
        }
        Struct type = Struct.newStruct(Type.SINT32, Type.POINTER, Type.POINTER, Type.SINT32);
        Function callable = new Function(function, type, types);
        HeapInvocationBuffer buffer = new HeapInvocationBuffer(callable);
        for (long argument : arguments) {
            buffer.putLong(argument);
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(Invoker.getInstance().invokeStruct(callable, buffer))
                        .order(ByteOrder.nativeOrder());
        return status(
                bytes.getInt(0),
                bytes.getLong(FUNCTION),
                bytes.getLong(MESSAGE),
                bytes.getInt(EXIT_CODE));
    }

    private static InitStatus status(int type, long function, long message, int exitCode) {
        String text = Native.cString(message);
        if (function != 0) {
            text = Native.cString(function) + ": " + text;
        }
        return new InitStatus(type == TYPE_ERROR, type == TYPE_EXIT, exitCode, text);
    }
}

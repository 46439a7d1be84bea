package dev.justjit.ffi;

import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Closure;
import com.kenai.jffi.ClosureManager;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.Library;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.NativeMethod;
import com.kenai.jffi.NativeMethods;
import com.kenai.jffi.Type;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Native calls and native memory as 64-bit words.
 *
 * <p>Addresses are plain {@code long} values and nothing is checked: a bad address or a function
 * called with the wrong number of arguments ends the process. All methods may be called from any
 * thread. Calls do not save {@code errno}.
 */
public final class Native {
    private static final Invoker INVOKER;
    private static final MemoryIO MEMORY;
    private static final CallContext CALL0;
    private static final CallContext CALL1;
    private static final CallContext CALL2;
    private static final CallContext CALL3;
    private static final CallContext CALL4;
    private static final CallContext CALL5;
    private static final CallContext CALL6;

    /** Keeps libraries and callbacks reachable for the life of the process. */
    private static final ArrayList<Object> KEEP = new ArrayList<>();

    static {
        avoidUnsafeWarnings();
        INVOKER = Invoker.getInstance();
        MEMORY = MemoryIO.getInstance();
        CALL0 = context(Type.SINT64, 0);
        CALL1 = context(Type.SINT64, 1);
        CALL2 = context(Type.SINT64, 2);
        CALL3 = context(Type.SINT64, 3);
        CALL4 = context(Type.SINT64, 4);
        CALL5 = context(Type.SINT64, 5);
        CALL6 = context(Type.SINT64, 6);
    }

    private Native() {}

    /**
     * From Java 24 on, the first use of {@code sun.misc.Unsafe} memory access prints a warning. jffi
     * can do the same work through JNI, unless the user allowed or chose otherwise.
     */
    private static void avoidUnsafeWarnings() {
        if (Runtime.version().feature() >= 24
                && System.getProperty("jffi.unsafe.disabled") == null
                && System.getProperty("justjit.unsafe") == null) {
            System.setProperty("jffi.unsafe.disabled", "true");
        }
    }

    private static CallContext context(Type result, int arguments) {
        Type[] types = new Type[arguments];
        for (int i = 0; i < arguments; i++) {
            types[i] = Type.SINT64;
        }
        return new CallContext(result, types);
    }

    /**
     * Loads a shared library with {@code RTLD_NOW | RTLD_GLOBAL}, so that extension modules loaded
     * later find its symbols. The library stays loaded.
     *
     * @return a non-zero token
     * @throws NativeException with the loader's own message when it cannot be loaded
     */
    public static long openLibrary(String path) {
        Library library = Library.openLibrary(path, Library.NOW | Library.GLOBAL);
        if (library == null) {
            throw new NativeException("cannot load " + path + ": " + Library.getLastError());
        }
        synchronized (KEEP) {
            KEEP.add(library);
            return KEEP.size();
        }
    }

    /** Returns the address of a symbol in the global namespace, or 0 when there is none. */
    public static long symbol(String name) {
        Long known = Globals.ADDRESSES.get(name);
        if (known != null) {
            return known;
        }
        long found = Globals.LIBRARY.getSymbolAddress(name);
        if (found != 0) {
            Globals.ADDRESSES.put(name, found); // no library is unloaded
        }
        return found;
    }

    /**
     * Returns the address of a symbol in the global namespace.
     *
     * @throws NativeException when there is none
     */
    public static long requireSymbol(String name) {
        long address = symbol(name);
        if (address == 0) {
            throw new NativeException("symbol not found: " + name);
        }
        return address;
    }

    /** The global namespace; apart, because it is first needed after the libraries are loaded. */
    private static final class Globals {
        static final Library LIBRARY = Library.getDefault();
        static final Map<String, Long> ADDRESSES = new ConcurrentHashMap<>();
    }

    /** Calls {@code long function(void)}. */
    public static long call(long function) {
        return INVOKER.invokeL0NoErrno(CALL0, function);
    }

    /** Calls {@code long function(long)}. */
    public static long call(long function, long a) {
        return INVOKER.invokeL1NoErrno(CALL1, function, a);
    }

    /** Calls {@code long function(long, long)}. */
    public static long call(long function, long a, long b) {
        return INVOKER.invokeL2NoErrno(CALL2, function, a, b);
    }

    /** Calls {@code long function(long, long, long)}. */
    public static long call(long function, long a, long b, long c) {
        return INVOKER.invokeL3NoErrno(CALL3, function, a, b, c);
    }

    /** Calls {@code long function(long, long, long, long)}. */
    public static long call(long function, long a, long b, long c, long d) {
        return INVOKER.invokeL4NoErrno(CALL4, function, a, b, c, d);
    }

    /** Calls {@code long function(long, long, long, long, long)}. */
    public static long call(long function, long a, long b, long c, long d, long e) {
        return INVOKER.invokeL5NoErrno(CALL5, function, a, b, c, d, e);
    }

    /** Calls {@code long function(long, long, long, long, long, long)}. */
    public static long call(long function, long a, long b, long c, long d, long e, long f) {
        return INVOKER.invokeL6NoErrno(CALL6, function, a, b, c, d, e, f);
    }

    /** Reads one byte. */
    public static byte getByte(long address) {
        return MEMORY.getByte(address);
    }

    /** Reads two bytes in native order. */
    public static short getShort(long address) {
        return MEMORY.getShort(address);
    }

    /** Reads four bytes in native order. */
    public static int getInt(long address) {
        return MEMORY.getInt(address);
    }

    /** Reads eight bytes in native order. */
    public static long getLong(long address) {
        return MEMORY.getLong(address);
    }

    /** Reads a C {@code double}. */
    public static double getDouble(long address) {
        return MEMORY.getDouble(address);
    }

    /** Writes one byte. */
    public static void putByte(long address, byte value) {
        MEMORY.putByte(address, value);
    }

    /** Writes two bytes in native order. */
    public static void putShort(long address, short value) {
        MEMORY.putShort(address, value);
    }

    /** Writes four bytes in native order. */
    public static void putInt(long address, int value) {
        MEMORY.putInt(address, value);
    }

    /** Writes eight bytes in native order. */
    public static void putLong(long address, long value) {
        MEMORY.putLong(address, value);
    }

    /** Writes a C {@code double}. */
    public static void putDouble(long address, double value) {
        MEMORY.putDouble(address, value);
    }

    /** Copies {@code length} bytes out of native memory. */
    public static byte[] bytes(long address, int length) {
        byte[] copy = new byte[length];
        MEMORY.getByteArray(address, copy, 0, length);
        return copy;
    }

    /** Copies {@code length} 16-bit units in native order out of native memory. */
    public static char[] chars(long address, int length) {
        char[] copy = new char[length];
        MEMORY.getCharArray(address, copy, 0, length);
        return copy;
    }

    /** Copies all of {@code source} to native memory. */
    public static void copy(byte[] source, long address) {
        MEMORY.putByteArray(address, source, 0, source.length);
    }

    /** Copies all of {@code source} to native memory, in native order. */
    public static void copy(char[] source, long address) {
        MEMORY.putCharArray(address, source, 0, source.length);
    }

    /**
     * Allocates zeroed memory, aligned for any C type. It is freed only by {@link #free}.
     *
     * @throws OutOfMemoryError when there is no memory left
     */
    public static long allocate(long bytes) {
        long address = MEMORY.allocateMemory(bytes == 0 ? 1 : bytes, true);
        if (address == 0) {
            throw new OutOfMemoryError("no native memory for " + bytes + " bytes");
        }
        return address;
    }

    /** Frees memory that came from {@link #allocate} or {@link #cString(String)}; 0 is ignored. */
    public static void free(long address) {
        if (address != 0) {
            MEMORY.freeMemory(address);
        }
    }

    /** Copies the zero-terminated UTF-8 string at an address; the empty string for address 0. */
    public static String cString(long address) {
        if (address == 0) {
            return "";
        }
        return new String(MEMORY.getZeroTerminatedByteArray(address), StandardCharsets.UTF_8);
    }

    /** Allocates a zero-terminated UTF-8 copy of a string; the caller frees it. */
    public static long cString(String text) {
        return cString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Allocates a zero-terminated copy of bytes; the caller frees it. */
    public static long cString(byte[] text) {
        long address = allocate(text.length + 1L);
        copy(text, address);
        return address;
    }

    /** Where a direct buffer's element 0 is; 0 for a buffer on Java's heap. */
    public static long address(Buffer direct) {
        return direct.isDirect() ? MEMORY.getDirectBufferAddress(direct) : 0;
    }

    /** A direct buffer, big-endian like any new one, over memory that stays the caller's. */
    public static ByteBuffer directBuffer(long address, int bytes) {
        return MEMORY.newDirectByteBuffer(address, bytes);
    }

    /**
     * Makes a C function {@code long f(long, long, long, long)} that calls {@code target}. C callers
     * may pass fewer arguments. The function lives as long as the process.
     *
     * @return the function's address
     */
    public static long upcall(Upcall target) {
        Type[] types = {Type.SINT64, Type.SINT64, Type.SINT64, Type.SINT64};
        Closure.Handle handle =
                ClosureManager.getInstance()
                        .newClosure(
                                new Guarded(target), Type.SINT64, types, CallingConvention.DEFAULT);
        handle.setAutoRelease(false);
        synchronized (KEEP) {
            KEEP.add(handle);
        }
        return handle.getAddress();
    }

    /**
     * Gives a static native method its code: a C function whose arguments come after two of Java's own.
     *
     * @param name of the method, which must not be overloaded
     * @param descriptor of its parameters and result, as in class files
     */
    public static void bind(Class<?> owner, String name, String descriptor, long function) {
        NativeMethods.register(owner, List.of(new NativeMethod(function, name, descriptor)));
    }

    /** The memory of a direct buffer, which lives as long as the buffer. */
    public static long address(ByteBuffer buffer) {
        return MEMORY.getDirectBufferAddress(buffer);
    }

    /** Keeps Java exceptions out of C. */
    private static final class Guarded implements Closure {
        private final Upcall target;
        private boolean reported;

        Guarded(Upcall target) {
            this.target = target;
        }

        @Override
        public void invoke(Closure.Buffer buffer) {
            long result = 0;
            try {
                result =
                        target.invoke(
                                buffer.getLong(0),
                                buffer.getLong(1),
                                buffer.getLong(2),
                                buffer.getLong(3));
            } catch (Throwable failure) {
                report(failure);
            }
            buffer.setLongReturn(result);
        }

        @SuppressWarnings("CatchAndPrintStackTrace")
        private void report(Throwable failure) {
            if (!reported) {
                reported = true;
                failure.printStackTrace();
            }
        }
    }
}

package dev.justjit.host.start;

import dev.justjit.ffi.Native;
import dev.justjit.host.process.CApi;
import java.util.Arrays;

/** The bytes of the main module's file, source or compiled. */
public final class Sources {
    private static final int PYC_HEADER = 16;
    private static final int MAGIC_BYTES = 4;
    private static final byte[] NOTHING = {};

    /** In place of an exit status: an exception is set. */
    public static final int RAISED = -1;

    private final byte[] bytes;
    private final int exitStatus;
    private final Kind kind;

    private enum Kind {
        TEXT,
        COMPILED,
        STANDARD_INPUT
    }

    private Sources(byte[] bytes, int exitStatus, Kind kind) {
        this.bytes = bytes;
        this.exitStatus = exitStatus;
        this.kind = kind;
    }

    /** Reads a file; when that fails, says so as {@code python3} does. */
    public static Sources read(long fileName, InitConfig config) {
        long content = readAll(fileName);
        if (content == 0) {
            int status = ExitStatus.isInterrupt() ? RAISED : Failures.openFailed(fileName, config);
            return new Sources(NOTHING, status, Kind.TEXT);
        }
        byte[] bytes = copy(content);
        CApi.decRef(content);
        boolean pyc = CApi.text(fileName).endsWith(".pyc");
        if (config.flag(InitConfig.SKIP_FIRST_LINE) != 0) {
            bytes = withoutFirstLine(bytes);
        } else if (bytes.length >= 2) {
            int half = (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
            pyc |= half == (magic() & 0xffff);
        }
        return new Sources(bytes, 0, pyc ? Kind.COMPILED : Kind.TEXT);
    }

    /** Reads standard input to its end. */
    public static Sources standardInput() {
        long number = Native.call(Native.requireSymbol("PyLong_FromLong"), 0);
        long content = readAll(number);
        CApi.decRef(number);
        if (content == 0 && ExitStatus.isInterrupt()) {
            return new Sources(NOTHING, RAISED, Kind.STANDARD_INPUT);
        }
        if (content == 0) {
            CApi.clearError();
            return new Sources(NOTHING, 0, Kind.STANDARD_INPUT);
        }
        byte[] bytes = copy(content);
        CApi.decRef(content);
        return new Sources(bytes, 0, Kind.STANDARD_INPUT);
    }

    /** Bytes object with the content of a file, given by name or descriptor; 0 with exception. */
    private static long readAll(long file) {
        long type = CApi.importAttribute("_io", "FileIO");
        boolean descriptor = isNumber(file);
        long mode = CApi.unicode("rb");
        long stream =
                type == 0
                        ? 0
                        : descriptor
                                ? CApi.call(type, file, mode, CApi.FALSE)
                                : CApi.call(type, file, mode);
        CApi.decRef(mode);
        CApi.decRef(type);
        if (stream == 0) {
            return 0;
        }
        long read = CApi.attribute(stream, "readall");
        long content = read == 0 ? 0 : CApi.call(read);
        CApi.decRef(read);
        close(stream);
        CApi.decRef(stream);
        if (content == CApi.NONE) {
            CApi.decRef(content);
            return 0;
        }
        return content;
    }

    private static void close(long stream) {
        long exception = Native.call(Native.requireSymbol("PyErr_GetRaisedException"));
        long close = CApi.attribute(stream, "close");
        CApi.decRef(CApi.call(close));
        CApi.decRef(close);
        CApi.clearError();
        Native.call(Native.requireSymbol("PyErr_SetRaisedException"), exception);
    }

    private static boolean isNumber(long object) {
        long check = Native.requireSymbol("PyObject_IsInstance");
        return (int) Native.call(check, object, Native.requireSymbol("PyLong_Type")) == 1;
    }

    private static byte[] copy(long content) {
        long address = Native.call(Native.requireSymbol("PyBytes_AsString"), content);
        long length = Native.call(Native.requireSymbol("PyBytes_Size"), content);
        return Native.bytes(address, (int) length);
    }

    /** Copies a C string without decoding it. */
    public static byte[] zeroTerminated(long address) {
        long length = Native.call(Native.requireSymbol("strlen"), address);
        return Native.bytes(address, (int) length);
    }

    private static byte[] withoutFirstLine(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return Arrays.copyOfRange(bytes, i, bytes.length);
            }
        }
        return NOTHING;
    }

    private static long magic() {
        return Native.call(Native.requireSymbol("PyImport_GetMagicNumber"));
    }

    /**
     * Not 0 when it could not be read: an exit status, and all has been said, or {@link #RAISED}
     * after an interrupt.
     */
    public int exitStatus() {
        return exitStatus;
    }

    /** True for a .pyc file. */
    public boolean isCompiled() {
        return kind == Kind.COMPILED;
    }

    /** True when the source was read from standard input. */
    public boolean isStandardInput() {
        return kind == Kind.STANDARD_INPUT;
    }

    /** Compiles source; a new reference to the code, or 0 with the exception set. */
    public long compile(long fileName) {
        for (byte b : bytes) {
            if (b == 0) {
                return Failures.set("PyExc_SyntaxError", "source code cannot contain null bytes");
            }
        }
        return CApi.compile(bytes, fileName, CApi.FILE_INPUT, 0);
    }

    /** Loads the code of a .pyc file; a new reference, or 0 with the exception set. */
    public long unmarshal() {
        if (bytes.length < MAGIC_BYTES || !hasMagic()) {
            return Failures.set("PyExc_RuntimeError", "Bad magic number in .pyc file");
        }
        int length = Math.max(0, bytes.length - PYC_HEADER);
        byte[] body = Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
        long buffer = Native.cString(body);
        long load = Native.requireSymbol("PyMarshal_ReadObjectFromString");
        long code = Native.call(load, buffer, length);
        Native.free(buffer);
        return code;
    }

    private boolean hasMagic() {
        long magic = magic();
        for (int i = 0; i < MAGIC_BYTES; i++) {
            if ((byte) (magic >> 8 * i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reports that compiling failed. CPython's own parser of files words some errors (bad encodings,
     * null bytes) in another way than its parser of strings, so it is given the file again.
     */
    public int reportError(long fileName) {
        return kind == Kind.TEXT ? Failures.reportSyntaxError(fileName) : ExitStatus.report(false);
    }
}

package dev.justjit.host.process;

import dev.justjit.ffi.Native;

/** A page for a few instructions: written first, executable and read-only after. */
public final class CodePage {
    static final int SIZE = 4096;
    static final int READ = 1;
    static final int READ_WRITE = 3;

    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private CodePage() {}

    /** Makes the code executable and returns its address, or 0 when the system refuses. */
    public static long of(byte[] code) {
        long mmap = Native.requireSymbol("mmap");
        long page = Native.call(mmap, 0, SIZE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
        if (page == -1) {
            return 0;
        }
        Native.copy(code, page);
        return protect(page, SIZE, READ_EXECUTE) ? page : 0;
    }

    /** Points a cell of addresses, which may be write-protected, to code; false when it cannot. */
    public static boolean redirect(long cell, long code) {
        if (code == 0 || !protect(cell & -SIZE, SIZE, READ_WRITE)) {
            return false;
        }
        Native.putLong(cell, code);
        return true;
    }

    /** Changes the protection of whole pages. */
    static boolean protect(long address, long length, int protection) {
        long mprotect = Native.requireSymbol("mprotect");
        return (int) Native.call(mprotect, address, length, protection) == 0;
    }
}

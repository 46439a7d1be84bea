package dev.justjit.code;

import dev.justjit.ffi.Native;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One reserved region of address space for all machine code, so that "is this one of ours" is a range
 * test. Pages are executable and read-only except while a blob is copied in.
 *
 * <p>All methods are called with the GIL held. That is what makes rewriting a page safe that also
 * holds running code: a thread can be inside compiled code only with the GIL, and comes back from C
 * code into it only with the GIL. Code that runs without it has pages of its own: {@link #allocatePages}.
 *
 * <p>Whether instructions are fetched as they were written is the {@link Publisher}'s business. Without
 * one only pages that were never executable before may be published: the kernel sees to those.
 */
public final class CodeMemory {
    private static final int PAGE = 4096;
    private static final int ALIGN = 64;

    /** The largest useful region: machine code calls other machine code by distances of 32 bits. */
    public static final long MOST = 1L << 30;

    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;

    /** Is told about all code that was written, before any of it runs. */
    public interface Publisher {
        /** The bytes from {@code start} to {@code end} have changed and are executable. */
        void published(long start, long end);
    }

    /** A range of the region, in bytes from its start. */
    private record Range(long start, long length) {}

    private final long base;
    private final long size;
    private final long mprotect;
    private final List<Range> free = new ArrayList<>();
    private @Nullable Publisher publisher;
    private @Nullable LongConsumer watcher;
    private long used;

    /**
     * Reserves the region.
     *
     * @throws OutOfCodeMemory if the system refuses
     */
    public CodeMemory(long size) {
        this.size = size;
        mprotect = Native.requireSymbol("mprotect");
        base =
                Native.call(
                        Native.requireSymbol("mmap"),
                        0,
                        size,
                        PROT_NONE,
                        MAP_PRIVATE_ANONYMOUS_NORESERVE,
                        -1,
                        0);
        if (base == -1) {
            throw new OutOfCodeMemory("the system gives no address space for code");
        }
        free.add(new Range(0, size));
    }

    /** Address of the region. */
    public long base() {
        return base;
    }

    /** Bytes of the region, used or not. */
    public long size() {
        return size;
    }

    /** Bytes of live blobs. */
    public long used() {
        return used;
    }

    /**
     * Finds room for {@code length} bytes.
     *
     * @return the address
     * @throws OutOfCodeMemory when the region is full
     */
    public long allocate(int length) {
        long wanted = round(length);
        for (int i = 0; i < free.size(); i++) {
            Range range = free.get(i);
            if (range.length() >= wanted) {
                if (range.length() == wanted) {
                    free.remove(i);
                } else {
                    free.set(i, new Range(range.start() + wanted, range.length() - wanted));
                }
                used += wanted;
                return base + range.start();
            }
        }
        throw new OutOfCodeMemory(
                "code memory has no room for "
                        + wanted
                        + " bytes more: "
                        + used
                        + " of "
                        + size
                        + " are in use (-Djustjit.code.bytes)");
    }

    /**
     * Finds room that shares no page with other code: it may run without the GIL, because it is not executable
     * while it is published only.
     *
     * @return the address, to be freed with {@link #wholePages} of the length
     * @throws OutOfCodeMemory when the region is full
     */
    public long allocatePages(int length) {
        int wanted = wholePages(length);
        long start = allocate(wanted + PAGE - ALIGN);
        long aligned = start + PAGE - 1 & -PAGE;
        if (aligned > start) {
            free(start, (int) (aligned - start));
        }
        int after = (int) (start + PAGE - ALIGN - aligned);
        if (after > 0) {
            free(aligned + wanted, after);
        }
        return aligned;
    }

    /** So many bytes in whole pages. */
    public static int wholePages(int length) {
        return length + PAGE - 1 & -PAGE;
    }

    /**
     * Copies code to an address from {@link #allocate} and makes it executable.
     *
     * @throws OutOfCodeMemory if the system refuses
     */
    public void publish(long address, byte[] code) {
        long start = address - base & -PAGE;
        long end = address - base + code.length + PAGE - 1 & -PAGE;
        protect(start, end, PROT_READ_WRITE);
        Native.copy(code, address);
        protect(start, end, PROT_READ_EXECUTE);
        tell(address, address + code.length);
    }

    /** From now on {@code publisher} is told. */
    public void publishBy(Publisher newPublisher) {
        publisher = newPublisher;
    }

    /** From now on {@code newWatcher} is told the addresses of what is freed. */
    public void watchFrees(LongConsumer newWatcher) {
        watcher = newWatcher;
    }

    private void tell(long start, long end) {
        Publisher known = publisher;
        if (known != null) {
            known.published(start, end);
        }
    }

    /** Overwrites one word of published code. */
    public void patch(long address, long value) {
        long start = address - base & -PAGE;
        long end = address - base + 8 + PAGE - 1 & -PAGE;
        protect(start, end, PROT_READ_WRITE);
        Native.putLong(address, value);
        protect(start, end, PROT_READ_EXECUTE);
        tell(address, address + 8);
    }

    private void protect(long start, long end, int protection) {
        long result = Native.call(mprotect, base + start, end - start, protection);
        if ((int) result != 0) {
            throw new OutOfCodeMemory("the system refuses executable memory");
        }
    }

    /** Gives back a range; nothing may run in it any more. */
    public void free(long address, int length) {
        LongConsumer told = watcher;
        if (told != null) {
            told.accept(address);
        }
        long start = address - base;
        long rounded = round(length);
        used -= rounded;
        int at = 0;
        while (at < free.size() && free.get(at).start() < start) {
            at++;
        }
        free.add(at, new Range(start, rounded));
        merge(at);
        if (at > 0) {
            merge(at - 1);
        }
    }

    private void merge(int at) {
        if (at + 1 < free.size()) {
            Range left = free.get(at);
            Range right = free.get(at + 1);
            if (left.start() + left.length() == right.start()) {
                free.set(at, new Range(left.start(), left.length() + right.length()));
                free.remove(at + 1);
            }
        }
    }

    private static long round(long length) {
        return length + ALIGN - 1 & -ALIGN;
    }
}

package dev.justjit.code;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.ffi.Native;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class CodeMemoryTest {
    private static final long SIZE = 1 << 20;

    private static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void publishedBytesAreReadable() {
        CodeMemory memory = new CodeMemory(SIZE);
        byte[] code = pattern(10_000, 1);
        long address = memory.allocate(code.length);
        memory.publish(address, code);
        assertArrayEquals(code, Native.bytes(address, code.length));
        assertEquals(0, address % 16);
        assertTrue(address >= memory.base() && address + code.length <= memory.base() + SIZE);
    }

    @Test
    void publishingKeepsTheNeighbours() {
        CodeMemory memory = new CodeMemory(SIZE);
        byte[] first = pattern(100, 1);
        byte[] second = pattern(5000, 2);
        long a = memory.allocate(first.length);
        long b = memory.allocate(second.length);
        memory.publish(a, first);
        memory.publish(b, second);
        assertArrayEquals(first, Native.bytes(a, first.length));
        assertArrayEquals(second, Native.bytes(b, second.length));
    }

    /** Code that runs without the GIL is never on a page that is written for another. */
    @Test
    void wholePagesAreSharedWithNobody() {
        CodeMemory memory = new CodeMemory(SIZE);
        long page = 4096;
        long before = memory.allocate(100);
        long pages = memory.allocatePages(5000);
        long after = memory.allocate(100);
        assertEquals(0, pages % page);
        assertTrue(before / page < pages / page);
        assertTrue(after / page < pages / page || after >= pages + 2 * page);
        long used = memory.used();
        memory.free(pages, CodeMemory.wholePages(5000));
        assertEquals(used - 2 * page, memory.used());
        assertEquals(pages, memory.allocatePages(8192));
    }

    @Test
    void codeRuns() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return;
        }
        CodeMemory memory = new CodeMemory(SIZE);
        byte[] code = {(byte) 0x48, (byte) 0x8d, 0x47, 0x05, (byte) 0xc3}; // lea rax,[rdi+5]; ret
        long address = memory.allocate(code.length);
        memory.publish(address, code);
        assertEquals(12, Native.call(address, 7));
    }

    @Test
    void aWordIsPatched() {
        CodeMemory memory = new CodeMemory(SIZE);
        byte[] code = new byte[8192];
        long address = memory.allocate(code.length);
        memory.publish(address, code);
        memory.patch(address + 4088, 0x1122334455667788L);
        assertEquals(0x1122334455667788L, Native.getLong(address + 4088));
        assertEquals(0, Native.getLong(address + 4096));
    }

    /** No page is ever writable and executable at once. */
    @Test
    void pagesAreNotWritableAndExecutable() throws Exception {
        CodeMemory memory = new CodeMemory(SIZE);
        byte[] code = new byte[100];
        long address = memory.allocate(code.length);
        memory.publish(address, code);
        boolean found = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] range = line.substring(0, line.indexOf(' ')).split("-");
            long start = Long.parseUnsignedLong(range[0], 16);
            long end = Long.parseUnsignedLong(range[1], 16);
            if (start >= memory.base() && end <= memory.base() + SIZE) {
                assertFalse(line.contains("wx"), line);
                found |= start <= address && address < end && line.contains(" r-xp ");
            }
        }
        assertTrue(found);
    }

    @Test
    void freedRangesAreUsedAgainAndMerged() {
        CodeMemory memory = new CodeMemory(SIZE);
        int third = (int) (SIZE / 4);
        long a = memory.allocate(third);
        long b = memory.allocate(third);
        long c = memory.allocate(third);
        memory.free(a, third);
        memory.free(c, third);
        memory.free(b, third);
        assertEquals(0, memory.used());
        long all = memory.allocate((int) SIZE);
        assertEquals(memory.base(), all);
        memory.free(all, (int) SIZE);
    }

    @Test
    void aFullRegionIsReported() {
        CodeMemory memory = new CodeMemory(SIZE);
        long a = memory.allocate((int) SIZE);
        OutOfCodeMemory full = assertThrows(OutOfCodeMemory.class, () -> memory.allocate(1));
        assertTrue(String.valueOf(full.getMessage()).contains("no room for "));
        memory.free(a, (int) SIZE);
        memory.allocate(1);
    }

    @Test
    void anImpossibleRegionIsReported() {
        assertThrows(OutOfCodeMemory.class, () -> new CodeMemory(1L << 60));
    }

    /** Random allocation and freeing: live blobs never overlap, and all comes back. */
    @Test
    void blobsNeverOverlap() {
        Random random = new Random(5);
        CodeMemory memory = new CodeMemory(SIZE);
        record Blob(long address, int length) {}
        List<Blob> live = new ArrayList<>();
        for (int step = 0; step < 5000; step++) {
            int length = 1 + random.nextInt(20_000);
            if (random.nextBoolean() || live.isEmpty()) {
                try {
                    live.add(new Blob(memory.allocate(length), length));
                } catch (OutOfCodeMemory full) {
                    Blob gone = live.remove(random.nextInt(live.size()));
                    memory.free(gone.address(), gone.length());
                }
            } else {
                Blob gone = live.remove(random.nextInt(live.size()));
                memory.free(gone.address(), gone.length());
            }
            live.sort((x, y) -> Long.compare(x.address(), y.address()));
            for (int i = 1; i < live.size(); i++) {
                Blob before = live.get(i - 1);
                assertTrue(before.address() + before.length() <= live.get(i).address());
            }
        }
        for (Blob blob : live) {
            memory.free(blob.address(), blob.length());
        }
        assertEquals(0, memory.used());
        assertEquals(memory.base(), memory.allocate((int) SIZE));
    }
}

package dev.justjit.host.process;

import dev.justjit.ffi.Native;
import java.io.BufferedReader;
import java.io.FileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Finds the memory cell through which a loaded ELF library calls a function of another one, by its
 * dynamic relocations.
 */
public final class ImportSlot {
    private static final int PROGRAM_HEADERS = 32;
    private static final String MAPS = "/proc/self/maps";

    private static final int TYPE = 16;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int HEADER_SIZE = 54;
    private static final int HEADER_COUNT = 56;
    private static final int SEGMENT_DYNAMIC = 2;
    private static final int SEGMENT_ADDRESS = 16;

    private static final int TAG_PLT_SIZE = 2;
    private static final int TAG_STRINGS = 5;
    private static final int TAG_SYMBOLS = 6;
    private static final int TAG_RELOCATIONS = 7;
    private static final int TAG_RELOCATIONS_SIZE = 8;
    private static final int TAG_PLT = 23;
    private static final int TAGS = 24;

    private static final int RELOCATION_BYTES = 24;
    private static final int SYMBOL_BYTES = 24;
    private static final int X64_GLOBAL_DATA = 6;
    private static final int X64_JUMP_SLOT = 7;
    private static final int A64_GLOBAL_DATA = 1025;
    private static final int A64_JUMP_SLOT = 1026;

    private final long base;

    /** What is added to addresses in the file: nothing for an executable that is linked to a place. */
    private final long bias;

    private final long[] tags = new long[TAGS];

    private ImportSlot(long base) {
        this.base = base;
        bias = Native.getShort(base + TYPE) == TYPE_EXECUTABLE ? 0 : base;
    }

    /** Address of the cell of a library given by its file, or 0 when it is not found. */
    public static long find(String library, String function) {
        try {
            return findLoaded(new java.io.File(library).getCanonicalPath(), function);
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** Address of the cell of a library given by the end of its path, or 0 when it is not found. */
    public static long findLoaded(String pathEnd, String function) {
        long base = loadAddress(pathEnd);
        if (base == 0) {
            return 0;
        }
        ImportSlot slot = new ImportSlot(base);
        slot.readDynamicSection();
        return slot.search(function);
    }

    /** Address of the cell of the executable or library that has the address, or 0 when it is not found. */
    public static long findAround(long address, String function) {
        String file = fileAt(address);
        return file.isEmpty() ? 0 : findLoaded(file, function);
    }

    /** The mapped file at an address, or the empty string. */
    private static String fileAt(long address) {
        try (BufferedReader maps =
                new BufferedReader(new FileReader(MAPS, StandardCharsets.UTF_8))) {
            for (String line = maps.readLine(); line != null; line = maps.readLine()) {
                int dash = line.indexOf('-');
                int space = line.indexOf(' ');
                long start = Long.parseUnsignedLong(line.substring(0, dash), 16);
                long end = Long.parseUnsignedLong(line.substring(dash + 1, space), 16);
                int path = line.indexOf('/');
                if (start <= address && address < end && path > 0) {
                    return line.substring(path);
                }
            }
        } catch (IOException unknown) {
            return "";
        }
        return "";
    }

    private static long loadAddress(String pathEnd) {
        try (BufferedReader maps =
                new BufferedReader(new FileReader(MAPS, StandardCharsets.UTF_8))) {
            String line = maps.readLine();
            while (line != null) {
                if (line.endsWith(pathEnd) && line.contains(" 00000000 ")) {
                    return Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
                }
                line = maps.readLine();
            }
        } catch (IOException unknown) {
            return 0;
        }
        return 0;
    }

    private void readDynamicSection() {
        long header = base + Native.getLong(base + PROGRAM_HEADERS);
        int size = Native.getShort(base + HEADER_SIZE);
        int count = Native.getShort(base + HEADER_COUNT);
        for (int i = 0; i < count; i++, header += size) {
            if (Native.getInt(header) == SEGMENT_DYNAMIC) {
                long entry = bias + Native.getLong(header + SEGMENT_ADDRESS);
                for (long tag = Native.getLong(entry); tag != 0; tag = Native.getLong(entry)) {
                    if (tag > 0 && tag < TAGS) {
                        tags[(int) tag] = Native.getLong(entry + 8);
                    }
                    entry += 16;
                }
            }
        }
    }

    /** glibc has made the addresses in the section absolute; others may not have. */
    private long address(int tag) {
        long value = tags[tag];
        return value == 0 || Long.compareUnsigned(value, base) >= 0 ? value : bias + value;
    }

    private long search(String function) {
        long found = search(address(TAG_PLT), tags[TAG_PLT_SIZE], function);
        return found != 0
                ? found
                : search(address(TAG_RELOCATIONS), tags[TAG_RELOCATIONS_SIZE], function);
    }

    private long search(long table, long bytes, String function) {
        if (table == 0) {
            return 0;
        }
        for (long entry = table; entry < table + bytes; entry += RELOCATION_BYTES) {
            long symbol = Native.getInt(entry + 12);
            if (isImport(Native.getInt(entry + 8))
                    && isNamed(address(TAG_SYMBOLS) + symbol * SYMBOL_BYTES, function)) {
                return bias + Native.getLong(entry);
            }
        }
        return 0;
    }

    private static boolean isImport(int type) {
        return CodeBuffer.isA64()
                ? type == A64_JUMP_SLOT || type == A64_GLOBAL_DATA
                : type == X64_JUMP_SLOT || type == X64_GLOBAL_DATA;
    }

    private boolean isNamed(long symbol, String name) {
        long text = address(TAG_STRINGS) + Native.getInt(symbol);
        for (int i = 0; i < name.length(); i++) {
            if (Native.getByte(text + i) != name.charAt(i)) {
                return false;
            }
        }
        return Native.getByte(text + name.length()) == 0;
    }
}

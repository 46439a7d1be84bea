package dev.justjit.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is stored under the {@link CodeKey#generic} of a code object, each part in the form of {@link LinkTable}.
 *
 * @param function machine code for calls of it
 * @param regions of its loops, for frames that hold different things
 */
public record GenericRecord(byte[] function, List<byte[]> regions) {
    /** The most regions that are kept of a function. */
    private static final int MOST_REGIONS = 8;

    /** As {@code justjit._linker} reads it: {@code (function, (region, …))}, each of them bytes. */
    public byte[] toBytes() {
        Marshal out = new Marshal().tuple(2).bytes(function).tuple(regions.size());
        regions.forEach(out::bytes);
        return out.toBytes();
    }

    /** What {@link #toBytes} has made, or null if it is damaged. */
    public static @Nullable GenericRecord read(ByteBuffer stored) {
        ByteBuffer in = stored.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        try {
            tuple(in);
            byte[] function = bytes(in);
            int count = tuple(in);
            List<byte[]> regions = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                regions.add(bytes(in));
            }
            return new GenericRecord(function, regions);
        } catch (BufferUnderflowException damaged) {
            return null;
        }
    }

    private static int tuple(ByteBuffer in) {
        return size(in, Marshal.TUPLE);
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[size(in, Marshal.BYTES)];
        in.get(bytes);
        return bytes;
    }

    private static int size(ByteBuffer in, char kind) {
        byte found = in.get();
        int size = in.getInt();
        if (found != kind || size < 0 || size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return size;
    }

    /** The same with one more region, unless that is there or there are too many. */
    public GenericRecord with(byte[] region) {
        boolean known = regions.stream().anyMatch(each -> Arrays.equals(each, region));
        if (known || regions.size() >= MOST_REGIONS) {
            return this;
        }
        List<byte[]> more = new ArrayList<>(regions);
        more.add(region);
        return new GenericRecord(function, more);
    }
}

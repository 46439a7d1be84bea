package dev.justjit.api;

import dev.justjit.host.process.CApi;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Java's arrays of primitives as Python's {@code array.array}: copies, because Java moves its arrays while Python would
 * use them. All methods need the GIL.
 */
final class PrimitiveArrays {
    private PrimitiveArrays() {}

    /**
     * A new reference.
     *
     * @throws IllegalArgumentException when it is no array of numbers
     */
    static long convert(Object array) {
        long type = Errors.check(CApi.importAttribute("array", "array"));
        try {
            long code = CApi.unicode(code(array));
            long content = ToPython.convert(bytes(array));
            long made = CApi.call(type, code, content);
            CApi.decRef(code);
            CApi.decRef(content);
            return Errors.check(made);
        } finally {
            CApi.decRef(type);
        }
    }

    private static String code(Object array) {
        if (array instanceof byte[]) {
            return "b";
        } else if (array instanceof short[]) {
            return "h";
        } else if (array instanceof int[]) {
            return "i";
        } else if (array instanceof long[]) {
            return "q";
        } else if (array instanceof float[]) {
            return "f";
        } else if (array instanceof double[]) {
            return "d";
        }
        throw new IllegalArgumentException(
                Errors.describe(array) + " is not an array of numbers of a primitive type");
    }

    private static byte[] bytes(Object array) {
        if (array instanceof byte[] bytes) {
            return bytes;
        }
        int length = Array.getLength(array);
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(length, itemSize(array)));
        buffer.order(ByteOrder.nativeOrder());
        if (array instanceof short[] shorts) {
            buffer.asShortBuffer().put(shorts);
        } else if (array instanceof int[] ints) {
            buffer.asIntBuffer().put(ints);
        } else if (array instanceof long[] longs) {
            buffer.asLongBuffer().put(longs);
        } else if (array instanceof float[] floats) {
            buffer.asFloatBuffer().put(floats);
        } else if (array instanceof double[] doubles) {
            buffer.asDoubleBuffer().put(doubles);
        }
        return buffer.array();
    }

    private static int itemSize(Object array) {
        if (array instanceof short[]) {
            return Short.BYTES;
        }
        return array instanceof int[] || array instanceof float[] ? Integer.BYTES : Long.BYTES;
    }
}

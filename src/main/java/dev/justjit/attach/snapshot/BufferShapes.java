package dev.justjit.attach.snapshot;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.ManagedBuffer;
import dev.justjit.abi.layout.PyArray;
import dev.justjit.abi.layout.PyMemoryView;
import dev.justjit.abi.layout.PyType;
import dev.justjit.attach.process.Objects;
import dev.justjit.ffi.Native;
import dev.justjit.region.ir.Buffer;
import dev.justjit.region.ir.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are buffers that regions know. The types of {@code array} are in a module, not in the
 * interpreter: they are known by their name and by what no class of a program can be, immutable. A reference
 * to each is kept once it was seen.
 */
public final class BufferShapes {
    private static final long IMMUTABLE = 1L << 8;

    private final long bytes = address(Global.PYBYTES_TYPE);
    private final long bytearray = address(Global.PYBYTEARRAY_TYPE);
    private final long view = address(Global.PYMEMORYVIEW_TYPE);
    private final long bytesIterator = address(Global.PYBYTESITER_TYPE);
    private final long bytearrayIterator = address(Global.PYBYTEARRAYITER_TYPE);
    private long array;
    private long arrayIterator;
    private long viewIterator;

    private static long address(Global global) {
        return Native.requireSymbol(global.symbol());
    }

    /** Address of the type of arrays, or 0 while none was seen. */
    long arrayType() {
        return array;
    }

    /** The shape of a buffer or of an iterator of one, or null. */
    @Nullable Shape of(long object) {
        long type = Objects.type(object);
        learn(type);
        if (type == bytes) {
            return Shape.buffer(new Buffer(Buffer.Owner.BYTES, 'B'));
        }
        if (type == bytearray) {
            return Shape.buffer(new Buffer(Buffer.Owner.BYTEARRAY, 'B'));
        }
        if (type == array) {
            return array(object);
        }
        if (type == view) {
            return view(object);
        }
        return isIterator(type) ? iterator(object) : null;
    }

    private void learn(long type) {
        if (array == 0 && is(type, "array.array", PyArray.SIZE)) {
            array = keep(type);
        } else if (arrayIterator == 0 && is(type, "array.arrayiterator", 40)) {
            arrayIterator = keep(type);
        } else if (viewIterator == 0 && is(type, "memory_iterator", 48)) {
            viewIterator = keep(type);
        }
    }

    private static boolean is(long type, String name, int size) {
        return (Native.getLong(type + PyType.FLAGS) & IMMUTABLE) != 0
                && Native.getLong(type + PyType.BASICSIZE) == size
                && Native.cString(Native.getLong(type + PyType.NAME)).equals(name);
    }

    private static long keep(long type) {
        Native.call(Objects.function(Helper.PY_INCREF), type);
        return type;
    }

    private boolean isIterator(long type) {
        return type == bytesIterator
                || type == bytearrayIterator
                || type == arrayIterator
                || type == viewIterator;
    }

    /** Null when exhausted: then there is no buffer. */
    private @Nullable Shape iterator(long object) {
        long buffer = Native.getLong(object + ListIter.SEQ);
        Shape shape = buffer == 0 ? null : of(buffer);
        return shape == null ? null : Shape.bufferIter(shape);
    }

    private static @Nullable Shape array(long object) {
        long descr = Native.getLong(object + PyArray.DESCR);
        char format = (char) Native.getByte(descr + PyArray.DESCR_TYPECODE);
        return shape(Buffer.Owner.ARRAY, format);
    }

    private static @Nullable Shape view(long object) {
        boolean released =
                (Native.getInt(object + PyMemoryView.FLAGS) & 1) != 0
                        || (Native.getInt(
                                                Native.getLong(object + PyMemoryView.MBUF)
                                                        + ManagedBuffer.FLAGS)
                                        & 1)
                                != 0;
        if (released || Native.getInt(object + PyMemoryView.NDIM) != 1) {
            return null;
        }
        char known = format(object);
        return hasGaps(object, known) ? null : shape(Buffer.Owner.MEMORYVIEW, known);
    }

    /** Whether its items do not follow each other, or are of another size than the format says. */
    private static boolean hasGaps(long object, char format) {
        if (!Buffer.isKnown(format)) {
            return true;
        }
        int size = new Buffer(Buffer.Owner.MEMORYVIEW, format).itemSize();
        long stride = Native.getLong(Native.getLong(object + PyMemoryView.STRIDES));
        return stride != size
                || Native.getLong(object + PyMemoryView.ITEMSIZE) != size
                || Native.getLong(object + PyMemoryView.SUBOFFSETS) != 0;
    }

    /** The only letter of the view's format, or 0. */
    private static char format(long object) {
        String format = Native.cString(Native.getLong(object + PyMemoryView.FORMAT));
        return format.length() == 1 ? format.charAt(0) : 0;
    }

    private static @Nullable Shape shape(Buffer.Owner owner, char format) {
        return Buffer.isKnown(format) ? Shape.buffer(new Buffer(owner, format)) : null;
    }
}

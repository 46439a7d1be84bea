package dev.justjit.api;

import dev.justjit.abi.layout.BufferView;
import dev.justjit.ffi.Native;
import java.lang.ref.Cleaner.Cleanable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a Python object that has the buffer protocol, shared with Java: nothing is copied. While it is open the
 * object keeps the memory where it is: a bytearray cannot be resized, for instance.
 *
 * <p><b>Lifetime.</b> On Java 22 and newer, {@link #close} lets the object go at once, and buffers that came from
 * {@link #bytes} throw IllegalStateException from then on. On older ones nothing can take a ByteBuffer back: there the
 * object is let go when this is closed and no such buffer, and no slice of one, is reachable any more. So a buffer never
 * outlives the memory. What is never closed is let go some time after it became unreachable.
 *
 * <p>May be used on any thread; Python and Java see each other's writes as two threads of C do. All methods but {@link
 * #close} throw IllegalStateException when it is closed.
 */
public final class PyBuffer implements AutoCloseable {
    private static final long GET = Native.requireSymbol("PyObject_GetBuffer");
    private static final long RELEASE = Native.requireSymbol("PyBuffer_Release");

    private final Python python;
    private final BufferFacts facts;
    private final Segments.@Nullable Scope scope;
    private final Cleanable export;

    /** All buffers that are handed out keep it reachable, and the export goes after it; null: closed. */
    private @Nullable ByteBuffer root;

    private boolean handedOut;

    private PyBuffer(Python python, long view) {
        this.python = python;
        facts = BufferFacts.of(view);
        scope = Segments.scope();
        ByteBuffer memory = memory(facts, scope);
        root = memory;
        export =
                Handles.own(
                        memory,
                        python.gil(),
                        () -> {
                            Native.call(RELEASE, view);
                            Native.free(view);
                        });
    }

    private static ByteBuffer memory(BufferFacts facts, Segments.@Nullable Scope scope) {
        if (facts.size() == 0) {
            return ByteBuffer.allocateDirect(0); // what there is none of may be nowhere
        }
        return scope == null
                ? Native.directBuffer(facts.address(), facts.size())
                : scope.buffer(facts.address(), facts.size());
    }

    /** Of an object; needs the GIL. */
    static PyBuffer of(Python python, long object) {
        long view = Native.allocate(BufferView.SIZE);
        int flags = BufferView.C_CONTIGUOUS_WITH_FORMAT;
        if ((int) Native.call(GET, object, view, flags) != 0) {
            Native.free(view);
            throw Errors.take();
        }
        try {
            return new PyBuffer(python, view);
        } catch (RuntimeException | Error refused) {
            Native.call(RELEASE, view);
            Native.free(view);
            throw refused;
        }
    }

    private synchronized ByteBuffer root() {
        ByteBuffer memory = root;
        if (memory == null) {
            throw new IllegalStateException("the buffer was closed");
        }
        return memory;
    }

    /**
     * The memory, from its first byte to its last, in the byte order of this machine. A buffer of its own each time,
     * read-only where the object's memory is.
     */
    public synchronized ByteBuffer bytes() {
        ByteBuffer memory = root();
        handedOut = true;
        ByteBuffer buffer = facts.readOnly() ? memory.asReadOnlyBuffer() : memory.duplicate();
        return buffer.order(ByteOrder.nativeOrder());
    }

    /** What an item is, in the syntax of Python's module {@code struct}: {@code B}, {@code d}, and so on. */
    public String format() {
        return facts.format();
    }

    /** Bytes of an item. */
    public int itemSize() {
        return facts.itemSize();
    }

    /** The length of each dimension; the last one varies fastest. */
    public long[] shape() {
        return facts.shape().clone();
    }

    /** Bytes of all items. */
    public int size() {
        return facts.size();
    }

    /** Whether Java may only read it. */
    public boolean isReadOnly() {
        return facts.readOnly();
    }

    /** A copy as an array of primitives, which items are. */
    Object copyOut(Class<?> component) {
        ByteBuffer from = root().duplicate().order(ByteOrder.nativeOrder());
        Object array = Array.newInstance(component, facts.size() / facts.itemSize());
        if (array instanceof byte[] bytes) {
            from.get(bytes);
        } else if (array instanceof short[] shorts) {
            from.asShortBuffer().get(shorts);
        } else if (array instanceof int[] ints) {
            from.asIntBuffer().get(ints);
        } else if (array instanceof long[] longs) {
            from.asLongBuffer().get(longs);
        } else if (array instanceof float[] floats) {
            from.asFloatBuffer().get(floats);
        } else if (array instanceof double[] doubles) {
            from.asDoubleBuffer().get(doubles);
        }
        return array;
    }

    /**
     * Lets the object go, see above; later calls do nothing.
     *
     * @throws IllegalStateException on Java 22 and newer, when another thread is in the middle of input or output with
     *     one of the buffers
     */
    @Override
    public void close() {
        boolean now;
        synchronized (this) {
            if (root == null) {
                return;
            }
            if (scope != null) {
                scope.close();
            }
            now = scope != null || !handedOut;
            root = null;
        }
        if (now) {
            export.clean();
        }
    }

    @Override
    public String toString() {
        return "Python buffer of "
                + facts.size()
                + " bytes, format "
                + facts.format()
                + (python.isClosed() ? " (Python was closed)" : "");
    }
}

package dev.justjit.api;

import static dev.justjit.api.ObjectsProgram.failure;
import static dev.justjit.api.ObjectsProgram.say;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;

/** Memory of Java used from Python, and the other way round: a part of {@link SharingProgram}. */
final class SharedMemory {
    private SharedMemory() {}

    /** Prints what it finds. */
    static void check(Python python) throws Exception {
        javaMemory(python);
        segments(python);
        pythonMemory(python);
        arrays(python);
    }

    /** Memory outside of Java's heap. */
    static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static void javaMemory(Python python) {
        ByteBuffer buffer = direct(8);
        buffer.put(0, (byte) 1);
        python.set("view", buffer);
        python.exec("view[7] = 255");
        say(
                "buffer",
                buffer.get(7)
                        + " "
                        + python.eval(
                                        "type(view).__name__, view.format, view.nbytes, view[0], view.readonly")
                                .toJava());
        DoubleBuffer doubles = direct(24).asDoubleBuffer();
        doubles.put(1, 1.5);
        doubles.position(1);
        python.set("doubles", doubles);
        python.exec("doubles[1] = sum(doubles) * 2");
        say("doubles", doubles.get(2) + " " + python.eval("doubles.tolist()").toJava());
        say("read-only", failure(() -> run(python, "b[0] = 1", direct(1).asReadOnlyBuffer())));
        say("heap", failure(() -> run(python, "", ByteBuffer.allocate(1))));
        say("order", failure(() -> run(python, "", ByteBuffer.allocateDirect(8).asIntBuffer())));
        python.set("empty", direct(0).asLongBuffer());
        say("empty", python.eval("len(empty)").toJava());
        say("bytes", python.eval("bytes(view)").as(byte[].class).length);
    }

    /** Runs source in which the object has the name {@code b}. */
    static Object run(Python python, String source, Object b) {
        python.set("b", b);
        python.exec(source);
        return null;
    }

    /** Java 22 and newer. */
    private static void segments(Python python) throws Exception {
        if (Runtime.version().feature() < 22) {
            say("segment", "3 [1, 2, 3] true");
            say(
                    "heap segment",
                    "IllegalArgumentException a MemorySegment on Java's heap cannot be shared: Java moves it; use a native one");
            return;
        }
        Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> arenas = Class.forName("java.lang.foreign.Arena");
        Object arena = arenas.getMethod("ofAuto").invoke(null);
        Object segment = arenas.getMethod("allocate", long.class, long.class).invoke(arena, 3L, 1L);
        ByteBuffer over = (ByteBuffer) type.getMethod("asByteBuffer").invoke(segment);
        over.put(0, (byte) 1).put(1, (byte) 2);
        python.set("segment", segment);
        python.exec("segment[2] = 3");
        say(
                "segment",
                over.get(2)
                        + " "
                        + python.eval("segment.tolist()").toJava()
                        + " "
                        + python.eval("not segment.readonly").toJava());
        Method ofArray = type.getMethod("ofArray", byte[].class);
        Object heap = ofArray.invoke(null, new byte[1]);
        say("heap segment", failure(() -> run(python, "", heap)));
    }

    private static void pythonMemory(Python python) {
        python.exec(
                "import array; data = bytearray(b'abcd'); grid = memoryview(bytearray(12)).cast('B', (3, 4))");
        PyBuffer buffer = python.eval("data").buffer();
        ByteBuffer bytes = buffer.bytes();
        bytes.put(0, (byte) 'X');
        say(
                "bytearray",
                python.eval("data.decode()").toJava()
                        + " "
                        + buffer.size()
                        + buffer.format()
                        + buffer.isReadOnly());
        say("exported", failure(() -> SharingProgram.run(python, "data.append(1)")));
        bytes = null;
        buffer.close();
        buffer.close();
        say("closed", failure(buffer::bytes));
        try (PyBuffer constant = python.eval("b'abc'").buffer()) {
            say("bytes", constant.bytes().get(1) + " " + constant.isReadOnly());
            say(
                    "write",
                    failure(() -> constant.bytes().put(0, (byte) 0))
                            .startsWith(ReadOnlyBufferException.class.getSimpleName()));
        }
        try (PyBuffer array = python.eval("array.array('d', [1, 2.5])").buffer()) {
            say(
                    "array",
                    array.bytes().asDoubleBuffer().get(1)
                            + " "
                            + array.format()
                            + array.itemSize());
        }
        try (PyBuffer shape = python.eval("grid").buffer()) {
            say("shape", Arrays.toString(shape.shape()));
        }
        say("gaps", failure(() -> python.eval("memoryview(b'abcd')[::2]").buffer()));
        say("none", failure(() -> python.eval("'x'").buffer()));
        try (PyBuffer empty = python.eval("bytearray()").buffer()) {
            say("empty", empty.bytes().remaining());
        }
    }

    private static void arrays(Python python) {
        int[] ints = {3, 1, 2};
        try (PyValue array = python.array(ints)) {
            array.setItem(0, 30);
            say("array", array + " " + Arrays.toString(array.as(int[].class)) + ints[0]);
        }
        say("doubles", python.array(new double[] {.5}));
        say("bytes", python.array(new byte[] {-1}));
        say(
                "shorts",
                python.array(new short[] {-1})
                        + " "
                        + python.array(new long[] {1L << 40})
                        + " "
                        + python.array(new float[] {.5f}));
        say("no array", failure(() -> python.array(new boolean[1])));
    }
}

package dev.justjit.attach.snapshot;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import dev.justjit.store.CodeKey;
import dev.justjit.store.StoredCode;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a frame held at one moment, taken with the GIL and read without: plain data. Addresses have numbers and are
 * linked only: what is at one by then, the region's guards find out.
 */
public final class FrozenInputs implements Inputs, CodeKey.Inputs {
    private final InputNumbers numbers;
    private final boolean hasFrame;
    private final Shape[] locals;
    private final Shape[] cells;
    private final long[] objects;
    private final long[] stackTypes;
    private final int localCount;
    private final Map<Integer, Shape> globals = new HashMap<>();
    private final Map<Integer, Long> globalObjects = new HashMap<>();
    private final Map<Long, Shape> attributes = new HashMap<>();
    private final Map<Long, Long> attributeObjects = new HashMap<>();
    private final Map<Long, @Nullable Callee> callees;
    private final long[] names;
    private final long arrayType;
    private final boolean namesAreGlobals;

    /**
     * @param live reads the frame
     * @param depth entries of its value stack
     */
    public FrozenInputs(Inputs live, CodeImage image, int depth) {
        this(live, image, depth, new InputNumbers(), new HashMap<>(), true);
    }

    /**
     * Of a function that is called from elsewhere: no frame, and the function is a {@link #callee} itself.
     *
     * @param live reads what it sees
     * @param function its address
     */
    public static FrozenInputs ofFunction(Inputs live, CodeImage image, long function) {
        FrozenInputs inputs =
                new FrozenInputs(live, image, 0, new InputNumbers(), new HashMap<>(), false);
        inputs.addCallee(live, Shape.function(function));
        return inputs;
    }

    /** The number of an address that has one, or a new one. */
    public long number(long address) {
        return numbers.of(address);
    }

    private FrozenInputs(
            Inputs live,
            CodeImage image,
            int depth,
            InputNumbers numbers,
            Map<Long, @Nullable Callee> callees,
            boolean hasFrame) {
        this.numbers = numbers;
        this.callees = callees;
        this.hasFrame = hasFrame;
        localCount = image.localsPlus();
        int words = hasFrame ? localCount + depth : 0;
        locals = new Shape[words];
        cells = new Shape[words];
        objects = new long[words];
        stackTypes = new long[hasFrame ? depth : 0];
        names = new long[image.names().size()];
        for (int i = 0; i < words; i++) {
            Shape shape = live.local(i);
            locals[i] = numbered(shape);
            cells[i] = numbered(live.cell(i));
            objects[i] = isOneObject(shape) ? numbers.of(live.localObject(i)) : 0;
            addCallee(live, shape);
        }
        for (int i = 0; i < stackTypes.length; i++) {
            stackTypes[i] = numbers.of(live.stackType(i));
        }
        for (int i = 0; i < names.length; i++) {
            names[i] = numbers.of(live.nameObject(i));
        }
        addGlobals(live, Decoder.decode(image));
        arrayType = numbers.of(live.arrayType());
        namesAreGlobals = hasFrame && live.namesAreGlobals();
    }

    private void addGlobals(Inputs live, List<Insn> insns) {
        for (int i = 0; i < insns.size(); i++) {
            int oparg = insns.get(i).oparg();
            switch (insns.get(i).opcode()) {
                case LOAD_GLOBAL -> addGlobal(live, oparg >> 1);
                case LOAD_NAME, STORE_NAME, STORE_GLOBAL -> addGlobal(live, oparg);
                default -> {}
            }
        }
        for (int i = 0; i < insns.size(); i++) {
            if (insns.get(i).opcode() == Opcode.LOAD_ATTR) {
                addAttributes(live, insns.get(i).oparg() >> 1);
            }
        }
    }

    private void addGlobal(Inputs live, int name) {
        if (!globals.containsKey(name)) {
            Shape shape = live.global(name);
            globals.put(name, numbered(shape));
            if (isOneObject(shape)) {
                globalObjects.put(name, numbers.of(live.globalObject(name)));
            }
            addCallee(live, shape);
        }
    }

    private void addAttributes(Inputs live, int name) {
        for (Map.Entry<Integer, Shape> global : globals.entrySet()) {
            if (global.getValue().is(Shape.Kind.MODULE)) {
                long key = key(global.getKey(), name);
                Shape shape = live.attribute(global.getKey(), name);
                attributes.put(key, numbered(shape));
                if (isOneObject(shape)) {
                    long object = live.attributeObject(global.getKey(), name);
                    attributeObjects.put(key, numbers.of(object));
                }
                addCallee(live, shape);
            }
        }
    }

    /** A function with the number of its address. */
    private Shape numbered(Shape shape) {
        if (shape.is(Shape.Kind.FUNCTION)) {
            return Shape.function(numbers.of(shape.detail()));
        }
        Shape item = shape.item();
        return item == null ? shape : new Shape(shape.kind(), numbered(item), shape.detail());
    }

    /** Whether a region may be for this very object. */
    private static boolean isOneObject(Shape shape) {
        return shape.is(Shape.Kind.FUNCTION)
                || shape.is(Shape.Kind.BUILTIN)
                || shape.is(Shape.Kind.MODULE);
    }

    /**
     * @param shape with the address
     */
    private void addCallee(Inputs live, Shape shape) {
        if (!shape.is(Shape.Kind.FUNCTION)) {
            return;
        }
        long number = numbers.of(shape.detail());
        if (!callees.containsKey(number)) {
            callees.put(number, null); // it may call itself
            Callee seen = live.callee(shape.detail());
            if (seen != null) {
                Flow flow = seen.flow();
                Inputs inputs =
                        new FrozenInputs(seen.inputs(), flow.image(), 0, numbers, callees, false);
                callees.put(
                        number,
                        new Callee(
                                flow,
                                inputs,
                                numbers.of(seen.code()),
                                numbers.add(seen.version())));
            }
        }
    }

    /** The address, or version, with the number. */
    public long value(int number) {
        return numbers.value(number);
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
        write(out, locals);
        write(out, cells);
        write(out, objects);
        write(out, stackTypes);
        out.writeInt(localCount);
        writeShapes(out, new TreeMap<>(globals));
        writeNumbers(out, new TreeMap<>(globalObjects));
        writeShapes(out, new TreeMap<>(attributes));
        writeNumbers(out, new TreeMap<>(attributeObjects));
        write(out, names);
        out.writeLong(arrayType);
        out.writeBoolean(namesAreGlobals);
        if (hasFrame) {
            for (Map.Entry<Long, @Nullable Callee> each : new TreeMap<>(callees).entrySet()) {
                out.writeLong(each.getKey());
                write(out, each.getValue());
            }
        }
    }

    private static void write(DataOutputStream out, @Nullable Callee callee) throws IOException {
        out.writeBoolean(callee != null);
        if (callee != null) {
            CodeKey.write(out, callee.flow().image());
            ((FrozenInputs) callee.inputs()).write(out);
            out.writeLong(callee.code());
            out.writeLong(callee.version());
        }
    }

    private static void write(DataOutputStream out, long[] numbers) throws IOException {
        out.writeInt(numbers.length);
        for (long number : numbers) {
            out.writeLong(number);
        }
    }

    private static void write(DataOutputStream out, Shape[] shapes) throws IOException {
        out.writeInt(shapes.length);
        for (Shape shape : shapes) {
            StoredCode.writeText(out, shape.key());
        }
    }

    private static <K extends Number> void writeNumbers(DataOutputStream out, Map<K, Long> numbers)
            throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<K, Long> each : numbers.entrySet()) {
            out.writeLong(each.getKey().longValue());
            out.writeLong(each.getValue());
        }
    }

    private static <K extends Number> void writeShapes(DataOutputStream out, Map<K, Shape> shapes)
            throws IOException {
        out.writeInt(shapes.size());
        for (Map.Entry<K, Shape> each : shapes.entrySet()) {
            out.writeLong(each.getKey().longValue());
            StoredCode.writeText(out, each.getValue().key());
        }
    }

    private static long key(int global, int name) {
        return (long) global << Integer.SIZE | name;
    }

    @Override
    public Shape local(int number) {
        return number < locals.length ? locals[number] : Shape.UNBOUND;
    }

    @Override
    public Shape stack(int position) {
        return local(localCount + position);
    }

    @Override
    public Shape cell(int number) {
        return number < cells.length ? cells[number] : Shape.OTHER;
    }

    @Override
    public Shape global(int name) {
        return globals.getOrDefault(name, Shape.UNBOUND);
    }

    @Override
    public Shape attribute(int global, int name) {
        return attributes.getOrDefault(key(global, name), Shape.UNBOUND);
    }

    @Override
    public boolean namesAreGlobals() {
        return namesAreGlobals;
    }

    @Override
    public @Nullable Callee callee(long function) {
        return callees.get(function);
    }

    @Override
    public long nameObject(int name) {
        return names[name];
    }

    @Override
    public long arrayType() {
        return arrayType;
    }

    @Override
    public long stackType(int position) {
        return stackTypes[position];
    }

    @Override
    public long localObject(int number) {
        return number < objects.length ? objects[number] : 0;
    }

    @Override
    public long globalObject(int name) {
        return globalObjects.getOrDefault(name, 0L);
    }

    @Override
    public long attributeObject(int global, int name) {
        return attributeObjects.getOrDefault(key(global, name), 0L);
    }
}

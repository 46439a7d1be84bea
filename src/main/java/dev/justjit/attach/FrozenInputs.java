package dev.justjit.attach;

import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.Insn;
import dev.justjit.region.Inputs;
import dev.justjit.region.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a frame held at one moment, taken with the GIL and read without: plain data. Addresses are compared
 * only: what is at one by then, the region's guards find out.
 */
final class FrozenInputs implements Inputs {
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
    FrozenInputs(FrameInputs live, CodeImage image, int depth) {
        this(live, image, depth, new HashMap<>(), true);
    }

    private FrozenInputs(
            Inputs live,
            CodeImage image,
            int depth,
            Map<Long, @Nullable Callee> callees,
            boolean hasFrame) {
        this.callees = callees;
        localCount = image.localsPlus();
        int words = hasFrame ? localCount + depth : 0;
        locals = new Shape[words];
        cells = new Shape[words];
        objects = new long[words];
        stackTypes = new long[hasFrame ? depth : 0];
        names = new long[image.names().size()];
        for (int i = 0; i < words; i++) {
            locals[i] = live.local(i);
            cells[i] = live.cell(i);
            objects[i] = live.localObject(i);
            addCallee(live, locals[i]);
        }
        for (int i = 0; i < stackTypes.length; i++) {
            stackTypes[i] = live.stackType(i);
        }
        for (int i = 0; i < names.length; i++) {
            names[i] = live.nameObject(i);
        }
        addGlobals(live, Decoder.decode(image));
        arrayType = live.arrayType();
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
            globals.put(name, live.global(name));
            globalObjects.put(name, live.globalObject(name));
            addCallee(live, live.global(name));
        }
    }

    private void addAttributes(Inputs live, int name) {
        for (Map.Entry<Integer, Shape> global : globals.entrySet()) {
            if (global.getValue().is(Shape.Kind.MODULE)) {
                long key = key(global.getKey(), name);
                Shape shape = live.attribute(global.getKey(), name);
                attributes.put(key, shape);
                attributeObjects.put(key, live.attributeObject(global.getKey(), name));
                addCallee(live, shape);
            }
        }
    }

    private void addCallee(Inputs live, Shape shape) {
        if (shape.is(Shape.Kind.FUNCTION) && !callees.containsKey(shape.detail())) {
            callees.put(shape.detail(), null); // it may call itself
            Callee seen = live.callee(shape.detail());
            if (seen != null) {
                Flow flow = seen.flow();
                Inputs inputs = new FrozenInputs(seen.inputs(), flow.image(), 0, callees, false);
                callees.put(shape.detail(), new Callee(flow, inputs, seen.code(), seen.version()));
            }
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

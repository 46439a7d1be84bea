package dev.justjit.store;

import dev.justjit.abi.Global;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.region.ir.Buffer;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How another process finds what a region's inputs have numbers for: a letter, which {@code justjit._regions} knows,
 * and a name. What has no name is a frame's own.
 */
public final class InputNames {
    private static final char STRING = 'n';
    private static final char EXPORT = 'x';
    private static final char BUILTIN = 'b';
    private static final char TYPE = 't';
    private static final char FUNCTION = 'f';
    private static final char CODE = 'c';
    private static final char VERSION = 'v';
    private static final String NOTHING = "0";

    private final Map<Long, String> names = new HashMap<>();
    private final Map<String, CodeImage> callees = new LinkedHashMap<>();
    private final List<String> own;

    private InputNames(CodeImage image) {
        own = image.names();
        names.put(0L, NOTHING);
    }

    /**
     * @param image the code with the loop
     * @param depth entries of the value stack at its header
     */
    public static InputNames of(Inputs inputs, CodeImage image, int depth) {
        InputNames made = new InputNames(image);
        made.add(inputs, image);
        for (int i = 0; i < depth; i++) {
            String type = type(inputs.stack(i));
            if (type != null) {
                made.names.putIfAbsent(inputs.stackType(i), type);
            }
        }
        for (int i = 0; i < image.localsPlus() + depth; i++) {
            made.builtin(inputs.local(i), inputs.localObject(i));
        }
        made.names.putIfAbsent(inputs.arrayType(), TYPE + "array array");
        return made;
    }

    private void add(Inputs inputs, CodeImage image) {
        for (int i = 0; i < image.names().size(); i++) {
            names.put(inputs.nameObject(i), STRING + image.names().get(i));
        }
        for (int i = 0; i < image.names().size(); i++) {
            Shape shape = inputs.global(i);
            builtin(shape, inputs.globalObject(i));
            function(inputs, shape, image.names().get(i));
            for (int j = 0; shape.is(Shape.Kind.MODULE) && j < image.names().size(); j++) {
                builtin(inputs.attribute(i, j), inputs.attributeObject(i, j));
            }
        }
    }

    private void builtin(Shape shape, long number) {
        Builtin builtin = Builtin.of(shape);
        if (builtin == null) {
            return;
        }
        Global type =
                switch (builtin) {
                    case INT -> Global.PYLONG_TYPE;
                    case FLOAT -> Global.PYFLOAT_TYPE;
                    case BOOL -> Global.PYBOOL_TYPE;
                    case RANGE -> Global.PYRANGE_TYPE;
                    case ENUMERATE -> Global.PYENUM_TYPE;
                    case ZIP -> Global.PYZIP_TYPE;
                    default -> null;
                };
        String named =
                type == null
                        ? BUILTIN + builtin.module() + ' ' + builtin.text()
                        : EXPORT + type.symbol();
        names.putIfAbsent(number, named);
    }

    /** A function that a global is, and whatever its code uses. */
    private void function(Inputs inputs, Shape shape, String global) {
        if (!shape.is(Shape.Kind.FUNCTION) || names.containsKey(shape.detail())) {
            return;
        }
        Inputs.Callee callee = inputs.callee(shape.detail());
        if (callee != null) {
            names.put(shape.detail(), FUNCTION + global);
            names.put(callee.code(), CODE + global);
            names.put(callee.version(), VERSION + global);
            CodeImage image = callee.flow().image();
            callees.put(global, image);
            add(callee.inputs(), image);
        }
    }

    /** The type of an iterator with the shape, or null if it has no name. */
    private static @Nullable String type(Shape shape) {
        Global type =
                switch (shape.kind()) {
                    case RANGE_ITER -> Global.PYRANGEITER_TYPE;
                    case LIST_ITER -> Global.PYLISTITER_TYPE;
                    case TUPLE_ITER -> Global.PYTUPLEITER_TYPE;
                    case ENUMERATE -> Global.PYENUM_TYPE;
                    case ZIP -> Global.PYZIP_TYPE;
                    default -> null;
                };
        if (type == null && shape.is(Shape.Kind.BUFFER_ITER)) {
            switch (Buffer.of(shape).owner()) {
                case BYTES -> type = Global.PYBYTESITER_TYPE;
                case BYTEARRAY -> type = Global.PYBYTEARRAYITER_TYPE;
                case ARRAY -> {
                    return TYPE + "array arrayiterator";
                }
                case MEMORYVIEW -> {}
            }
        }
        return type == null ? null : EXPORT + type.symbol();
    }

    boolean has(int number) {
        return names.containsKey((long) number);
    }

    String name(int number) {
        return Objects.requireNonNull(names.get((long) number));
    }

    /** The names of the code, and the functions that it calls. */
    void write(Marshal out) {
        write(out, own);
        out.tuple(callees.size());
        callees.forEach(
                (global, image) -> {
                    out.tuple(3).text(global).bytes(CodeKey.generic(image).bytes());
                    write(out, image.names());
                });
    }

    private static void write(Marshal out, List<String> texts) {
        out.tuple(texts.size());
        texts.forEach(out::text);
    }
}

package dev.justjit.region;

import dev.justjit.analysis.Flow;
import dev.justjit.analysis.Loops;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Callee;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a frame holds, written down beside an image. Lines: {@code loop NUMBER} (in the order of their
 * headers), {@code local NAME SHAPE}, {@code stack POSITION SHAPE}, {@code global NAME SHAPE}; comments
 * start with {@code #}. A shape is a {@link Shape.Kind}, with the step of a {@code RANGE_ITER} and the
 * name of a {@code BUILTIN}. Locals that are not named are unassigned.
 */
public final class RecordedInputs implements Inputs {
    /** Objects have addresses that no listing should show. */
    private static final long ADDRESS = 0x1000;

    private final CodeImage image;
    private final Map<String, Shape> shapes = new HashMap<>();
    private int loop;

    public RecordedInputs(CodeImage image, List<String> lines) {
        this.image = image;
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "#" -> {}
                case "loop" -> loop = Integer.parseInt(words[1]);
                case "local", "stack", "global" ->
                        shapes.put(words[0] + " " + words[1], shape(words));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    /** Those of the image {@code loops/NAME}. */
    public static RecordedInputs of(String name, CodeImage image) {
        try {
            Path folder = ImageReader.fixtures().resolve("images/loops");
            return new RecordedInputs(image, Files.readAllLines(folder.resolve(name + ".inputs")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Shape shape(String[] words) {
        return switch (Shape.Kind.valueOf(words[2])) {
            case RANGE_ITER -> Shape.rangeIter(Long.parseLong(words[3]));
            case BUILTIN -> Shape.builtin(Builtin.valueOf(words[3]));
            default -> new Shape(Shape.Kind.valueOf(words[2]), null, 0);
        };
    }

    /** The loop that was hot. */
    public Loops.Loop loop(Flow flow) {
        List<Loops.Loop> loops = new ArrayList<>(new Loops(flow.insns()).all());
        loops.removeIf(Loops.Loop::body);
        loops.removeIf(Loops.Loop::body);
        loops.sort(Comparator.comparingInt(Loops.Loop::header));
        return loops.get(loop);
    }

    private Shape find(String key, Shape none) {
        return shapes.getOrDefault(key, none);
    }

    @Override
    public Shape local(int number) {
        return find("local " + image.localNames().get(number), Shape.UNBOUND);
    }

    @Override
    public Shape stack(int position) {
        return find("stack " + position, Shape.OTHER);
    }

    @Override
    public Shape global(int name) {
        return find("global " + image.names().get(name), Shape.OTHER);
    }

    @Override
    public Shape attribute(int global, int name) {
        return find(
                "global " + image.names().get(global) + "." + image.names().get(name), Shape.OTHER);
    }

    @Override
    public @Nullable Callee callee(long function) {
        return null;
    }

    @Override
    public Shape cell(int number) {
        return find("cell " + number, Shape.OTHER);
    }

    @Override
    public long arrayType() {
        return 0;
    }

    @Override
    public long stackType(int position) {
        return ADDRESS;
    }

    @Override
    public boolean namesAreGlobals() {
        return true;
    }

    @Override
    public long nameObject(int name) {
        return ADDRESS + name;
    }

    @Override
    public long localObject(int number) {
        return ADDRESS;
    }

    @Override
    public long globalObject(int name) {
        return ADDRESS;
    }

    @Override
    public long attributeObject(int global, int name) {
        return ADDRESS;
    }
}

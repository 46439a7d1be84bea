package dev.justjit.attach.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.masm.Isa;
import dev.justjit.masm.Symbol;
import dev.justjit.region.RecordedInputs;
import dev.justjit.region.Region;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What regions are made of holds in every process. */
class FrozenInputsTest {
    /** A frame in a process whose objects are elsewhere. */
    private record Elsewhere(Inputs recorded, int locals, long base, Shape first)
            implements Inputs {
        @Override
        public Shape local(int number) {
            if (number == 0 && first.is(Shape.Kind.FUNCTION)) {
                return first;
            }
            return number < locals ? recorded.local(number) : recorded.stack(number - locals);
        }

        @Override
        public Shape stack(int position) {
            return local(locals + position);
        }

        @Override
        public Shape cell(int number) {
            return recorded.cell(number);
        }

        @Override
        public Shape global(int name) {
            return recorded.global(name);
        }

        @Override
        public Shape attribute(int global, int name) {
            return recorded.attribute(global, name);
        }

        @Override
        public boolean namesAreGlobals() {
            return recorded.namesAreGlobals();
        }

        @Override
        public @Nullable Callee callee(long function) {
            return null;
        }

        @Override
        public long nameObject(int name) {
            return base + 8L * name;
        }

        @Override
        public long arrayType() {
            return base + 0x1000;
        }

        @Override
        public long stackType(int position) {
            return base + 0x2000;
        }

        @Override
        public long localObject(int number) {
            return base + 0x3000 + 8L * number;
        }

        @Override
        public long globalObject(int name) {
            return base + 0x4000 + 8L * name;
        }

        @Override
        public long attributeObject(int global, int name) {
            return base + 0x5000 + 8L * name;
        }
    }

    private static FrozenInputs frozen(String loop, long base, Shape first) {
        CodeImage image = ImageReader.read("loops/" + loop);
        Inputs recorded = RecordedInputs.of(loop, image);
        return new FrozenInputs(new Elsewhere(recorded, image.localsPlus(), base, first), image, 2);
    }

    private static FrozenInputs frozen(String loop, long base) {
        return frozen(loop, base, Shape.OTHER);
    }

    private static String written(FrozenInputs inputs) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        inputs.write(new DataOutputStream(out));
        return HexFormat.of().formatHex(out.toByteArray());
    }

    @ParameterizedTest
    @EnumSource
    void regionsHoldNoAddresses(Isa isa) throws IOException {
        for (String loop : List.of("collatz", "gcd", "leibniz", "mandelbrot", "nested_loops")) {
            FrozenInputs one = frozen(loop, 0x7f00_1234_0000L);
            FrozenInputs two = frozen(loop, 0x5500_abcd_0000L);
            assertEquals(written(one), written(two), loop);
            Region first = compile(loop, one, isa);
            Region second = compile(loop, two, isa);
            assertTrue(Arrays.equals(first.blob().bytes(), second.blob().bytes()), loop);
            assertEquals(first.blob().pool(), second.blob().pool(), loop);
            assertEquals(first.blob().relocations(), second.blob().relocations(), loop);
            for (Symbol symbol : first.blob().pool()) {
                if (symbol.kind() == Symbol.Kind.INPUT) {
                    assertEquals(0x7f00L, one.value(symbol.index()) >>> 32, loop);
                }
            }
        }
    }

    private static Region compile(String loop, FrozenInputs inputs, Isa isa) {
        CodeImage image = ImageReader.read("loops/" + loop);
        Flow flow = new Flow(PortableImage.named(image).image());
        RecordedInputs recorded = RecordedInputs.of(loop, image);
        return Region.compile(flow, recorded.loop(flow), inputs, isa, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gcd", "collatz"})
    void functionsHaveNumbers(String loop) throws IOException {
        String one = written(frozen(loop, 1L << 40, Shape.function(5L << 40)));
        String two = written(frozen(loop, 3L << 40, Shape.function(7L << 40)));
        assertEquals(one, two);
        assertNotEquals(one, written(frozen(loop, 1L << 40)));
    }
}

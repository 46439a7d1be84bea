package dev.justjit.region.bound;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.masm.Isa;
import dev.justjit.record.JavaCall;
import dev.justjit.region.RecordedInputs;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import dev.justjit.template.Golden;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine code by which Java calls functions with registers is as it was reviewed. */
class BoundGoldenTest {
    private static final long FUNCTION = 1;

    /** What a function sees that is called from elsewhere: itself, and the builtin range. */
    private record Seen(CodeImage image, Inputs recorded) {
        Inputs inputs() {
            return (Inputs)
                    Proxy.newProxyInstance(
                            Inputs.class.getClassLoader(),
                            new Class<?>[] {Inputs.class},
                            (proxy, method, arguments) -> answer(method, arguments));
        }

        private @Nullable Object answer(Method method, Object[] arguments) throws Exception {
            if (method.getName().equals("callee")) {
                return new Inputs.Callee(new Flow(image), inputs(), 2, 3);
            }
            if (method.getName().equals("global")
                    && image.names().get((Integer) arguments[0]).equals("range")) {
                return Shape.builtin(Builtin.RANGE);
            }
            return method.invoke(recorded, arguments);
        }
    }

    private static void check(Isa isa, String name, Integer... kinds) {
        CodeImage image = ImageReader.read("loops/" + name);
        Inputs inputs = new Seen(image, RecordedInputs.of(name, image)).inputs();
        BoundFunction made = BoundFunction.compile(inputs, FUNCTION, List.of(kinds), isa, true);
        assertTrue(made.freeEntry() >= 0);
        Path folder = ImageReader.fixtures().resolve("golden/bound").resolve(isa.shortName());
        Golden.check(folder.resolve(name + ".txt"), Golden.readable(made.blob().listing()));
    }

    @ParameterizedTest
    @EnumSource
    void withoutGlobals(Isa isa) {
        check(isa, "gcd", JavaCall.INT, JavaCall.INT);
    }

    /** Doubles, an int, and a builtin. */
    @ParameterizedTest
    @EnumSource
    void withABuiltin(Isa isa) {
        check(isa, "mandelbrot", JavaCall.DOUBLE, JavaCall.DOUBLE, JavaCall.INT);
    }
}

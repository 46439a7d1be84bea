package dev.justjit.region;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.masm.Isa;
import dev.justjit.template.Golden;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The machine code of the hot loops of benchmark programs is as it was reviewed. */
class RegionGoldenTest {
    private static final List<String> LOOPS =
            List.of(
                    "while_sum_big",
                    "collatz",
                    "gcd",
                    "leibniz",
                    "mandelbrot",
                    "nested_loops",
                    "popcount");

    private static final Pattern BLOCK = Pattern.compile("# block \\d+ at \\d+, depth (\\d+)");
    private static final Pattern ADDRESS = Pattern.compile("\\[[^\\]]*\\]");

    /** The thread's eval breaker and what it has to be. */
    private static final Set<String> SAFEPOINT = Set.of("[r12+0x18]", "[r13+0x0]");

    static List<String> loops() {
        return LOOPS;
    }

    private static Region compile(String name, Isa isa) {
        CodeImage image = ImageReader.read("loops/" + name);
        Flow flow = new Flow(image);
        RecordedInputs inputs = RecordedInputs.of(name, image);
        return Region.compile(flow, inputs.loop(flow), inputs, isa, true);
    }

    @TestFactory
    Stream<DynamicTest> loopsCompileToTheirListing() {
        return Stream.of(Isa.values())
                .flatMap(
                        isa ->
                                LOOPS.stream()
                                        .map(
                                                name ->
                                                        DynamicTest.dynamicTest(
                                                                isa + " " + name,
                                                                () -> check(name, isa))));
    }

    private static void check(String name, Isa isa) {
        Region region = compile(name, isa);
        StringBuilder text = new StringBuilder();
        for (RegionReport.Value value : region.report().values()) {
            text.append("# ").append(value.name()).append(" (").append(value.type());
            text.append("): ").append(value.place()).append('\n');
        }
        text.append('\n').append(Golden.readable(region.blob().listing()));
        Path folder = ImageReader.fixtures().resolve("golden/regions").resolve(isa.shortName());
        Golden.check(folder.resolve(name + ".txt"), text.toString());
        assertEquals(List.of(), region.report().obstacles());
    }

    @ParameterizedTest
    @MethodSource("loops")
    void theInnermostLoopUsesRegistersOnly(String name) {
        List<String> listing = compile(name, Isa.X64).blob().listing();
        int deepest = 0;
        for (String line : listing) {
            deepest = Math.max(deepest, depth(line));
        }
        assertTrue(deepest > 0, "no loop in\n" + String.join("\n", listing));
        List<String> operands = new ArrayList<>();
        int safepoints = 0;
        int depth = 0;
        for (String line : listing) {
            if (line.startsWith("# block")) {
                depth = depth(line);
            } else if (line.startsWith("# exit") || line.startsWith("# pool")) {
                depth = 0;
            }
            Matcher operand = ADDRESS.matcher(line);
            if (depth == deepest && !line.startsWith("lea ") && operand.find()) {
                if (SAFEPOINT.contains(operand.group())) {
                    safepoints++;
                } else {
                    operands.add(line);
                }
            }
        }
        assertEquals(List.of(), operands);
        assertTrue(safepoints >= 2, "no safepoint in\n" + String.join("\n", listing));
    }

    private static int depth(String line) {
        Matcher block = BLOCK.matcher(line);
        return block.matches() ? Integer.parseInt(block.group(1)) : 0;
    }
}

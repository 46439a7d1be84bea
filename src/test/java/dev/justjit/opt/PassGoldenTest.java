package dev.justjit.opt;

import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Printer;
import dev.justjit.ir.Verifier;
import dev.justjit.template.Golden;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What each pass does to one function, as it was reviewed. */
class PassGoldenTest {
    /** The function of a pass; the passes that come first. */
    private record Example(String image, List<Pass> first, Pass pass) {}

    private static Map<String, Example> examples() {
        Pass parameters = new RedundantParameters();
        Pass types = new Types();
        Pass values = new GlobalValues();
        Map<String, Example> examples = new LinkedHashMap<>();
        examples.put(
                "redundant_parameters",
                new Example("exceptions/try_in_loop", List.of(), parameters));
        examples.put("types", new Example("loops/popcount", List.of(parameters), types));
        examples.put(
                "global_values",
                new Example("attributes/load_instance_value_twice", List.of(), values));
        examples.put("loads", new Example("subscripts/add_to_list_item", List.of(), new Loads()));
        examples.put(
                "dead_code", new Example("arithmetic/int_many", List.of(values), new DeadCode()));
        examples.put("blocks", new Example("truth/and_or", List.of(values), new Blocks()));
        return examples;
    }

    @TestFactory
    Stream<DynamicTest> passesDoWhatWasReviewed() {
        return examples().entrySet().stream()
                .map(
                        each ->
                                DynamicTest.dynamicTest(
                                        each.getKey(),
                                        () -> check(each.getKey(), each.getValue())));
    }

    private static void check(String name, Example example) {
        Graph graph = GraphBuilder.build(ImageReader.read(example.image()));
        for (Pass pass : example.first()) {
            pass.run(graph);
        }
        String before = Printer.print(graph);
        example.pass().run(graph);
        Verifier.verify(graph);
        Path folder = ImageReader.fixtures().resolve("golden").resolve("passes");
        Golden.check(
                folder.resolve(name + ".txt"),
                "# "
                        + example.image()
                        + "\n\n"
                        + before
                        + "\n---- after the pass\n\n"
                        + Printer.print(graph));
    }
}

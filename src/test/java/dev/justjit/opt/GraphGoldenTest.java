package dev.justjit.opt;

import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Printer;
import dev.justjit.ir.Verifier;
import dev.justjit.template.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The graphs of these functions, before the passes and after, are as they were reviewed. */
class GraphGoldenTest {
    private static final List<String> FUNCTIONS =
            List.of(
                    "arithmetic/add_cold",
                    "arithmetic/add_int",
                    "arithmetic/add_int_in_try",
                    "arithmetic/float_chain",
                    "arithmetic/float_times_int",
                    "arithmetic/int_many",
                    "attributes/load_instance_value_twice",
                    "attributes/load_slot",
                    "attributes/method_with_values",
                    "attributes/store_instance_value",
                    "attributes/store_float_sum",
                    "build/unpack_two",
                    "build/append_sum",
                    "build/append_value",
                    "build/dict",
                    "build/dict_constant_keys",
                    "build/format_parts",
                    "calls/python_exact",
                    "calls/recursive",
                    "calls/len_plus",
                    "calls/isinstance",
                    "calls/method_no_arguments",
                    "calls/method_one_argument",
                    "calls/str",
                    "calls/type",
                    "cells/store",
                    "cells/load",
                    "compare/chained",
                    "compare/if_eq_str",
                    "control/for_list",
                    "control/for_range",
                    "control/for_range_sum",
                    "control/nested_for",
                    "control/while_int",
                    "exceptions/try_except",
                    "exceptions/try_in_loop",
                    "exceptions/try_finally",
                    "generators/yield",
                    "generators/delegate",
                    "locals/comprehension",
                    "locals/delete_maybe_unbound",
                    "locals/set_comprehension",
                    "loops/collatz",
                    "loops/gcd",
                    "loops/leibniz",
                    "loops/mandelbrot",
                    "loops/nested_loops",
                    "loops/popcount",
                    "loops/while_sum_big",
                    "match/sequence",
                    "names/global_builtin",
                    "subscripts/add_to_list_item",
                    "subscripts/load_list_twice",
                    "subscripts/load_dict",
                    "subscripts/load_str",
                    "subscripts/slice_two",
                    "subscripts/store_dict",
                    "truth/and_or",
                    "truth/if_in_set",
                    "truth/is_none",
                    "with/simple");

    @TestFactory
    Stream<DynamicTest> functionsHaveTheirGraphs() {
        return FUNCTIONS.stream().map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }

    private static void check(String name) throws IOException {
        Path image = ImageReader.fixtures().resolve("images").resolve(name + ".txt");
        StringBuilder text = new StringBuilder();
        for (String line : Files.readAllLines(image)) {
            if (line.startsWith("#")) {
                text.append(line).append('\n');
            }
        }
        Graph graph = GraphBuilder.build(ImageReader.read(image));
        text.append('\n').append(Printer.print(graph));
        Passes.run(graph, Verifier::verify);
        text.append("\n---- after the passes\n\n").append(Printer.print(graph));
        Path folder = ImageReader.fixtures().resolve("golden").resolve("graphs");
        Golden.check(folder.resolve(name + ".txt"), text.toString());
    }
}

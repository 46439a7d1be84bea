package dev.justjit.opt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeGroup.Kind;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Decoder;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.CompileOptions;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Printer;
import dev.justjit.ir.Verifier;
import dev.justjit.lower.Lowering;
import dev.justjit.masm.Isa;
import dev.justjit.template.Golden;
import dev.justjit.template.Templates;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Graphs of functions with those of what they call, as they were reviewed; and they become machine code. */
class InliningTest {
    private static final Map<String, List<String>> CALLEES =
            Map.of(
                    "call_get", List.of("get"),
                    "call_put", List.of("put", "get"),
                    "call_sign", List.of("sign"),
                    "call_scaled", List.of("scaled"));

    @TestFactory
    Stream<DynamicTest> calleesArePartOfTheGraph() {
        return CALLEES.keySet().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(name)));
    }

    private static void check(String name) throws IOException {
        CodeGroup group = group(name, CALLEES.get(name));
        Graph graph = GraphBuilder.build(group);
        Verifier.verify(graph);
        String before = Printer.print(graph);
        Passes.run(graph, Verifier::verify);
        String after = Printer.print(graph);
        for (String callee : CALLEES.get(name)) {
            assertTrue(after.contains("guard_code"), () -> callee + " is not inlined: " + after);
        }
        List<Flow> flows = group.images().stream().map(Flow::new).toList();
        for (Isa isa : Isa.values()) {
            new Lowering(new Templates()).compile(flows, graph, isa, CompileOptions.plain());
        }
        Path folder = ImageReader.fixtures().resolve("golden").resolve("graphs/inlining");
        Golden.check(folder.resolve(name + ".txt"), before + "\n---- after the passes\n\n" + after);
    }

    /** The code with its callees, which it finds by their names. */
    private static CodeGroup group(String name, List<String> others) throws IOException {
        List<CodeImage> images = new ArrayList<>();
        images.add(image(name));
        for (String other : others) {
            images.add(image(other));
        }
        Map<Integer, Callee> callees = new HashMap<>();
        for (int code = 0; code < images.size(); code++) {
            CodeImage image = images.get(code);
            for (Insn insn : Decoder.decode(image)) {
                int callee =
                        switch (insn.opcode()) {
                            case LOAD_ATTR, LOAD_GLOBAL ->
                                    1 + others.indexOf(image.names().get(insn.oparg() >> 1));
                            default -> 0;
                        };
                if (callee > 0) {
                    boolean method = insn.opcode() == dev.justjit.abi.Opcode.LOAD_ATTR;
                    callees.put(
                            CodeGroup.place(code, insn.offset()),
                            new Callee(callee, method ? Kind.METHOD : Kind.FUNCTION, 1, 0));
                }
            }
        }
        return new CodeGroup(images, callees, Map.of(), Map.of());
    }

    private static CodeImage image(String name) throws IOException {
        Path folder = ImageReader.fixtures().resolve("images/inlining");
        return ImageReader.read(folder.resolve(name + ".txt"));
    }
}

package dev.justjit.lower;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.justjit.analysis.Flow;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.CodeBlob;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.NotCompiled;
import dev.justjit.ir.Graph;
import dev.justjit.masm.Isa;
import dev.justjit.opt.Passes;
import dev.justjit.template.Templates;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every captured image becomes machine code by way of its graph, or is refused with a reason. */
class LoweringTest {
    private final Lowering lowering = new Lowering(new Templates());

    static Stream<Path> images() {
        return ImageReader.all().stream();
    }

    @ParameterizedTest
    @MethodSource("images")
    void everyPlainGraphBecomesCode(Path path) {
        Flow flow = new Flow(ImageReader.read(path));
        for (Isa isa : Isa.values()) {
            CodeBlob blob =
                    lowering.compile(
                            flow, GraphBuilder.buildPlain(flow), isa, CompileOptions.plain());
            assertTrue(blob.bytes().length > 0);
        }
    }

    @ParameterizedTest
    @MethodSource("images")
    void everyGraphBecomesCode(Path path) {
        CodeImage image = ImageReader.read(path);
        Flow flow = new Flow(image);
        for (Isa isa : Isa.values()) {
            Graph graph = GraphBuilder.build(flow, 0);
            Passes.run(graph);
            try {
                CodeBlob blob = lowering.compile(flow, graph, isa, CompileOptions.withListing());
                assertTrue(blob.bytes().length > 0);
            } catch (NotCompiled refused) {
                assertTrue(String.valueOf(refused.getMessage()).length() > 0);
            }
        }
    }

    /** Versions in inline caches are compared by symbols: what is compiled has none of its own. */
    @ParameterizedTest
    @MethodSource("images")
    void codeIsOfNoProcess(Path path) {
        CodeImage image = ImageReader.read(path);
        for (Isa isa : Isa.values()) {
            assertArrayEquals(
                    code(image, isa), code(PortableImage.withVersions(image).image(), isa));
        }
    }

    /** Empty if it is refused. */
    private byte[] code(CodeImage image, Isa isa) {
        Flow flow = new Flow(image);
        Graph graph = GraphBuilder.build(flow, 0);
        Passes.run(graph);
        try {
            return lowering.compile(flow, graph, isa, CompileOptions.plain()).bytes();
        } catch (NotCompiled refused) {
            return new byte[0];
        }
    }
}

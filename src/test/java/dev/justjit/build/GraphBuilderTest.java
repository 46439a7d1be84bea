package dev.justjit.build;

import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Verifier;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every captured image has a graph, of its call and of what comes after each jump back. */
class GraphBuilderTest {
    static Stream<Path> images() {
        return ImageReader.all().stream();
    }

    @ParameterizedTest
    @MethodSource("images")
    void everyImageHasAGraph(Path path) {
        CodeImage image = ImageReader.read(path);
        Verifier.verify(GraphBuilder.build(image));
        Flow flow = new Flow(image);
        for (int i = 0; i < flow.insns().size(); i++) {
            Insn insn = flow.insns().get(i);
            if (flow.isReachable(i) && insn.isJump() && insn.target() <= insn.offset()) {
                Verifier.verify(GraphBuilder.build(flow, insn.target()));
            }
        }
    }
}

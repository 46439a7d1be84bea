package dev.justjit.opt;

import dev.justjit.analysis.Flow;
import dev.justjit.build.GraphBuilder;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.ImageReader;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Verifier;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pass leaves a graph that holds together, of every captured image and of what comes after each jump back. */
class PassesTest {
    static Stream<Path> images() {
        return ImageReader.all().stream();
    }

    @ParameterizedTest
    @MethodSource("images")
    void everyPassKeepsTheGraphWhole(Path path) {
        CodeImage image = ImageReader.read(path);
        Passes.run(GraphBuilder.build(image), Verifier::verify);
        Flow flow = new Flow(image);
        for (int i = 0; i < flow.insns().size(); i++) {
            Insn insn = flow.insns().get(i);
            if (flow.isReachable(i) && insn.isJump() && insn.target() <= insn.offset()) {
                Passes.run(GraphBuilder.build(flow, insn.target()), Verifier::verify);
            }
        }
    }
}

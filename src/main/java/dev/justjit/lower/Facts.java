package dev.justjit.lower;

import dev.justjit.bytecode.Insn;
import dev.justjit.compile.CompileOptions;
import dev.justjit.compile.GraphFacts;
import dev.justjit.ir.Block;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Order;
import dev.justjit.ir.RefusedCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is told of a graph when it has become machine code. */
final class Facts {
    private Facts() {}

    static GraphFacts of(
            Graph graph, Order order, InstructionTable instructions, CompileOptions options) {
        List<GraphFacts.Whole> templateInstructions = new ArrayList<>();
        for (Block block : order.blocks()) {
            for (Node node = block.first(); node != null; node = node.next()) {
                FrameState before = node.before();
                if (node.is(Op.GENERIC) && before != null && before.parent() == null) {
                    templateInstructions.add(whole(instructions.of(node.instruction()), options));
                }
            }
        }
        templateInstructions.sort(Comparator.comparingInt(GraphFacts.Whole::unit));
        List<String> inlined = new ArrayList<>();
        for (Code code : graph.codes().subList(1, graph.codes().size())) {
            inlined.add(code.name());
        }
        List<GraphFacts.Refused> refused = new ArrayList<>();
        for (RefusedCall call : graph.refusedCalls()) {
            refused.add(
                    new GraphFacts.Refused(
                            call.unit(), call.caller(), call.callee(), call.reason()));
        }
        return new GraphFacts(templateInstructions, inlined, refused);
    }

    private static GraphFacts.Whole whole(Insn insn, CompileOptions options) {
        String reason = "it has no operations of its own";
        if (options.unstableSites().get(insn.offset())) {
            reason = "it was left too often";
        } else if (insn.seen() == insn.opcode() && insn.opcode().caches() > 0) {
            reason = "the interpreter has noted nothing of it";
        }
        return new GraphFacts.Whole(insn.offset(), insn.seen().name(), reason);
    }
}

package dev.justjit.attach.report;

import dev.justjit.attach.live.CompiledCode;
import dev.justjit.attach.live.LoopGraphs;
import dev.justjit.bytecode.LineTable;
import dev.justjit.compile.GraphFacts;
import dev.justjit.json.JsonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the optimizing compiler has made of a code object.
 *
 * @param tier what made the machine code of calls: {@code graph} or {@code templates}; null if there is none
 * @param reason why it is not a graph although the code is hot, or null
 * @param ratio how long calls took in the graph that was timed last, in parts of what they took in templates; 0 if none
 *     was
 * @param wholes instructions that the graph leaves to their templates
 * @param inlined names of functions whose calls are part of the graph
 * @param refused calls of functions that are not
 * @param loops machine code for frames in the middle of loops
 */
public record OptimizerReport(
        @Nullable String tier,
        @Nullable String reason,
        double ratio,
        List<Whole> wholes,
        List<String> inlined,
        List<Refused> refused,
        List<LoopGraph> loops) {
    /**
     * An instruction that is done by its template.
     *
     * @param unit unit index of the instruction
     * @param line its line in the source, 0 if it has none
     * @param opcode its name, as the interpreter has specialized it
     * @param reason why it has no operations
     */
    public record Whole(int unit, int line, String opcode, String reason) {}

    /**
     * A call of a Python function that is not part of the graph.
     *
     * @param unit unit index of the instruction that it is in
     * @param line its line in the source, 0 if it has none
     * @param caller name of the inlined function that calls, or null: it is the code itself
     * @param callee name of the function that is called
     * @param reason why it is not
     */
    public record Refused(
            int unit, int line, @Nullable String caller, String callee, String reason) {}

    /**
     * Machine code for frames in the middle of a loop.
     *
     * @param unit of the loop's header
     * @param line its line in the source, 0 if it has none
     * @param bytes size of the code, 0 if there is none
     * @param reason why there is none, or null
     */
    public record LoopGraph(int unit, int line, int bytes, @Nullable String reason) {}

    static OptimizerReport of(CompiledCode known, LineTable lines) {
        CompiledCode.Loaded current = known.current();
        GraphFacts facts = current == null ? null : current.blob().graph();
        List<Whole> wholes = new ArrayList<>();
        if (facts != null) {
            for (GraphFacts.Whole each : facts.wholes()) {
                int line = lines.line(each.unit());
                wholes.add(new Whole(each.unit(), line, each.opcode(), each.reason()));
            }
        }
        String tier = facts != null ? "graph" : "templates";
        return new OptimizerReport(
                current == null ? null : tier,
                facts != null ? null : known.optimization().refusal(),
                known.optimization().ratio(),
                wholes,
                facts == null ? List.of() : facts.inlined(),
                facts == null ? List.of() : refused(facts, lines),
                loops(known, lines));
    }

    private static List<Refused> refused(GraphFacts facts, LineTable lines) {
        List<Refused> refused = new ArrayList<>();
        for (GraphFacts.Refused each : facts.refused()) {
            int line = lines.line(each.unit());
            refused.add(
                    new Refused(each.unit(), line, each.caller(), each.callee(), each.reason()));
        }
        return refused;
    }

    private static List<LoopGraph> loops(CompiledCode known, LineTable lines) {
        List<LoopGraph> loops = new ArrayList<>();
        for (Map.Entry<LoopGraphs.Key, LoopGraphs.Loop> each : known.loops().all().entrySet()) {
            int header = each.getKey().header();
            CompiledCode.Loaded current = each.getValue().current();
            loops.add(
                    new LoopGraph(
                            header,
                            lines.line(header),
                            current == null ? 0 : current.length(),
                            each.getValue().refusal()));
        }
        return loops;
    }

    void write(JsonText json) {
        json.name("tier").value(tier);
        json.name("optimizer").object();
        json.name("reason").value(reason);
        json.name("ratio").value(ratio);
        json.name("wholes").array();
        for (Whole whole : wholes) {
            json.object().name("unit").value(whole.unit);
            json.name("line").value(whole.line);
            json.name("opcode").value(whole.opcode);
            json.name("reason").value(whole.reason).endObject();
        }
        json.endArray().name("inlined").array();
        inlined.forEach(json::value);
        json.endArray().name("refused").array();
        for (Refused call : refused) {
            json.object().name("unit").value(call.unit);
            json.name("line").value(call.line);
            json.name("caller").value(call.caller);
            json.name("callee").value(call.callee);
            json.name("reason").value(call.reason).endObject();
        }
        json.endArray().name("loops").array();
        for (LoopGraph loop : loops) {
            json.object().name("unit").value(loop.unit);
            json.name("line").value(loop.line);
            json.name("bytes").value(loop.bytes);
            json.name("reason").value(loop.reason).endObject();
        }
        json.endArray().endObject();
    }
}

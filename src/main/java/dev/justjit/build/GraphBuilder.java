package dev.justjit.build;

import dev.justjit.abi.layout.PyCode;
import dev.justjit.analysis.Flow;
import dev.justjit.analysis.RunningEntries;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.InvalidBytecode;
import dev.justjit.bytecode.Versions;
import dev.justjit.ir.Block;
import dev.justjit.ir.Code;
import dev.justjit.ir.Constants;
import dev.justjit.ir.Graph;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import dev.justjit.ir.TypeInference;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the graph of a code object: of a call, or of what comes after a jump to the header of a loop. */
public final class GraphBuilder {

    private final Flow flow;
    private final CodeImage image;
    private final Plan plan;
    private final Graph graph;
    private final Constants constants;
    private final MergePoints mergePoints;
    private final Frame frame;
    private final Builder builder;
    private final LoopTypes types;

    private final boolean plain;
    private final BitSet unstable;
    private final Entry entry;

    private GraphBuilder(
            Flow flow,
            Entry entry,
            LoopTypes types,
            @Nullable Inlining inlining,
            boolean plain,
            BitSet unstable) {
        this.entry = entry;
        int unit = entry.unit();
        this.unstable = unstable;
        this.types = types;
        this.plain = plain;
        this.flow = flow;
        image = flow.image();
        plan = new Plan(flow, flow.indexOf(unit));
        Code code =
                new Code(0, image.name(), image.filename(), image.firstLine(), image.localNames());
        graph = new Graph(code, unit);
        constants = new Constants(graph);
        Versions versions = inlining == null ? new Versions(image) : inlining.versions(0);
        mergePoints = new MergePoints(graph, flow, plan, constants, versions);
        Insn first = flow.insns().get(flow.indexOf(unit));
        List<Node> slots = unit == 0 ? called() : running(unit);
        int locals = image.localsPlus();
        frame = new Frame(code, slots.subList(0, locals), image.stackSize());
        for (Node there : slots.subList(locals, slots.size())) {
            frame.push(there, ReferenceState.OWNED);
        }
        Scope scope = new Scope(image, mergePoints, new Values(constants, image, 0));
        builder = new Builder(graph, frame, scope, constants, first, inlining);
    }

    /**
     * The graph of a call.
     *
     * @throws InvalidBytecode if the bytecode is inconsistent
     */
    public static Graph build(CodeImage image) {
        return build(new Flow(image), 0);
    }

    /**
     * The graph of a call in which each instruction is one node, and locals are nobody's business but theirs.
     *
     * @throws InvalidBytecode if the bytecode is inconsistent
     */
    public static Graph buildPlain(Flow flow) {
        GraphBuilder made =
                new GraphBuilder(flow, Entry.CALL, LoopTypes.NOTHING, null, true, new BitSet());
        made.build();
        return made.graph;
    }

    /**
     * The graph of what comes after a unit.
     *
     * @param unit 0, or one to which a jump leads: the graph's parameters are all locals, then the stack
     */
    public static Graph build(Flow flow, int unit) {
        return build(flow, Entry.at(unit), new BitSet(), null);
    }

    /** The graph of a call, with the code of functions that it calls. */
    public static Graph build(CodeGroup group) {
        return build(group, Entry.CALL, new BitSet());
    }

    /**
     * The graph of what comes after an entry, with the code of functions that are called.
     *
     * @param unstable units of instructions of which nothing is predicted: each is one node, or in ways for what was
     *     seen and one node for all else; where units follow behind all of the code, that is no help either
     * @throws InvalidBytecode if the bytecode is inconsistent
     */
    public static Graph build(CodeGroup group, Entry entry, BitSet unstable) {
        return build(group, entry, unstable, Budget.UNITS);
    }

    /**
     * The same.
     *
     * @param units how many code units are inlined at the most
     */
    public static Graph build(CodeGroup group, Entry entry, BitSet unstable, int units) {
        Flow flow = new Flow(group.image());
        Inlining inlining = new Inlining(group, flow, units);
        while (true) {
            try {
                return build(flow, entry, unstable, inlining);
            } catch (NotInlined refused) {
                inlining.refuse();
            }
        }
    }

    private static Graph build(
            Flow flow, Entry entry, BitSet unstable, @Nullable Inlining inlining) {
        LoopTypes types = LoopTypes.NONE;
        while (true) {
            GraphBuilder made = new GraphBuilder(flow, entry, types, inlining, false, unstable);
            if (inlining != null) {
                inlining.begin();
            }
            made.build();
            LoopTypes found = made.found();
            boolean right = found.confirm(types);
            if (right && found.sayNoMore()) {
                if (inlining != null) {
                    made.graph.refusedCalls().addAll(inlining.refusedCalls());
                }
                return made.graph;
            }
            types = right ? found : LoopTypes.NOTHING;
        }
    }

    /** The types of what loops change, as they follow from what was built. */
    private LoopTypes found() {
        LoopTypes found = new LoopTypes(types);
        if (plan.hasLoops() && types != LoopTypes.NOTHING) {
            TypeInference.run(graph);
            for (int first : plan.blocks()) {
                Merge merge = mergePoints.reached(first);
                if (merge != null && plan.changed(first) != null) {
                    found.add(first, merge, image.localsPlus() + image.stackSize());
                }
            }
        }
        return found;
    }

    /** The frame of a call: parameters are bound, other locals are not. */
    private List<Node> called() {
        List<Node> slots = new ArrayList<>();
        int positional = image.argCount() + image.keywordOnlyCount();
        int rest = image.has(PyCode.CO_VARARGS) ? 1 : 0;
        int keywords = image.has(PyCode.CO_VARKEYWORDS) ? 1 : 0;
        Node unbound = constants.object(Literal.NULL);
        for (int i = 0; i < image.localsPlus(); i++) {
            if (i < positional) {
                slots.add(parameter(i, Type.OBJECT));
            } else if (i < positional + rest) {
                slots.add(parameter(i, Type.of(Kind.TUPLE)));
            } else if (i < positional + rest + keywords) {
                slots.add(parameter(i, Type.of(Kind.DICT)));
            } else {
                slots.add(unbound);
            }
        }
        return slots;
    }

    private List<Node> running(int unit) {
        List<Node> slots = new ArrayList<>();
        for (int i = 0; i < image.localsPlus(); i++) {
            slots.add(parameter(i, Type.UNKNOWN));
        }
        for (int i = 0; i < flow.depth(flow.indexOf(unit)); i++) {
            slots.add(graph.entry().addParameter(Type.UNKNOWN, image.localsPlus() + i));
        }
        return slots;
    }

    private Node parameter(int local, Type type) {
        Node parameter = graph.entry().addParameter(type, local);
        parameter.setName(image.localNames().get(local));
        return parameter;
    }

    private void build() {
        builder.begin(graph.entry());
        if (entry.unit() > 0) {
            prove();
        }
        builder.jump(entry.unit());
        new Body(builder, flow, plan, mergePoints, types, new Own()).build();
        graph.removeBlocks(unfinished());
        graph.at(-1);
    }

    /** Proves what the frames hold that enter at a loop. */
    private void prove() {
        Insn header = flow.insns().get(flow.indexOf(entry.unit()));
        builder.begin(header);
        graph.at(header.offset());
        for (int i = 0; i < entry.kinds().size() && !unstable.get(header.offset()); i++) {
            if (entry.kinds().get(i) != Kind.UNKNOWN) {
                Guards.kind(builder, frame.get(i), entry.kinds().get(i));
            }
        }
    }

    /** Whether the interpreter does an instruction of a frame that entered at a loop. */
    private boolean isLeft(Insn insn) {
        boolean ends = entry.running() && RunningEntries.endsFrame(insn);
        return entry.unit() > 0 && (ends || insn.suspends());
    }

    /** Blocks that nothing led to, made for branches that were known. */
    private List<Block> unfinished() {
        List<Block> blocks = new ArrayList<>();
        for (Block block : graph.blocks()) {
            if (!block.hasEnd()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** What instructions of the graph's own code mean. */
    private final class Own implements Body.Meaning {
        @Override
        public void build(Builder b, Insn insn) {
            graph.at(insn.offset());
            if (isLeft(insn)) {
                b.end(Op.LEAVE, null);
            } else if (plain || isUnstable(insn) && !open(b, insn)) {
                PlainInstructions.build(b, insn);
            } else if (isUnstable(insn)) {
                // it has been built
            } else if (!Consumption.build(b, insn, unstable::get)) {
                Instructions.build(b, insn);
            }
        }

        /** Whether nothing is to be predicted; instructions on locals predict nothing, and the frame has to know of them. */
        private boolean isUnstable(Insn insn) {
            return unstable.get(insn.offset()) && !Locals.isFor(insn.opcode());
        }

        /** The instruction in ways for what was seen and another one for all else; false: there is no such thing. */
        private boolean open(Builder b, Insn insn) {
            boolean again = unstable.get(insn.offset() + image.units());
            return !again && (Attributes.open(b, insn) || SpecialCalls.build(b, insn, true));
        }

        @Override
        public boolean predicts(Insn insn) {
            graph.at(insn.offset());
            return !unstable.get(insn.offset());
        }
    }
}

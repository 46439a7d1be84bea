package dev.justjit.ir;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Graphs as text: one line for a node, with constants in place, the state that it leaves in to the right, and a line
 * for each state before the node that mentions it first. The same for all instruction sets.
 */
public final class Printer {
    private static final int REMARKS = 56;
    private static final String INDENT = "    ";

    private final StringBuilder out = new StringBuilder();
    private final Graph graph;
    private final BitSet shownStates = new BitSet();

    private Printer(Graph graph) {
        this.graph = graph;
    }

    /** The listing, a line feed at its end. */
    public static String print(Graph graph) {
        Printer printer = new Printer(graph);
        printer.graph();
        return printer.out.toString();
    }

    private void graph() {
        Code code = graph.code();
        remark(code.name(), code.filename() + ":" + code.line());
        if (graph.entryUnit() > 0) {
            out.append("entered at ").append(graph.entryUnit()).append('\n');
        }
        for (Block block : new Order(graph).blocks()) {
            block(block);
        }
    }

    private void block(Block block) {
        StringBuilder head = new StringBuilder(block.toString());
        if (!block.parameters().isEmpty()) {
            head.append('(');
            for (int i = 0; i < block.parameters().size(); i++) {
                Node parameter = block.parameter(i);
                head.append(i > 0 ? ", " : "").append(value(parameter));
                head.append(": ").append(parameter.type());
            }
            head.append(')');
        }
        remark(head.toString(), predecessors(block));
        for (Node node = block.first(); node != null; node = node.next()) {
            if (!node.is(Op.CONST)) {
                node(node);
            }
        }
    }

    private static String predecessors(Block block) {
        StringBuilder text = new StringBuilder();
        for (Edge edge : block.predecessors()) {
            String resumed = block.isResumed() ? "resumed, from " : "from ";
            text.append(text.isEmpty() ? resumed : ", ").append(edge.from().block());
        }
        return text.toString();
    }

    private void node(Node node) {
        state(node.before());
        StringBuilder text = new StringBuilder(INDENT);
        if (node.op().result() != Result.NONE && hasValue(node)) {
            text.append(value(node)).append(" = ");
        }
        text.append(operation(node));
        for (int i = 0; i < node.inputs().size(); i++) {
            text.append(i > 0 ? ", " : " ").append(value(node.input(i)));
        }
        for (int i = 0; i < node.targets(); i++) {
            text.append(i > 0 || !node.inputs().isEmpty() ? ", " : " ");
            text.append(edge(node.target(i)));
        }
        Edge handler = node.handler();
        if (handler != null) {
            text.append(" or ").append(edge(handler));
        }
        if (isTelling(node.type())) {
            text.append("  : ").append(node.type());
        }
        remark(text.toString(), leaving(node));
        state(node.after());
    }

    private static boolean hasValue(Node node) {
        return !node.is(Op.GENERIC) || !node.type().equals(Type.NONE);
    }

    private String operation(Node node) {
        if (node.is(Op.GUARD_CODE)) {
            return node.op().text() + " " + graph.codes().get(node.index()).name() + ":";
        }
        if (node.detail() instanceof Instruction) {
            Instruction insn = node.instruction();
            return node.op().text()
                    + " "
                    + insn.opcode()
                    + " "
                    + insn.oparg()
                    + (node.inputs().isEmpty() ? "" : ":");
        }
        StringBuilder text = new StringBuilder(node.op().text());
        Object detail = node.detail();
        if (detail instanceof dev.justjit.abi.ComparisonOperator comparison) {
            text.append(' ').append(comparison.symbol());
        } else if (detail instanceof Literal literal) {
            text.append(' ').append(literal.text());
        } else if (detail != null) {
            text.append(' ').append(detail.toString().toLowerCase(java.util.Locale.ROOT));
        }
        if (node.index() != 0 || node.is(Op.RESULT)) {
            text.append(" #").append(node.index());
        }
        return text.append(detail != null && !node.inputs().isEmpty() ? ":" : "").toString();
    }

    /** Whether a type says more than the name of the operation. */
    private static boolean isTelling(Type type) {
        return switch (type.representation()) {
            case NONE, DOUBLE, BOOL -> false;
            case OBJECT -> !type.equals(Type.OBJECT);
            case INT64 -> !type.equals(Type.INT64);
            case VIRTUAL -> true;
        };
    }

    private static String leaving(Node node) {
        FrameState before = node.before();
        FrameState after = node.after();
        if (before == null) {
            if (after != null) {
                return "then " + after;
            }
            return node.effects().leaves() == Leaves.NEVER ? "" : "total";
        }
        return (node.effects().leaves() == Leaves.NEVER ? "in " : "exit ")
                + before
                + (after == null ? "" : ", then " + after);
    }

    private String edge(Edge edge) {
        StringBuilder text = new StringBuilder(edge.to().toString());
        for (int i = 0; i < edge.arguments().size(); i++) {
            text.append(i == 0 ? "(" : ", ").append(value(edge.arguments().get(i)));
        }
        return text.append(edge.arguments().isEmpty() ? "" : ")").toString();
    }

    private void state(@Nullable FrameState state) {
        if (state == null || shownStates.get(state.id())) {
            return;
        }
        shownStates.set(state.id());
        state(state.parent());
        Instruction insn = state.instruction();
        out.append(INDENT).append(state).append(" = ");
        out.append(state.when().name().toLowerCase(java.util.Locale.ROOT)).append(' ');
        out.append(insn.unit()).append(' ').append(insn.opcode()).append(" [");
        int stack = state.locals() + state.depth();
        for (int i = 0; i < state.values().size(); i++) {
            out.append(i == stack ? "] and [" : i == state.locals() ? " | " : i > 0 ? ", " : "");
            out.append(holding(state, i)).append(value(state.values().get(i)));
        }
        out.append(']');
        if (state.parent() != null) {
            out.append(" of ").append(state.code().name()).append(" in ").append(state.parent());
        }
        out.append('\n');
    }

    /** How an exit comes to the object, where it is not simply there. */
    private static String holding(FrameState state, int index) {
        Node value = state.values().get(index);
        boolean counted = value.type().representation() == Representation.OBJECT;
        boolean slot = state.parent() == null && index < state.locals();
        if (slot) {
            return state.isInSlot(index) ? "" : "put ";
        }
        return state.isOwned(index) || !counted || value.is(Op.CONST) ? "" : "&";
    }

    private String value(Node node) {
        if (node.is(Op.CONST)) {
            return constant(node);
        }
        if (node.name().isEmpty()) {
            return "v" + node.id();
        }
        boolean first = node.is(Op.PARAMETER) && node.block() == graph.entry();
        return first ? node.name() : node.name() + "_" + node.id();
    }

    private static String constant(Node node) {
        Literal literal = node.literal();
        return switch (literal.kind()) {
            case NULL, NONE, BOOL, INT, FLOAT, BUILTIN -> literal.text();
            case STR, TUPLE, BIG_INT, OTHER -> literal.text() + " #" + literal.index();
            case CACHED -> literal.text() + " cached at " + literal.index();
        };
    }

    private void remark(String text, String remark) {
        out.append(text);
        if (!remark.isEmpty()) {
            out.append(" ".repeat(Math.max(2, REMARKS - text.length()))).append(remark);
        }
        out.append('\n');
    }
}

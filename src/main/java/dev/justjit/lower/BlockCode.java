package dev.justjit.lower;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ThreadState;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.FrameCode;
import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Machine code of the blocks, in their order, and of the edges between them. */
final class BlockCode {
    private static final int LOOP_ALIGNMENT = 16;

    private final Function function;
    private final MacroAssembler m;
    private final Access access;
    private final Conditions conditions;
    private final NodeCode nodes;
    private final CallerSaves callerSaves;
    private final Label[] labels;
    private final List<Runnable> cold = new ArrayList<>();
    private @Nullable Node[] behind = {};

    BlockCode(Function function) {
        this.function = function;
        m = function.masm();
        access = new Access(function.code());
        callerSaves = new CallerSaves(function, access);
        conditions = new Conditions(function, access);
        nodes = new NodeCode(function, access, conditions, callerSaves, this);
        labels = new Label[function.order().size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = m.newLabel();
        }
    }

    /** Emits all of it. */
    void emit() {
        room();
        for (Node parameter : function.graph().entry().parameters()) {
            Location place = function.placeIn(function.graph().entry(), parameter);
            if (place != null) {
                access.move(place, Location.slot(parameter.index()));
            }
        }
        for (Block block : function.order().blocks()) {
            block(block);
        }
        for (int i = 0; i < cold.size(); i++) {
            cold.get(i).run();
        }
    }

    /** The words behind the frame are kept for those of callees; where the data stack has no more, the frame is left. */
    private void room() {
        CalleeFrames frames = function.frames();
        if (frames.slots() == frames.own()) {
            return;
        }
        Label full = m.newLabel();
        Label enough = m.newLabel();
        m.address(
                Reg.RET,
                Mem.at(Reg.FRAME, InterpreterFrame.LOCALSPLUS + Long.BYTES * frames.slots()));
        m.branch(
                Cond.BELOW_EQ,
                Width.W64,
                Mem.at(Reg.THREAD, ThreadState.DATASTACK_LIMIT),
                Reg.RET,
                full);
        m.branch(
                Cond.ABOVE_EQ,
                Width.W64,
                Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP),
                Reg.RET,
                enough);
        m.store(Width.W64, Mem.at(Reg.THREAD, ThreadState.DATASTACK_TOP), Reg.RET);
        m.bind(enough);
        later(() -> leaveAtEntry(full));
    }

    private void leaveAtEntry(Label full) {
        Flow flow = function.flow();
        int entry = flow.indexOf(function.graph().entryUnit());
        Insn insn = flow.insns().get(entry);
        m.bind(full);
        function.code().leave(insn, insn.start(), flow.depth(entry), FrameCode.NO_ROOM);
    }

    /** Code out of the way, which may put off more of it. */
    void later(Runnable code) {
        cold.add(code);
    }

    private void block(Block block) {
        if (isLoop(block)) {
            m.align(LOOP_ALIGNMENT);
        }
        m.bind(labels[block.number()]);
        if (m.keepsListing()) {
            m.comment(block.toString());
        }
        @Nullable Node[] held = function.slots().start(block);
        for (Node node = block.first(); node != null; node = node.next()) {
            if (m.keepsListing() && !node.is(Op.CONST)) {
                m.comment(text(node));
            }
            @Nullable Node[] before = held.clone();
            function.slots().pass(node, held);
            emit(node, before, held);
        }
    }

    /** Whether the block is where a loop begins. */
    private boolean isLoop(Block block) {
        for (Edge edge : block.predecessors()) {
            if (edge.from().block().number() >= 0 && function.order().isBackEdge(edge)) {
                return true;
            }
        }
        return false;
    }

    private void emit(Node node, @Nullable Node[] before, @Nullable Node[] held) {
        if (!CallerSaves.loses(node)) {
            behind = held.clone();
            nodes.emit(node, before, behind);
            return;
        }
        callerSaves.save(node, held);
        behind = callerSaves.memory(node, held);
        nodes.emit(node, callerSaves.memory(node, before), behind);
        if (!States.isWhole(node)) {
            callerSaves.restore(node, behind);
        }
    }

    /** What memory holds behind the node that is emitted. */
    @Nullable Node[] behind() {
        return behind;
    }

    private static String text(Node node) {
        StringBuilder text = new StringBuilder(node.toString());
        for (int i = 0; i < node.inputs().size(); i++) {
            text.append(i == 0 ? " v" : ", v").append(node.input(i).id());
        }
        return text.toString();
    }

    // ---- edges

    private boolean isNext(Block from, Block to) {
        return to.number() == from.number() + 1;
    }

    private ParallelMoves moves(Edge edge) {
        ParallelMoves moves = new ParallelMoves();
        @Nullable Node[] held = function.slots().along(edge);
        if (held == null) {
            return moves;
        }
        Node from = edge.from();
        boolean lost = CallerSaves.loses(from);
        @Nullable Node[] memory = lost ? callerSaves.memory(from, held) : held;
        for (int i = 0; i < edge.arguments().size(); i++) {
            Location place = function.placeIn(edge.to(), edge.to().parameter(i));
            if (place != null) {
                Node value = edge.arguments().get(i);
                moves.add(
                        place,
                        edge.to().isResumed()
                                ? function.slots().resumed(edge.to().parameter(i))
                                : lost
                                        ? function.location(value, memory)
                                        : function.operand(value, held));
            }
        }
        callerSaves.restore(edge, memory, moves);
        Location result =
                States.isWhole(from) && !edge.isHandler()
                        ? function.placeIn(edge.to(), from)
                        : null;
        if (result != null) {
            moves.add(result, function.location(from, memory));
        }
        return moves;
    }

    /** Ends a block: control goes along the edge. */
    void go(Edge edge) {
        moves(edge).emit(access);
        if (!isNext(edge.from().block(), edge.to())) {
            m.jump(labels[edge.to().number()]);
        }
    }

    /** Where a jump that takes the edge goes: to the block, or to moves on the way. */
    Label way(Edge edge) {
        ParallelMoves moves = moves(edge);
        if (moves.isEmpty()) {
            return labels[edge.to().number()];
        }
        Label landing = m.newLabel();
        later(
                () -> {
                    m.bind(landing);
                    moves.emit(access);
                    m.jump(labels[edge.to().number()]);
                });
        return landing;
    }

    /** Ends a block with a branch on a truth value. */
    void branch(Node node, @Nullable Node[] held) {
        Edge yes = node.target(0);
        Edge no = node.target(1);
        if (isNext(node.block(), yes.to())) {
            conditions.jump(node.input(0), held, false, way(no));
            go(yes);
        } else {
            conditions.jump(node.input(0), held, true, way(yes));
            go(no);
        }
    }
}

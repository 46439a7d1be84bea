package dev.justjit.build;

import dev.justjit.ir.Block;
import dev.justjit.ir.Edge;
import dev.justjit.ir.Inputs;
import dev.justjit.ir.Node;
import dev.justjit.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place where several ways meet: the frames that they bring, until the block is started; then, which slots of the frame
 * are parameters of the block. A slot is one where ways differ, or where a loop may bring something else later. Slots are
 * the locals, then the stack.
 */
final class Merge {
    private final Block block;
    private final List<Edge> edges = new ArrayList<>();
    private final List<Node[]> frames = new ArrayList<>();
    private final BitSet parameters = new BitSet();
    private boolean started;

    Merge(Block block) {
        this.block = block;
    }

    Block block() {
        return block;
    }

    boolean isStarted() {
        return started;
    }

    boolean isReached() {
        return !edges.isEmpty();
    }

    /** The types of the parameters by slot; null for slots that are none. */
    @Nullable Type[] types(int slots) {
        @Nullable Type[] types = new Type[slots];
        int place = 0;
        for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
            types[i] = block.parameter(place++).type();
        }
        return types;
    }

    /** One more way, with its frame. */
    void add(Edge edge, Node[] frame) {
        if (started) {
            for (int i = parameters.nextSetBit(0); i >= 0; i = parameters.nextSetBit(i + 1)) {
                edge.arguments().add(frame[i]);
            }
        } else {
            edges.add(edge);
            frames.add(frame);
        }
    }

    /**
     * Makes the parameters.
     *
     * @param changing locals that a loop changes, or null if no other way comes later
     * @param untouched entries of the stack that it leaves alone
     * @param names names of the locals
     * @param types what slots that change are known to be, by slot; null for those of which nothing is
     * @return the frame at the start of the block
     */
    Node[] start(
            @Nullable BitSet changing, int untouched, List<String> names, @Nullable Type[] types) {
        int locals = names.size();
        started = true;
        Node[] frame = frames.get(0).clone();
        for (int slot = 0; slot < frame.length; slot++) {
            boolean isLocal = slot < locals;
            boolean changes =
                    changing != null && (isLocal ? changing.get(slot) : slot - locals >= untouched);
            if (changes || differs(slot)) {
                frame[slot] = parameter(slot, changes ? open(types, slot) : Type.NEVER);
                if (isLocal) {
                    frame[slot].setName(names.get(slot));
                }
            }
        }
        edges.clear();
        frames.clear();
        return frame;
    }

    private boolean differs(int slot) {
        Node first = frames.get(0)[slot];
        for (int i = 1; i < frames.size(); i++) {
            if (frames.get(i)[slot] != first) {
                return true;
            }
        }
        return false;
    }

    private static Type open(@Nullable Type[] types, int slot) {
        Type type = slot < types.length ? types[slot] : null;
        return type == null || type.isNever() ? Type.UNKNOWN : type;
    }

    private Node parameter(int slot, Type least) {
        parameters.set(slot);
        Type type = least;
        for (int i = 0; i < edges.size(); i++) {
            Inputs arguments = edges.get(i).arguments();
            Node value = frames.get(i)[slot];
            arguments.add(value);
            type = type.join(value.type());
        }
        return block.addParameter(type);
    }
}

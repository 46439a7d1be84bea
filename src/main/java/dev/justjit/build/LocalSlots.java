package dev.justjit.build;

import dev.justjit.ir.Kind;
import dev.justjit.ir.Node;
import dev.justjit.ir.Replaced;

/**
 * Locals, whose objects are in the slots of the interpreter's frame; those of inlined code have no slots, and may be
 * borrowed.
 */
final class LocalSlots {
    private final Builder b;
    private final Frame frame;
    private final References references;

    LocalSlots(Builder b, Frame frame, References references) {
        this.b = b;
        this.frame = frame;
        this.references = references;
    }

    Node get(int index) {
        return frame.get(frame.local(index));
    }

    Holding holding(int index) {
        return frame.holding(frame.local(index));
    }

    /** Pushes what a local holds, which the slot keeps alive. */
    void push(int local) {
        boolean virtual = holding(local) == Holding.VIRTUAL;
        b.push(get(local), virtual ? Holding.VIRTUAL : Holding.BORROWED);
    }

    /** Before anything is done for an instruction that puts an entry of the stack into a local. */
    void prepare(int local, int fromTop) {
        boolean stale = !frame.isInlined() && holding(local) == Holding.VIRTUAL;
        if (stale && b.holding(fromTop) != Holding.VIRTUAL) {
            references.realizeKept(frame.local(local));
        }
    }

    /**
     * Puts what is on top of the stack into a local. A number without an object does not go to the slot: what is there
     * stays, if nobody notices when it goes.
     */
    void pop(int local) {
        int slot = frame.local(local);
        prepare(local, 0);
        references.ownBorrowedFrom(slot);
        if (frame.isInlined()) {
            popInlined(slot);
            return;
        }
        Node old = frame.get(slot);
        Holding holding = frame.holding(slot);
        boolean virtual = b.holding(0) == Holding.VIRTUAL;
        boolean loud = holding == Holding.OWNED && !old.type().diesQuietly();
        Node content = virtual && !loud ? old : content(local);
        if (!virtual) {
            b.take(0);
        }
        frame.changed();
        Node value = frame.pop();
        if (!virtual) {
            set(local, value, holding);
        } else {
            frame.set(slot, value, Holding.VIRTUAL);
            if (loud) {
                references.store(slot, b.values().nullValue(), Replaced.NOTHING);
            }
        }
        if (loud || !virtual && holding == Holding.OWNED) {
            b.dying().addLast(content);
        }
    }

    private void popInlined(int slot) {
        if (frame.holding(slot) == Holding.OWNED) {
            b.dying().addLast(frame.get(slot));
        }
        frame.changed();
        Holding holding = b.holding(0);
        frame.set(slot, frame.pop(), holding);
    }

    /**
     * What is in a slot that is going to have something else, with the slot's reference: the local's object, unless
     * somebody has put another one there of which the graph need not know.
     */
    Node content(int local) {
        Node object = get(local);
        boolean known = !object.type().is(Kind.OBJECT) && !object.type().is(Kind.UNKNOWN);
        return holding(local) == Holding.VIRTUAL || known || frame.isInlined()
                ? object
                : references.content(local, object.type().isBound());
    }

    /**
     * Puts an object into a local.
     *
     * @param old who holds what the slot should have: it is empty in effect, unless something stale is there
     */
    void set(int local, Node value, Holding old) {
        frame.changed();
        frame.set(frame.local(local), value, Holding.OWNED);
        if (!frame.isInlined()) {
            boolean stale = old == Holding.VIRTUAL;
            references.store(local, value, stale ? Replaced.STALE : Replaced.NOTHING);
        }
    }

    /** Puts an object into an unbound local of inlined code, which somebody else keeps alive. */
    void lend(int local, Node value) {
        frame.changed();
        frame.set(frame.local(local), value, Holding.BORROWED);
    }

    /** Takes what is in a local out of its slot. */
    void clear(int local) {
        if (!get(local).type().is(Kind.NULL)) {
            references.ownBorrowedFrom(frame.local(local));
            references.realizeKept(frame.local(local));
            set(local, b.values().nullValue(), holding(local));
        }
    }
}

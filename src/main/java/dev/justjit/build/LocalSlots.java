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

    /** The object of a local of inlined code, with a reference that whoever takes it may hand on. */
    Node own(int index) {
        return references.own(frame.local(index));
    }

    ReferenceState referenceState(int index) {
        return frame.referenceState(frame.local(index));
    }

    /** Pushes what a local holds, which the slot keeps alive. */
    void push(int local) {
        boolean virtual = referenceState(local) == ReferenceState.VIRTUAL;
        b.push(get(local), virtual ? ReferenceState.VIRTUAL : ReferenceState.BORROWED);
    }

    /** Before anything is done for an instruction that puts an entry of the stack into a local. */
    void prepare(int local, int fromTop) {
        boolean stale = !frame.isInlined() && referenceState(local) == ReferenceState.VIRTUAL;
        if (stale && b.referenceState(fromTop) != ReferenceState.VIRTUAL) {
            references.realizeBoxes(frame.local(local));
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
        ReferenceState referenceState = frame.referenceState(slot);
        boolean virtual = b.referenceState(0) == ReferenceState.VIRTUAL;
        boolean loud = referenceState == ReferenceState.OWNED && !old.type().diesQuietly();
        Node content = virtual && !loud ? old : content(local);
        if (!virtual) {
            b.take(0);
        }
        frame.changed();
        Node value = frame.pop();
        if (!virtual) {
            set(local, value, referenceState);
        } else {
            frame.set(slot, value, ReferenceState.VIRTUAL);
            if (loud) {
                references.store(slot, b.values().nullValue(), Replaced.NOTHING);
            }
        }
        if (loud || !virtual && referenceState == ReferenceState.OWNED) {
            b.pendingReleases().addLast(content);
        }
    }

    private void popInlined(int slot) {
        if (frame.referenceState(slot) == ReferenceState.OWNED) {
            b.pendingReleases().addLast(frame.get(slot));
        }
        frame.changed();
        ReferenceState referenceState = b.referenceState(0);
        frame.set(slot, frame.pop(), referenceState);
    }

    /**
     * What is in a slot that is going to have something else, with the slot's reference: the local's object, unless
     * somebody has put another one there of which the graph need not know.
     */
    Node content(int local) {
        Node object = get(local);
        boolean known = !object.type().is(Kind.OBJECT) && !object.type().is(Kind.UNKNOWN);
        return referenceState(local) == ReferenceState.VIRTUAL || known || frame.isInlined()
                ? object
                : references.content(local, object.type().isBound());
    }

    /**
     * Puts an object into a local.
     *
     * @param old who holds what the slot should have: it is empty in effect, unless something stale is there
     */
    void set(int local, Node value, ReferenceState old) {
        frame.changed();
        frame.set(frame.local(local), value, ReferenceState.OWNED);
        if (!frame.isInlined()) {
            boolean stale = old == ReferenceState.VIRTUAL;
            references.store(local, value, stale ? Replaced.STALE : Replaced.NOTHING);
        }
    }

    /** Puts an object into an unbound local of inlined code, which somebody else keeps alive. */
    void lend(int local, Node value) {
        frame.changed();
        frame.set(frame.local(local), value, ReferenceState.BORROWED);
    }

    /** Takes what is in a local out of its slot. */
    void clear(int local) {
        if (!get(local).type().is(Kind.NULL)) {
            references.ownBorrowedFrom(frame.local(local));
            references.realizeBoxes(frame.local(local));
            set(local, b.values().nullValue(), referenceState(local));
        }
    }
}

package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Instructions that have met objects of several classes: each class has a path of its own, with what is known of it, and all
 * meet behind. Of a method that is called, the paths meet behind the call.
 */
final class SeveralClasses {
    /** Instructions at the most between the load of a method and its call, so that each path has its own. */
    private static final int MOST_ARGUMENTS = 12;

    private final Builder b;
    private final Insn site;

    /** The unit to which nodes are put down. */
    private final int unit;

    private final Body.Meaning meaning;
    private final PathEnds ends;

    private SeveralClasses(Builder b) {
        this.b = b;
        ends = new PathEnds(b);
        site = b.insn();
        unit = b.graph().unit();
        meaning = b.meaning();
    }

    /**
     * Builds the instruction on several paths.
     *
     * @param forms what has been seen: instructions whose inline caches begin with the version of a class
     * @param operand the entry of the stack whose class it is
     * @param open whether objects of other classes are taken by the whole instruction; else it leaves for them
     * @param form builds it as seen
     */
    static void build(Builder b, List<Insn> forms, int operand, boolean open, Consumer<Insn> form) {
        Insn known = known(b, forms, operand);
        if (known != null) {
            form.accept(known);
            return;
        }
        SeveralClasses classes = new SeveralClasses(b);
        Insn call = b.isSplit() ? null : classes.call();
        for (int i = 0; i < forms.size(); i++) {
            boolean last = i == forms.size() - 1 && !open;
            if (last) {
                classes.buildPath(call, () -> form.accept(forms.get(forms.size() - 1)));
            } else {
                classes.oneOf(forms.get(i), operand, call, form);
            }
        }
        if (open) {
            classes.buildPath(call, () -> GenericInstructions.build(b));
        }
        classes.ends.join(b.mergePoints(), call == null ? classes.site : call);
    }

    /** What is seen of a class that the operand is proved to be of, or null. */
    private static @Nullable Insn known(Builder b, List<Insn> forms, int operand) {
        for (Insn form : forms) {
            if (b.nodes().isKnown(Op.GUARD_CLASS, place(b, form), b.peek(operand))) {
                return form;
            }
        }
        return null;
    }

    private static int place(Builder b, Insn form) {
        return b.mergePoints().versions().place(form.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
    }

    private void oneOf(Insn form, int operand, @Nullable Insn call, Consumer<Insn> meaning) {
        Node object = b.object(operand);
        if (!object.type().isBound()) {
            object = Guards.bound(b, object);
        }
        int place = place(b, form);
        Block[] blocks = b.branch(b.node(Op.HAS_CLASS, place, null, object));
        Builder.Point point = b.point();
        b.continueIn(blocks[0]);
        b.nodes().know(object, Op.GUARD_CLASS, place, null, object);
        buildPath(call, () -> meaning.accept(form));
        b.continueIn(blocks[1], point);
    }

    /** One path to its end. */
    private void buildPath(@Nullable Insn call, Runnable first) {
        b.states().goBack(site);
        b.graph().at(unit);
        first.run();
        Insn last = b.insn();
        if (call != null) {
            b.split(true);
            while (b.isReached() && last.offset() != call.offset()) {
                b.finish();
                last = b.mergePoints().at(last.next());
                b.setMeaning(meaning);
                b.begin(last);
                meaning.build(b, last);
            }
            b.split(false);
        }
        if (b.isReached()) {
            ends.add();
        } else {
            b.abandon();
        }
    }

    /** The call of the method that the site loads, if only few instructions without jumps are between; or null. */
    private @Nullable Insn call() {
        boolean loads =
                site.opcode() == Opcode.LOAD_ATTR || site.opcode() == Opcode.LOAD_SUPER_ATTR;
        boolean method = loads && (site.oparg() & 1) != 0;
        int depth = 0;
        Insn insn = site;
        for (int i = 0; method && i < MOST_ARGUMENTS; i++) {
            insn = b.mergePoints().at(insn.next());
            boolean plain = !insn.isJump() && !insn.endsBlock() && !insn.suspends();
            if (!plain || b.mergePoints().starts(insn)) {
                return null;
            }
            if (insn.opcode() == Opcode.CALL && insn.oparg() == depth) {
                return insn;
            }
            depth -= insn.opcode().popped(insn.oparg());
            if (depth < 0) {
                return null;
            }
            depth += insn.opcode().pushed(insn.oparg());
        }
        return null;
    }
}

package dev.justjit.build;

import dev.justjit.abi.ComparisonOperator;
import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Block;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import dev.justjit.ir.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A builtin that consumes a generator expression over a list, a tuple or a range, as a loop of the graph: neither the
 * function nor its iterator nor the generator is made. Nothing happens in it that others could see, so wherever it is left
 * the interpreter does all of it, from the first instruction on. That must not become too much: long sequences are not
 * taken. No events are handled meanwhile.
 */
final class Consumption {
    private static final String JOIN = "str.join";

    private final Builder b;
    private final Inlining inlining;
    private final ExpressionSite site;
    private final Consumer consumer;
    private final Flow flow;
    private final Scope caller;
    private final Insn header;
    private final boolean again;
    private final PathEnds returns;
    private final End end = new End();
    private int base;
    private @Nullable Block loop;
    private @Nullable Node next;
    private Builder.@Nullable Point start;

    private Consumption(
            Builder b,
            Inlining inlining,
            ExpressionSite site,
            Consumer consumer,
            Insn header,
            boolean again) {
        this.again = again;
        this.b = b;
        returns = new PathEnds(b);
        this.inlining = inlining;
        this.site = site;
        this.consumer = consumer;
        this.header = header;
        flow = inlining.flow(site.callee().code());
        caller = b.scope();
    }

    /**
     * All from the instruction on that is done for such a call; false: it is none.
     *
     * @param unstable units of instructions of which something else was expected
     */
    static boolean build(Builder b, Insn first, IntPredicate unstable) {
        Inlining inlining = b.inlining();
        if (inlining == null || b.frame().isAgain() || b.frame().size() < 2) {
            return false;
        }
        ExpressionSite site = ExpressionSite.at(b, inlining, first);
        String name = site == null ? null : name(b);
        if (site == null || name == null) {
            return false;
        }
        boolean again = unstable.test(site.call().offset());
        Kind number = again ? Kind.FLOAT : Kind.INT;
        Consumer consumer =
                switch (name) {
                    case "all" -> new Quantifier(false);
                    case "any" -> new Quantifier(true);
                    case "sum" -> new Sum(number);
                    case "max", "min", "set" -> new Collection(true, number);
                    case "tuple", JOIN -> new Collection(false, number);
                    default -> null;
                };
        Insn header = header(inlining.flow(site.callee().code()));
        if (consumer == null || header == null || again && name.equals(JOIN)) {
            return false;
        }
        int unit = b.graph().unit();
        if (!b.frame().isInlined()) {
            b.graph().at(again ? first.offset() : site.call().offset());
        }
        new Consumption(b, inlining, site, consumer, header, again).build(first, name);
        b.graph().at(unit);
        return true;
    }

    /** The name of the builtin that is called; or null. */
    private static @Nullable String name(Builder b) {
        Node callee = b.peek(1);
        Node self = b.peek(0);
        if (IncomingEdge.isNull(self)) {
            return Globals.builtin(callee);
        }
        boolean method = callee.is(Op.CONST) && callee.literal().kind() == Literal.Kind.CACHED;
        boolean joins = method && self.type().is(Kind.STR);
        return joins && callee.literal().text().equals("join") ? JOIN : null;
    }

    /** The {@code FOR_ITER} of a generator expression, if nothing else comes before; or null. */
    private static @Nullable Insn header(Flow flow) {
        for (Insn insn : flow.insns()) {
            switch (insn.opcode()) {
                case COPY_FREE_VARS, RETURN_GENERATOR, POP_TOP, RESUME -> {}
                case LOAD_FAST -> {
                    Insn next = flow.insns().get(flow.indexOf(insn.next()));
                    boolean again = next.opcode() == Opcode.GET_ITER; // an iterator is its own
                    Insn loop = again ? flow.insns().get(flow.indexOf(next.next())) : next;
                    return insn.oparg() == 0 && loop.opcode() == Opcode.FOR_ITER ? loop : null;
                }
                default -> {
                    return null;
                }
            }
        }
        return null;
    }

    private void build(Insn first, String name) {
        Frame frame = b.frame();
        inlining.enter(CodeGroup.place(frame.code(), site.constant().offset()), site.callee());
        frame.beginAgain(first);
        if (!name.equals(JOIN)) {
            b.node(Op.GUARD_IS, 0, Literal.builtin(name), b.peek(1));
        }
        b.node(Op.GUARD_DEPTH, frame.nesting() + 1, null);
        Node[] cells = site.cells().stream().map(b.locals()::get).toArray(Node[]::new);
        if (consumer.collects()) {
            b.pushOwned(b.node(Op.NEW_LIST));
        } else {
            b.push(b.values().nullValue());
        }
        Items items = new ItemsSearch(b, site, flow, header, again).find();
        enter(cells);
        loop(items);
        inlining.leave();
        b.setScope(caller);
        returns.join(caller.mergePoints(), site.call());
    }

    /** The frame of the generator; there is a function only if that of the caller has to be asked for its globals. */
    private void enter(Node[] cells) {
        CodeImage image = flow.image();
        int number = site.callee().code();
        Code code =
                new Code(
                        number,
                        image.name(),
                        image.filename(),
                        image.firstLine(),
                        image.localNames());
        List<Code> codes = b.graph().codes();
        while (codes.size() <= number) {
            codes.add(code);
        }
        codes.set(number, code);
        Frame frame = b.frame();
        boolean inlined = frame.isInlined();
        b.push(inlined ? frame.function() : b.values().nullValue());
        frame.enter(code, image.stackSize(), site.call(), FrameState.When.CALLING);
        base = frame.size();
        for (int i = 0; i < image.localsPlus(); i++) {
            int cell = i - image.localsPlus() + cells.length;
            b.push(cell < 0 ? b.values().nullValue() : cells[cell]);
        }
        b.push(b.values().nullValue()); // the iterator
    }

    private void loop(Items items) {
        Block header = b.graph().newBlock();
        loop = header;
        List<Node> first = new ArrayList<>(consumer.begin(b));
        first.add(items.first());
        jump(first);
        b.begin(header);
        List<Node> numbers = new ArrayList<>();
        for (Node each : first) {
            boolean isInt = each.type().representation() == Type.INT64.representation();
            numbers.add(header.addParameter(isInt ? Type.INT64 : Type.DOUBLE, -1));
        }
        first.forEach(header.predecessors().get(0).arguments()::add);
        Node place = numbers.remove(numbers.size() - 1);
        boolean up = items.step().literal().bits() > 0;
        ComparisonOperator before = up ? ComparisonOperator.LESS : ComparisonOperator.GREATER;
        Block[] successors = b.branch(b.node(Op.INT_COMPARE, 0, before, place, items.end()));
        Builder.Point point = b.point();
        start = point;
        b.continueIn(successors[0], point);
        if (items.sequences().size() > 1) {
            Node length = Items.length(b, items.sequences().get(1));
            Block[] both = b.branch(b.node(Op.INT_COMPARE, 0, before, place, length));
            Builder.Point second = b.point();
            b.continueIn(both[1], second);
            consumer.finish(b, numbers, end);
            b.continueIn(both[0], second);
        }
        turn(items, place, numbers);
        b.continueIn(successors[1], point);
        b.setScope(caller);
        consumer.finish(b, numbers, end);
    }

    private void jump(List<Node> numbers) {
        Node jump = b.append(Op.JUMP, null);
        jump.setTargets(Objects.requireNonNull(loop));
        if (!jump.target(0).to().parameters().isEmpty()) {
            numbers.forEach(jump.target(0).arguments()::add);
        }
        b.abandon();
    }

    private void turn(Items items, Node place, List<Node> numbers) {
        CodeImage image = flow.image();
        next = b.node(Op.INT_ADD, place, items.step());
        for (int i = items.sequences().size() - 1; i >= 0; i--) {
            Node sequence = items.sequences().get(i);
            Op load = sequence.type().is(Kind.LIST) ? Op.LIST_ITEM : Op.TUPLE_ITEM;
            b.push(b.node(load, sequence, place));
        }
        if (items.numbered() || items.sequences().isEmpty()) {
            b.push(Numeric.boxed(b, place));
        }
        int body = flow.indexOf(header.next()) + (items.isUnpacked() ? 1 : 0);
        Plan plan = new Plan(flow, body);
        int number = site.callee().code();
        MergePoints mergePoints =
                caller.mergePoints().inlined(flow, plan, inlining.versions(number));
        b.setScope(new Scope(image, mergePoints, new Values(b.constants(), image, number)));
        Body built = new Body(b, flow, plan, mergePoints, LoopTypes.NOTHING, new Turns(numbers));
        built.buildFrom(body);
        built.build();
    }

    /** What instructions of the generator mean. */
    private final class Turns implements Body.Meaning {
        private final List<Node> numbers;

        Turns(List<Node> numbers) {
            this.numbers = numbers;
        }

        @Override
        public void build(Builder builder, Insn insn) {
            if (Callable.neverRan(flow.image(), insn)) {
                builder.leave();
                return;
            }
            switch (insn.opcode()) {
                case YIELD_VALUE -> consumer.take(b, numbers, end);
                case JUMP_BACKWARD -> {
                    if (insn.target() != header.start()) {
                        throw new NotInlined();
                    }
                    end.next(numbers);
                }
                case FOR_ITER, GET_ITER, SEND, RETURN_VALUE, RETURN_CONST, RAISE_VARARGS, RERAISE ->
                        throw new NotInlined();
                default -> Instructions.build(builder, insn);
            }
        }

        @Override
        public boolean predicts(Insn insn) {
            return true;
        }
    }

    /** How turns end: what the generator has made of the item goes, and nobody notices. */
    private final class End implements Consumer.Turn {
        @Override
        public void next(List<Node> numbers) {
            letGo();
            checkHolders(b.frame(), Objects.requireNonNull(start).frame());
            List<Node> all = new ArrayList<>(numbers);
            all.add(Objects.requireNonNull(Consumption.this.next));
            jump(all);
        }

        @Override
        public void result(Node result) {
            leave();
            b.states().goOn(site.call());
            b.drop(2);
            b.push(result);
            end();
        }

        @Override
        public void collected() {
            Node list = b.frame().get(b.frame().sizeAtStart());
            leave();
            int unit = b.graph().unit();
            if (!b.frame().isInlined()) {
                b.graph().at(site.call().offset());
            }
            b.pushOwned(list);
            b.begin(site.call());
            Instructions.build(b, site.call());
            b.graph().at(unit);
            end();
        }

        /** The frame is that before the first instruction. */
        private void leave() {
            Frame frame = b.frame();
            letGo();
            while (frame.size() > base) {
                frame.pop();
            }
            frame.leave();
            int start = frame.sizeAtStart();
            while (frame.size() > start) {
                frame.pop();
            }
            frame.endAgain();
        }

        private void end() {
            returns.add();
        }

        /** What the loop finds has to be held as before: what is retained for it would be so in each turn. */
        private void checkHolders(Frame now, Frame before) {
            for (int i = now.locals(); i < base; i++) {
                boolean same = now.referenceState(i) == before.referenceState(i);
                if (!same && !References.isImmortal(now.get(i))) {
                    throw new NotInlined();
                }
            }
        }

        private void letGo() {
            Frame frame = b.frame();
            Node nothing = b.constants().object(Literal.NULL);
            for (int i = frame.size() - 1; i >= base; i--) {
                if (frame.referenceState(i) == ReferenceState.OWNED) {
                    b.pendingReleases().add(frame.get(i));
                }
                frame.set(i, nothing, ReferenceState.BORROWED);
            }
            b.finish();
        }
    }
}

package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.analysis.Flow;
import dev.justjit.bytecode.CodeGroup;
import dev.justjit.bytecode.CodeGroup.Callee;
import dev.justjit.bytecode.CodeGroup.Kind;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Code;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of a Python function as part of the caller's graph. The frame of the callee is virtual: its locals are as entries
 * of the stack, and exits make it.
 */
final class InlinedCall {
    private final Builder b;
    private final Inlining inlining;
    private final Insn call;
    private final Callee callee;
    private final Flow flow;
    private final Scope caller;
    private final int place;
    private final PathEnds returns;

    /** What becomes of the result of a special method; null: it is a call. */
    private @Nullable OperatorResult end;

    /** What parameters get, and what stands for those that get no argument. */
    private @Nullable Binding binding;

    private @Nullable Node[] defaults = {};

    private InlinedCall(Builder b, Inlining inlining, Insn call, Callee callee) {
        this(b, inlining, call, call.offset(), callee);
    }

    /**
     * @param unit what says which function it is
     */
    private InlinedCall(Builder b, Inlining inlining, Insn call, int unit, Callee callee) {
        this.b = b;
        returns = new PathEnds(b);
        this.inlining = inlining;
        this.call = call;
        this.callee = callee;
        flow = inlining.flow(callee.code());
        caller = b.scope();
        place = CodeGroup.place(b.frame().code(), unit);
    }

    /** {@code CALL}, {@code CALL_KW}: f self|NULL arguments [names] -> x, if f is a function that may be inlined. */
    static boolean call(Builder b, Insn insn) {
        Inlining inlining = b.inlining();
        if (inlining == null) {
            return false;
        }
        boolean named = insn.opcode() == Opcode.CALL_KW;
        List<String> names = inlining.keywords(b, insn);
        int lowest = insn.oparg() + (named ? 1 : 0);
        if (named && (names.isEmpty() || b.referenceState(0) != ReferenceState.BORROWED)) {
            return false;
        }
        Node self = b.peek(lowest);
        boolean plain = IncomingEdge.isNull(self);
        Callee callee = inlining.callee(b, insn, b.peek(lowest + 1));
        if (callee == null || !plain && !self.type().isBound()) {
            return false;
        }
        int count = insn.oparg() + (plain ? 0 : 1);
        InlinedCall inlined = new InlinedCall(b, inlining, insn, callee);
        CalledValue called = new CalledValue(b.peek(lowest + 1), callee, inlined.flow.image());
        if (plain && !named && called.isMethod(insn)) {
            return inlined.bound(insn);
        }
        if (called.isOther() || !inlined.takes(count, names)) {
            return false;
        }
        inlined.guard(b.object(lowest + 1), callee.kind() == Kind.METHOD);
        if (named) {
            b.pop();
        }
        Arguments arguments = inlined.pop(count);
        if (plain) {
            b.pop();
        }
        inlined.build(arguments);
        return true;
    }

    /** The same of a bound method, which somebody else holds: the function and its object get references of their own. */
    private boolean bound(Insn insn) {
        int place = insn.oparg() + 1;
        if (!takes(place) || b.referenceState(place) != ReferenceState.BORROWED) {
            return false;
        }
        Node method = Guards.kind(b, b.object(place), dev.justjit.ir.Kind.METHOD);
        Node function = b.node(Op.BOUND_FUNCTION, method);
        guard(function, false);
        Node self = b.node(Op.BOUND_SELF, method);
        Arguments arguments = Arguments.pop(b, insn.oparg());
        b.pop();
        b.pop();
        b.references().retain(function);
        b.references().retain(self);
        b.pushOwned(function);
        build(arguments.behind(self, ReferenceState.OWNED));
        return true;
    }

    /**
     * {@code CALL} of a class: c NULL arguments -> the new object, for which its {@code __init__} has been inlined.
     *
     * @param values whether the object has its values inside
     */
    static boolean construct(Builder b, Insn insn, boolean values) {
        Inlining inlining = b.inlining();
        if (inlining == null || !IncomingEdge.isNull(b.peek(insn.oparg()))) {
            return false;
        }
        Callee callee = inlining.callee(b, insn, null);
        if (callee == null || callee.kind() != Kind.INIT) {
            return false;
        }
        InlinedCall inlined = new InlinedCall(b, inlining, b.insn(), insn.offset(), callee);
        if (!inlined.takes(insn.oparg() + 1)) {
            return false;
        }
        int unit = insn.offset() + InlineCache.CALL_TYPE_VERSION;
        int version = b.mergePoints().versions().place(unit);
        b.states().shared();
        Node type = b.object(insn.oparg() + 1);
        b.node(Op.GUARD_IS_CLASS, version, null, type);
        Node init = b.node(Op.LOAD_INIT, References.object(type));
        inlined.guard(init, false); // nothing can be left when the object is made
        Node made = b.node(Op.NEW_INSTANCE, version, null, References.object(type));
        b.nodes().know(made, Op.GUARD_CLASS, version, null, made);
        if (values) {
            b.nodes().know(made, Op.GUARD_VALUES, 0, null, made);
        }
        Arguments arguments = Arguments.pop(b, insn.oparg());
        b.pop();
        b.drop();
        b.pushOwned(made);
        b.push(init);
        inlined.build(arguments.behind(made, ReferenceState.BORROWED));
        return true;
    }

    /** {@code LOAD_ATTR} of a property: o -> x. The function is known, and the class has been proved. */
    static boolean property(Builder b, Insn insn, Node getter) {
        Inlining inlining = b.inlining();
        Callee callee = inlining == null ? null : inlining.callee(b, insn, null);
        if (inlining == null || callee == null || callee.kind() != Kind.PROPERTY) {
            return false;
        }
        InlinedCall inlined = new InlinedCall(b, inlining, b.insn(), insn.offset(), callee);
        if (!inlined.takes(1)) {
            return false;
        }
        inlined.guard(getter, true);
        Arguments arguments = Arguments.pop(b, 1);
        b.push(getter);
        inlined.build(arguments);
        return true;
    }

    /**
     * An operator whose special method, which is known, is called with the operands in an order. They stay on the stack
     * meanwhile.
     *
     * @param form what says which function it is
     * @param when which method it is
     * @param order the operands, by their distance from the top
     */
    static boolean operator(
            Builder b, Insn form, Node function, FrameState.When when, int[] order) {
        Inlining inlining = b.inlining();
        Callee callee = inlining == null ? null : inlining.callee(b, form, null);
        if (inlining == null || callee == null) {
            return false;
        }
        InlinedCall inlined = new InlinedCall(b, inlining, b.insn(), form.offset(), callee);
        if (!inlined.takes(order.length)) {
            return false;
        }
        inlined.end = new OperatorResult(b, b.insn(), when);
        inlined.guard(function, true);
        Arguments arguments = Arguments.lent(b, order);
        b.push(function);
        inlined.build(arguments);
        return true;
    }

    private boolean constructs() {
        return callee.kind() == Kind.INIT;
    }

    /** Whether the callee can be inlined for so many arguments, as they are. */
    private boolean takes(int arguments) {
        return takes(arguments, List.of()) && binding().rest() == 0;
    }

    /**
     * The same, where those that have no parameter may become a tuple.
     *
     * @param names of the last of them
     */
    private boolean takes(int arguments, List<String> names) {
        binding = Binding.of(flow.image(), callee, arguments, names);
        if (binding == null) {
            inlining.report(b, call, flow.image().name(), "it is called with other arguments");
        }
        return binding != null;
    }

    private Binding binding() {
        return Objects.requireNonNull(binding);
    }

    /** Takes the arguments from the stack; those that have no parameter are one tuple. */
    private Arguments pop(int count) {
        int rest = binding().rest();
        if (rest > 0) {
            Sequences.make(b, Op.NEW_TUPLE, rest);
        }
        return Arguments.pop(b, rest > 0 ? count - rest + 1 : count);
    }

    /** Proves that it is the function, while the frame is still the one before the call. */
    private void guard(Node function, boolean known) {
        b.states().shared();
        b.node(Op.GUARD_DEPTH, b.frame().nesting() + (constructs() ? 2 : 1), null);
        if (!known) {
            Guards.kind(b, function, dev.justjit.ir.Kind.FUNCTION);
        }
        b.node(Op.GUARD_CODE, callee.code(), null, References.object(function));
        defaults = defaults(function);
    }

    /** The function is on top of the stack, the arguments have been taken from there. */
    private void build(Arguments arguments) {
        CodeImage image = flow.image();
        Code code =
                new Code(
                        callee.code(),
                        image.name(),
                        image.filename(),
                        image.firstLine(),
                        image.localNames());
        b.frame().enter(code, image.stackSize(), call, how());
        arguments.push(b, binding(), defaults);
        for (int i = binding().size(); i < image.localsPlus(); i++) {
            b.push(b.values().nullValue());
        }
        note(code);
        body();
        join();
    }

    private FrameState.When how() {
        if (end != null) {
            return end.when();
        }
        return constructs() ? FrameState.When.CONSTRUCTING : FrameState.When.CALLING;
    }

    private @Nullable Node[] defaults(Node function) {
        @Nullable Node[] values = new Node[binding().size()];
        if (binding().usesDefaults()) {
            b.node(Op.GUARD_DEFAULTS, callee.defaults(), null, References.object(function));
        }
        for (int i = 0; i < values.length; i++) {
            int source = binding().sources()[i];
            if (source < 0) {
                values[i] = b.node(Op.LOAD_DEFAULT, ~source, null, References.object(function));
            }
        }
        return values;
    }

    private void note(Code code) {
        List<Code> codes = b.graph().codes();
        while (codes.size() <= code.number()) {
            codes.add(code);
        }
        codes.set(code.number(), code);
    }

    private void body() {
        inlining.enter(place, callee);
        Plan plan = new Plan(flow, 0);
        MergePoints mergePoints =
                caller.mergePoints().inlined(flow, plan, inlining.versions(callee.code()));
        Values values = new Values(b.constants(), flow.image(), callee.code());
        b.setScope(new Scope(flow.image(), mergePoints, values));
        Body body = new Body(b, flow, plan, mergePoints, LoopTypes.NOTHING, new Inner());
        body.buildFrom(0);
        body.build();
        inlining.leave();
    }

    private final class Inner implements Body.Meaning {
        @Override
        public void build(Builder builder, Insn insn) {
            instruction(builder, insn);
        }

        @Override
        public boolean predicts(Insn insn) {
            return true;
        }
    }

    /** What never ran, or only raises, is left to the interpreter. */
    private void instruction(Builder builder, Insn insn) {
        inlining.at(insn);
        boolean learnt = !builder.scope().learnt().at(insn).isEmpty();
        if (!learnt && Callable.neverRan(flow.image(), insn)) {
            builder.leave();
            return;
        }
        switch (insn.opcode()) {
            case RESUME -> {}
            case RAISE_VARARGS, RERAISE -> builder.leave();
            case RETURN_VALUE -> leave();
            case RETURN_CONST -> {
                builder.push(builder.values().element(insn.oparg()));
                leave();
            }
            default -> {
                if (!Consumption.build(builder, insn, unit -> false)) {
                    Instructions.build(builder, insn);
                }
            }
        }
    }

    /**
     * The callee's frame ends: its locals go, then the function, and the result is on the caller's stack. The result takes
     * over the reference of a local that it is.
     */
    private void leave() {
        Frame frame = b.frame();
        if (constructs()) {
            Guards.kind(b, b.peek(0), dev.justjit.ir.Kind.NONE);
        }
        if (end != null) {
            end.prove();
        }
        ReferenceState referenceState = b.referenceState(0);
        Node result = b.pop();
        Node object = References.object(result);
        int locals = flow.image().localsPlus();
        int moved = -1;
        for (int i = 0; i < locals && moved < 0 && referenceState == ReferenceState.BORROWED; i++) {
            int slot = frame.local(i);
            boolean owned = frame.referenceState(slot) == ReferenceState.OWNED;
            moved = owned && References.object(frame.get(slot)) == object ? i : -1;
        }
        int function = frame.local(-1);
        if (frame.referenceState(function) == ReferenceState.OWNED) {
            b.pendingReleases().add(frame.get(function));
        }
        for (int i = locals - 1; i >= 0; i--) {
            boolean owned = frame.referenceState(frame.local(i)) == ReferenceState.OWNED;
            Node value = b.pop();
            if (owned && i != moved) {
                b.pendingReleases().add(value);
            }
        }
        frame.leave();
        b.pop();
        if (end != null) {
            end.finish(result, moved < 0 ? referenceState : ReferenceState.OWNED);
        } else if (!constructs()) {
            b.push(result, moved < 0 ? referenceState : ReferenceState.OWNED);
        }
        b.states().goOn(call);
        returns.add();
    }

    /** Control goes on behind the call. */
    private void join() {
        b.setScope(caller);
        inlining.at(call);
        returns.join(caller.mergePoints(), call);
    }
}

package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ir.FrameState;
import dev.justjit.ir.Kind;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * Operators, subscripts, {@code in}, truth values, lengths and calls of objects whose classes have Python functions for
 * them, which become part of the graph. Which method is called follows from the classes of the operands, which are proved.
 */
final class SpecialCalls {
    private final Builder b;
    private final Insn insn;

    private SpecialCalls(Builder b, Insn insn) {
        this.b = b;
        this.insn = insn;
    }

    /**
     * What machine code has met of one operation.
     *
     * @param insn the load of the method, as its inline cache would say it
     * @param role see {@link Learnt}
     * @param other unit of the version of the other operand's class; 0: it is the receiver's
     */
    private record Form(Insn insn, int role, int other) {
        boolean swapped() {
            return (role & Learnt.SWAPPED) != 0;
        }

        /** Whether the method is {@code __len__}. */
        boolean measures() {
            return (role & Learnt.METHOD_MASK) == Learnt.LENGTH;
        }
    }

    /**
     * Builds the instruction, if such methods were called there that may be inlined.
     *
     * @param open whether other operands are to be expected, too
     */
    static boolean build(Builder b, Insn insn, boolean open) {
        boolean noted = insn.seen() != insn.opcode() && insn.seen() != Opcode.BINARY_SUBSCR_GETITEM;
        return (!noted || insn.opcode() == Opcode.CALL)
                && b.inlining() != null
                && isOperator(insn.opcode())
                && !b.scope().learnt().at(insn).isEmpty()
                && new SpecialCalls(b, insn).build(open);
    }

    private static boolean isOperator(Opcode opcode) {
        return switch (opcode) {
            case BINARY_OP,
                    COMPARE_OP,
                    CONTAINS_OP,
                    BINARY_SUBSCR,
                    STORE_SUBSCR,
                    DELETE_SUBSCR,
                    UNARY_NEGATIVE,
                    UNARY_INVERT,
                    TO_BOOL,
                    CALL ->
                    true;
            default -> false;
        };
    }

    private boolean build(boolean open) {
        List<Form> all = forms();
        List<Form> forms = all.stream().filter(this::fits).toList();
        if (forms.isEmpty()) {
            return false;
        }
        boolean oneReceiver = forms.stream().allMatch(form -> place(form) == place(forms.get(0)));
        Form first = forms.get(0);
        List<Form> distinct = distinct(forms, oneReceiver);
        boolean more = open || distinct.size() < all.size();
        if (distinct.size() == 1 && !(more && !b.frame().isInlined())) {
            return one(first);
        }
        boolean byOther = oneReceiver && distinct.size() > 1;
        List<Insn> places = new ArrayList<>();
        for (Form form : distinct) {
            places.add(byOther ? at(otherUnit(form)) : form.insn());
        }
        int operand = byOther ? other(first) : receiver(first);
        boolean whole = more && !b.frame().isInlined();
        SeveralClasses.build(
                b, places, operand, whole, place -> either(distinct.get(places.indexOf(place))));
        return true;
    }

    /** One for each class that is asked for. */
    private List<Form> distinct(List<Form> forms, boolean oneReceiver) {
        List<Form> chosen = new ArrayList<>();
        for (Form form : forms) {
            boolean known =
                    chosen.stream()
                            .anyMatch(
                                    other ->
                                            oneReceiver
                                                    ? otherPlace(other) == otherPlace(form)
                                                    : place(other) == place(form));
            if (!known && form.swapped() == forms.get(0).swapped()) {
                chosen.add(form);
            }
        }
        return chosen;
    }

    private void either(Form form) {
        if (!one(form)) {
            GenericInstructions.build(b);
        }
    }

    private List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        List<Learnt.Entry> entries = b.scope().learnt().at(insn);
        for (int i = 0; i < entries.size(); i++) {
            Learnt.Entry entry = entries.get(i);
            if (entry.seen() == Opcode.LOAD_ATTR_METHOD_NO_DICT && applies(entry.role())) {
                boolean follows =
                        i + 1 < entries.size()
                                && entries.get(i + 1).seen() == Opcode.TO_BOOL_ALWAYS_TRUE;
                int other =
                        follows ? entries.get(i + 1).unit() + InlineCache.TO_BOOL_TYPE_VERSION : 0;
                forms.add(new Form(entry.at(insn), entry.role(), other));
            }
        }
        return forms;
    }

    /** Whether such a method is called by what the instruction calls. */
    private boolean applies(int role) {
        if (insn.opcode() != Opcode.CALL) {
            return true;
        }
        if (!IncomingEdge.isNull(b.peek(insn.oparg()))) {
            return false;
        }
        String builtin = Globals.builtin(b.peek(insn.oparg() + 1));
        boolean one = insn.oparg() == 1;
        return switch (role & Learnt.METHOD_MASK) {
            case Learnt.LENGTH -> one && "len".equals(builtin);
            case Learnt.ABSOLUTE -> one && "abs".equals(builtin);
            default -> builtin == null;
        };
    }

    /** Whether the method may be inlined, and the operands may be such. */
    private boolean fits(Form form) {
        boolean fits = true;
        if (asks()) {
            Kind other = b.peek(other(form)).type().kind();
            fits =
                    switch (form.role() & Learnt.OTHER_MASK) {
                        case Learnt.INT -> other == Kind.INT || isOpen(other);
                        case Learnt.FLOAT -> other == Kind.FLOAT || isOpen(other);
                        default -> isOpen(other);
                    };
        }
        Inlining inlining = b.inlining();
        return fits
                && isOpen(b.peek(receiver(form)).type().kind())
                && inlining != null
                && inlining.callee(b, form.insn(), null) != null;
    }

    private static boolean isOpen(Kind kind) {
        return kind == Kind.OBJECT || kind == Kind.UNKNOWN || kind == Kind.INSTANCE;
    }

    /** Whether the class of the other operand has a say. */
    private boolean asks() {
        return insn.opcode() == Opcode.BINARY_OP || insn.opcode() == Opcode.COMPARE_OP;
    }

    private int receiver(Form form) {
        return switch (insn.opcode()) {
            case CONTAINS_OP, UNARY_NEGATIVE, UNARY_INVERT, TO_BOOL -> 0;
            case CALL -> (form.role() & Learnt.METHOD_MASK) == 0 ? insn.oparg() + 1 : 0;
            default -> form.swapped() ? 0 : 1;
        };
    }

    private int other(Form form) {
        return 1 - receiver(form);
    }

    private int place(Form form) {
        return b.mergePoints()
                .versions()
                .place(form.insn().offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
    }

    /** Where the version of the other operand's class is. */
    private int otherUnit(Form form) {
        boolean same = form.other() == 0;
        return same ? form.insn().offset() + InlineCache.LOAD_ATTR_TYPE_VERSION : form.other();
    }

    private int otherPlace(Form form) {
        return b.mergePoints().versions().place(otherUnit(form));
    }

    /** An instruction whose inline cache has the version of a class there. */
    private static Insn at(int unit) {
        int offset = unit - InlineCache.LOAD_ATTR_TYPE_VERSION;
        return new Insn(offset, offset, Opcode.LOAD_ATTR, 0, 0, Opcode.LOAD_ATTR);
    }

    private boolean one(Form form) {
        b.node(Op.GUARD_CLASS, place(form), null, b.object(receiver(form)));
        if ((form.role() & Learnt.METHOD_MASK) != 0 && insn.opcode() == Opcode.CALL) {
            String builtin = form.measures() ? "len" : "abs";
            b.node(Op.GUARD_IS, 0, Literal.builtin(builtin), b.peek(insn.oparg() + 1));
        }
        if (asks()) {
            int other = other(form);
            switch (form.role() & Learnt.OTHER_MASK) {
                case Learnt.INT -> Guards.kind(b, b.peek(other), Kind.INT);
                case Learnt.FLOAT -> Guards.kind(b, b.peek(other), Kind.FLOAT);
                default -> b.node(Op.GUARD_CLASS, otherPlace(form), null, b.object(other));
            }
        }
        int unit = form.insn().offset() + InlineCache.LOAD_ATTR_DESCR;
        Node function = b.values().cached(unit, insn.opcode().name());
        return InlinedCall.operator(b, form.insn(), function, when(form), order(form));
    }

    private static FrameState.When when(Form form) {
        if (form.measures()) {
            return FrameState.When.MEASURING;
        }
        return form.swapped() ? FrameState.When.REFLECTING : FrameState.When.OPERATING;
    }

    /** The arguments of the method, by their distance from the top. */
    private int[] order(Form form) {
        return switch (insn.opcode()) {
            case STORE_SUBSCR -> new int[] {1, 0, 2};
            case UNARY_NEGATIVE, UNARY_INVERT, TO_BOOL -> new int[] {0};
            case CALL -> {
                boolean called = (form.role() & Learnt.METHOD_MASK) == 0;
                int[] order = new int[called ? insn.oparg() + 1 : 1];
                order[0] = receiver(form);
                for (int i = 1; i < order.length; i++) {
                    order[i] = insn.oparg() - i;
                }
                yield order;
            }
            default -> new int[] {receiver(form), other(form)};
        };
    }
}

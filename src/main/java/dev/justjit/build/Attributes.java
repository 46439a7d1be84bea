package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Attributes as the interpreter found them: inside of the object, in a slot, in a module, or in the class. What is proved
 * of a class holds until Python runs, so it is proved where it is used, of the object as it came.
 */
final class Attributes {
    private Attributes() {}

    /** {@code LOAD_ATTR}: o -> x, or for calls o -> m self|NULL. */
    static void load(Builder b, Insn insn) {
        build(b, insn, false, form -> loadAs(b, form));
    }

    /** {@code LOAD_ATTR}, {@code STORE_ATTR} where graphs were left too often: false, if nothing but that is known. */
    static boolean open(Builder b, Insn insn) {
        boolean loads = insn.opcode() == Opcode.LOAD_ATTR;
        boolean several =
                (loads || insn.opcode() == Opcode.STORE_ATTR) && forms(b, insn).size() > 1;
        if (several) {
            build(b, insn, true, form -> as(b, form));
        }
        return several;
    }

    private static void as(Builder b, Insn form) {
        if (form.opcode() == Opcode.LOAD_ATTR) {
            loadAs(b, form);
        } else {
            storeAs(b, form);
        }
    }

    private static void build(Builder b, Insn insn, boolean open, Consumer<Insn> meaning) {
        List<Insn> forms = forms(b, insn);
        if (forms.size() > 1) {
            boolean whole = open && !b.frame().isInlined();
            SeveralClasses.build(b, forms, 0, whole, meaning);
        } else {
            meaning.accept(forms.isEmpty() ? insn : forms.get(0));
        }
    }

    /** What was seen: by the interpreter, then by templates. One alone if it is no class of objects. */
    private static List<Insn> forms(Builder b, Insn insn) {
        List<Insn> forms = new ArrayList<>();
        if (insn.seen() != insn.opcode()) {
            if (!isOfObjects(insn.seen())) {
                return List.of(insn);
            }
            forms.add(insn);
        }
        for (Learnt.Entry entry : b.scope().learnt().at(insn)) {
            if (isOfObjects(entry.seen())) {
                forms.add(entry.at(insn));
            } else if (forms.isEmpty()) {
                return List.of(entry.at(insn));
            }
        }
        return forms;
    }

    /** Whether it is proved by the class of the owner first. */
    private static boolean isOfObjects(Opcode seen) {
        return switch (seen) {
            case LOAD_ATTR_INSTANCE_VALUE,
                    LOAD_ATTR_SLOT,
                    LOAD_ATTR_NONDESCRIPTOR_NO_DICT,
                    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
                    LOAD_ATTR_METHOD_NO_DICT,
                    LOAD_ATTR_METHOD_WITH_VALUES,
                    LOAD_ATTR_METHOD_LAZY_DICT,
                    LOAD_ATTR_PROPERTY,
                    STORE_ATTR_INSTANCE_VALUE,
                    STORE_ATTR_SLOT ->
                    true;
            default -> false;
        };
    }

    private static void loadAs(Builder b, Insn insn) {
        switch (insn.seen()) {
            case LOAD_ATTR_INSTANCE_VALUE -> value(b, insn, inObject(b, insn));
            case LOAD_ATTR_SLOT -> value(b, insn, inSlot(b, insn));
            case LOAD_ATTR_MODULE -> value(b, insn, inModule(b, insn));
            case LOAD_ATTR_CLASS -> {
                guard(b, insn, Op.GUARD_IS_CLASS);
                value(b, insn, found(b, insn));
            }
            case LOAD_ATTR_NONDESCRIPTOR_NO_DICT -> {
                guard(b, insn, Op.GUARD_CLASS);
                value(b, insn, found(b, insn));
            }
            case LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES -> {
                noValueHides(b, insn);
                value(b, insn, found(b, insn));
            }
            case LOAD_ATTR_METHOD_NO_DICT -> {
                guard(b, insn, Op.GUARD_CLASS);
                method(b, insn);
            }
            case LOAD_ATTR_METHOD_WITH_VALUES -> {
                noValueHides(b, insn);
                method(b, insn);
            }
            case LOAD_ATTR_METHOD_LAZY_DICT -> {
                Node object = guard(b, insn, Op.GUARD_CLASS);
                int offset = b.image().cache16(insn, InlineCache.LOAD_ATTR_DICT_OFFSET);
                b.node(Op.GUARD_NO_DICT, offset, null, object);
                method(b, insn);
            }
            case LOAD_ATTR_PROPERTY -> property(b, insn);
            default -> GenericInstructions.build(b);
        }
    }

    private static void property(Builder b, Insn insn) {
        if (b.inlining() == null || b.inlining().callee(b, insn, null) == null) {
            GenericInstructions.build(b);
            return;
        }
        guard(b, insn, Op.GUARD_CLASS);
        if (!InlinedCall.property(b, insn, found(b, insn))) {
            GenericInstructions.build(b);
        }
    }

    private static String name(Builder b, Insn insn) {
        return b.image().names().get(insn.oparg() >> (insn.opcode() == Opcode.LOAD_ATTR ? 1 : 0));
    }

    /** The owner, with the class or the keys that were seen: loads and stores have their version at the same place. */
    private static Node guard(Builder b, Insn insn, Op op) {
        int version =
                b.mergePoints()
                        .versions()
                        .place(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
        return b.node(op, version, null, b.object(0));
    }

    private static Node inObject(Builder b, Insn insn) {
        Node object = b.node(Op.GUARD_VALUES, guard(b, insn, Op.GUARD_CLASS));
        int index = b.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX);
        return Guards.bound(b, b.node(Op.LOAD_VALUE, index, name(b, insn), object));
    }

    private static Node inSlot(Builder b, Insn insn) {
        Node object = guard(b, insn, Op.GUARD_CLASS);
        int offset = b.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX);
        return Guards.bound(b, b.node(Op.LOAD_SLOT, offset, name(b, insn), object));
    }

    private static Node inModule(Builder b, Insn insn) {
        Node module = guard(b, insn, Op.GUARD_MODULE);
        int index = b.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX);
        return Guards.bound(b, b.node(Op.LOAD_MODULE_VALUE, index, name(b, insn), module));
    }

    /** What was found in the class. */
    private static Node found(Builder b, Insn insn) {
        int unit = first(b, insn) + InlineCache.LOAD_ATTR_DESCR;
        Node value = b.values().cached(unit, name(b, insn));
        b.found(insn, value);
        return value;
    }

    /** The unit of the first form of the site with the same object. */
    private static int first(Builder b, Insn form) {
        List<Learnt.Entry> entries = b.scope().learnt().at(b.insn());
        for (Learnt.Entry entry : entries) {
            if (entry.unit() == form.offset() && entry.role() > 0) {
                return entries.get(entry.role() - 1).unit();
            }
        }
        return form.offset();
    }

    private static void noValueHides(Builder b, Insn insn) {
        Node object = b.node(Op.GUARD_VALUES, guard(b, insn, Op.GUARD_CLASS));
        int version =
                b.mergePoints()
                        .versions()
                        .place(insn.offset() + InlineCache.LOAD_ATTR_KEYS_VERSION);
        b.node(Op.GUARD_CLASS_KEYS, version, null, object);
    }

    private static void value(Builder b, Insn insn, Node value) {
        b.drop();
        b.push(value);
        if ((insn.oparg() & 1) != 0) {
            b.push(b.values().nullValue());
        }
    }

    private static void method(Builder b, Insn insn) {
        ReferenceState referenceState = b.referenceState(0);
        Node self = b.pop();
        b.push(found(b, insn));
        b.push(self, referenceState);
    }

    /** {@code STORE_ATTR}: v o -> . */
    static void store(Builder b, Insn insn) {
        build(b, insn, false, form -> storeAs(b, form));
    }

    private static void storeAs(Builder b, Insn insn) {
        switch (insn.seen()) {
            case STORE_ATTR_INSTANCE_VALUE -> {
                Node object = b.node(Op.GUARD_VALUES, guard(b, insn, Op.GUARD_CLASS));
                put(b, insn, Op.STORE_VALUE, object);
            }
            case STORE_ATTR_SLOT -> put(b, insn, Op.STORE_SLOT, guard(b, insn, Op.GUARD_CLASS));
            default -> GenericInstructions.build(b);
        }
    }

    private static void put(Builder b, Insn insn, Op op, Node object) {
        int index = b.image().cache16(insn, InlineCache.STORE_ATTR_INDEX);
        Node value = b.take(1);
        if (b.frame().isInlined()) {
            exchange(b, insn, op, object, value);
            return;
        }
        b.drop();
        b.pop();
        b.node(op, index, name(b, insn), object, value);
    }

    /** The same in two steps, so that no Python code runs while the callee has no frame. */
    private static void exchange(Builder b, Insn insn, Op op, Node object, Node value) {
        boolean inside = op == Op.STORE_VALUE;
        int index = b.image().cache16(insn, InlineCache.STORE_ATTR_INDEX);
        Op load = inside ? Op.LOAD_VALUE : Op.LOAD_SLOT;
        b.references().ownBorrowedFrom(load, index);
        Node old = b.node(load, index, name(b, insn), object);
        b.node(inside ? Op.PUT_VALUE : Op.PUT_SLOT, index, name(b, insn), object, old, value);
        b.drop();
        b.pop();
        b.pendingReleases().addLast(old);
    }
}

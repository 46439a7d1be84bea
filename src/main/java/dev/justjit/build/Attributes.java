package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;

/**
 * Attributes as the interpreter found them: inside of the object, in a slot, in a module, or in the class. What is proved
 * of a class holds until Python runs, so it is proved where it is used, of the object as it came.
 */
final class Attributes {
    private Attributes() {}

    /** {@code LOAD_ATTR}: o -> x, or for calls o -> m self|NULL. */
    static void load(Builder b, Insn insn) {
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
            default -> WholeInstructions.build(b);
        }
    }

    private static void property(Builder b, Insn insn) {
        if (b.inlining() == null || b.inlining().callee(b, insn, null) == null) {
            WholeInstructions.build(b);
            return;
        }
        guard(b, insn, Op.GUARD_CLASS);
        if (!InlinedCall.property(b, insn, found(b, insn))) {
            WholeInstructions.build(b);
        }
    }

    private static String name(Builder b, Insn insn) {
        return b.image().names().get(insn.oparg() >> (insn.opcode() == Opcode.LOAD_ATTR ? 1 : 0));
    }

    /** The owner, with the class or the keys that were seen: loads and stores have their version at the same place. */
    private static Node guard(Builder b, Insn insn, Op op) {
        int version =
                b.flows().versions().place(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION);
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
        int unit = insn.offset() + InlineCache.LOAD_ATTR_DESCR;
        Node value = b.values().cached(unit, name(b, insn));
        b.found(insn, value);
        return value;
    }

    private static void noValueHides(Builder b, Insn insn) {
        Node object = b.node(Op.GUARD_VALUES, guard(b, insn, Op.GUARD_CLASS));
        int version =
                b.flows().versions().place(insn.offset() + InlineCache.LOAD_ATTR_KEYS_VERSION);
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
        Holding holding = b.holding(0);
        Node self = b.pop();
        b.push(found(b, insn));
        b.push(self, holding);
    }

    /** {@code STORE_ATTR}: v o -> . */
    static void store(Builder b, Insn insn) {
        switch (insn.seen()) {
            case STORE_ATTR_INSTANCE_VALUE -> {
                Node object = b.node(Op.GUARD_VALUES, guard(b, insn, Op.GUARD_CLASS));
                put(b, insn, Op.STORE_VALUE, object);
            }
            case STORE_ATTR_SLOT -> put(b, insn, Op.STORE_SLOT, guard(b, insn, Op.GUARD_CLASS));
            default -> WholeInstructions.build(b);
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
        b.dying().addLast(old);
    }
}

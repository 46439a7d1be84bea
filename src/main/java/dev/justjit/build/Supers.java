package dev.justjit.build;

import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.bytecode.Insn;
import dev.justjit.bytecode.Learnt;
import dev.justjit.ir.Literal;
import dev.justjit.ir.Node;
import dev.justjit.ir.Op;
import java.util.ArrayList;
import java.util.List;

/** Methods behind {@code super}: which one it is follows from the start class and the class of self, which are proved. */
final class Supers {
    private Supers() {}

    /** {@code LOAD_SUPER_ATTR}: super cls self -> x, or for calls m self. */
    static void load(Builder b, Insn insn) {
        List<Insn> forms = new ArrayList<>();
        for (Learnt.Entry entry : b.scope().learnt().at(insn)) {
            if (entry.seen() == Opcode.LOAD_ATTR_METHOD_NO_DICT && (insn.oparg() & 1) != 0) {
                forms.add(entry.at(insn));
            }
        }
        if (forms.isEmpty()) {
            GenericInstructions.build(b);
        } else if (forms.size() == 1) {
            method(b, insn, forms.get(0));
        } else {
            SeveralClasses.build(b, forms, 0, false, form -> method(b, insn, form));
        }
    }

    private static void method(Builder b, Insn insn, Insn form) {
        int behind = form.offset() + 1 + form.opcode().caches(); // the entry of the start class
        int start = behind + 1 + InlineCache.TO_BOOL_TYPE_VERSION;
        int self = form.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION;
        b.node(Op.GUARD_IS, 0, Literal.builtin("super"), b.object(2));
        b.node(Op.GUARD_IS_CLASS, b.mergePoints().versions().place(start), null, b.object(1));
        b.node(Op.GUARD_CLASS, b.mergePoints().versions().place(self), null, b.object(0));
        String name = b.image().names().get(insn.oparg() >> 2);
        Node method = b.values().cached(form.offset() + InlineCache.LOAD_ATTR_DESCR, name);
        b.found(form, method);
        ReferenceState referenceState = b.referenceState(0);
        Node object = b.pop();
        b.drop(2);
        b.push(method);
        b.push(object, referenceState);
    }
}

package dev.justjit.template;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.InlineCache;
import dev.justjit.abi.Opcode;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.abi.layout.PyType;
import dev.justjit.bytecode.Insn;
import dev.justjit.compile.Emission;
import dev.justjit.compile.KnownType;
import dev.justjit.compile.Value;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;

/**
 * {@code LOAD_ATTR}. The fast shapes are those of the interpreter's inline caches, with the same
 * guards: type version, and for values in the object their being there.
 */
final class Attributes {
    private Attributes() {}

    /** {@code LOAD_ATTR}: o -> x, or for calls o -> m self|NULL. */
    static void load(Emission e, Insn insn) {
        if (e.stack().peek(0).isUnboxed()) {
            e.materialize(e.stack().depth() - 1);
        }
        boolean call = (insn.oparg() & 1) != 0;
        if (!e.maySpeculate()) {
            AttributeSites.loadCanonical(e, insn, call);
            return;
        }
        switch (insn.seen()) {
            case LOAD_ATTR_INSTANCE_VALUE,
                    LOAD_ATTR_SLOT,
                    LOAD_ATTR_MODULE,
                    LOAD_ATTR_CLASS,
                    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
                    LOAD_ATTR_NONDESCRIPTOR_NO_DICT ->
                    loadValue(e, insn, call);
            case LOAD_ATTR_METHOD_WITH_VALUES,
                    LOAD_ATTR_METHOD_NO_DICT,
                    LOAD_ATTR_METHOD_LAZY_DICT ->
                    loadMethod(e, insn);
            default -> AttributeSites.load(e, insn, call);
        }
    }

    /** A value found without calling anything; for calls NULL goes above it. */
    private static void loadValue(Emission e, Insn insn, boolean call) {
        MacroAssembler m = e.masm();
        Value owner = e.stack().peek(0);
        if (owner.isOwned()) {
            ownBelow(e); // releasing the owner can run anything
        }
        var slow = new AttributeSites.OtherValue(e, call);
        e.loadObject(Reg.ARG0, owner);
        switch (insn.seen()) {
            case LOAD_ATTR_INSTANCE_VALUE -> {
                guardTypeVersion(e, insn, slow.entry());
                guardInlineValues(m, slow.entry());
                int index = e.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX);
                m.load(
                        Width.W64,
                        Reg.RET,
                        Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_SLOTS + 8 * index));
            }
            case LOAD_ATTR_SLOT -> {
                guardTypeVersion(e, insn, slow.entry());
                int offset = e.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX);
                m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, offset));
            }
            case LOAD_ATTR_MODULE -> loadFromModule(e, insn, slow.entry());
            case LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES, LOAD_ATTR_NONDESCRIPTOR_NO_DICT -> {
                guardTypeVersion(e, insn, slow.entry());
                if (insn.seenAs(Opcode.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES)) {
                    guardInlineValues(m, slow.entry());
                    guardKeysVersion(e, insn, slow.entry());
                }
                m.load(Reg.RET, cachedObject(insn));
            }
            default -> {
                guardOwnVersion(e, insn, slow.entry());
                m.load(Reg.RET, cachedObject(insn));
            }
        }
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, slow.entry());
        m.incref(Reg.RET, Reg.TMP0);
        m.bind(slow.loaded());
        replaceOwner(e, owner);
        slow.resultIs(e.stack().peek(0));
        m.bind(slow.resume());
        if (call) {
            e.pushNull();
        }
    }

    /** The owned object in {@code RET} takes the place of its owner on the stack. */
    static void replaceOwner(Emission e, Value owner) {
        MacroAssembler m = e.masm();
        e.pop();
        if (owner.isOwned()) {
            Mem stash = Mem.nativeWord(0);
            m.store(Width.W64, stash, Reg.RET);
            e.releaseValue(owner);
            m.load(Width.W64, Reg.RET, stash);
        }
        e.pushResult(KnownType.UNKNOWN);
    }

    static void ownBelow(Emission e) {
        for (int i = 0; i < e.stack().depth() - 1; i++) {
            if (e.stack().at(i).is(Value.Kind.LOCAL)) {
                e.materialize(i);
            }
        }
    }

    private static Symbol cachedObject(Insn insn) {
        return Symbol.cachedObject(insn.offset() + InlineCache.LOAD_ATTR_DESCR);
    }

    /** {@code ARG1} = type of {@code ARG0}, which has the cached version. */
    private static void guardTypeVersion(Emission e, Insn insn, Label fail) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.ARG1, PyType.VERSION_TAG),
                Symbol.cachedVersion(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION),
                fail);
    }

    /** {@code ARG0} is a class and has the cached version itself. */
    private static void guardOwnVersion(Emission e, Insn insn, Label fail) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG0, PyObject.TYPE));
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyType.FLAGS));
        m.branchTest(Cond.EQ, Width.W32, Reg.ARG1, (int) PyType.TPFLAGS_TYPE_SUBCLASS, fail);
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.ARG0, PyType.VERSION_TAG),
                Symbol.cachedVersion(insn.offset() + InlineCache.LOAD_ATTR_TYPE_VERSION),
                fail);
    }

    /** No instance of the type {@code ARG1} can hide a class attribute by a value of its own. */
    private static void guardKeysVersion(Emission e, Insn insn, Label fail) {
        MacroAssembler m = e.masm();
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.ARG1, PyHeapType.CACHED_KEYS));
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.ARG1, DictKeys.VERSION),
                Symbol.cachedVersion(insn.offset() + InlineCache.LOAD_ATTR_KEYS_VERSION),
                fail);
    }

    private static void guardInlineValues(MacroAssembler m, Label fail) {
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.ARG0, ManagedObject.INLINE_VALUES_VALID), 0, fail);
    }

    private static void loadFromModule(Emission e, Insn insn, Label fail) {
        MacroAssembler m = e.masm();
        Arithmetic.guardType(m, Reg.ARG0, Global.PYMODULE_TYPE, fail);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyModule.DICT));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.branchHalf(
                Cond.NE,
                Mem.at(Reg.ARG0, DictKeys.VERSION),
                Symbol.cachedVersion(insn.offset() + InlineCache.LOAD_ATTR_MODULE_KEYS_VERSION),
                fail);
        Globals.loadEntry(m, e.image().cache16(insn, InlineCache.LOAD_ATTR_INDEX));
    }

    /** {@code obj.method(...)}: the function and, above it, the object itself. */
    private static void loadMethod(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.flushBelow(1);
        Value owner = e.stack().peek(0);
        int base = e.stack().depth() - 1;
        var slow = new AttributeSites.OtherMethod(e);
        e.loadObject(Reg.ARG0, owner);
        guardTypeVersion(e, insn, slow.entry());
        switch (insn.seen()) {
            case LOAD_ATTR_METHOD_WITH_VALUES -> {
                guardInlineValues(m, slow.entry());
                guardKeysVersion(e, insn, slow.entry());
            }
            case LOAD_ATTR_METHOD_LAZY_DICT -> {
                int offset =
                        (short) e.image().cache16(insn, InlineCache.LOAD_ATTR_DICT_OFFSET)
                                + ManagedObject.MANAGED_DICT;
                m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG0, offset), 0, slow.entry());
            }
            default -> {
                // METHOD_NO_DICT needs no more
            }
        }
        m.load(Reg.ARG2, cachedObject(insn));
        m.incref(Reg.ARG2, Reg.TMP0);
        m.bind(slow.loaded());
        storeMethod(e, owner, base);
        if (owner.isOwned()) {
            e.forgetLocals(); // the slow side may release the owner
        }
        e.pop();
        e.pushSlot(KnownType.UNKNOWN);
        e.pushSlot(KnownType.UNKNOWN);
        m.bind(slow.resume());
    }

    /** The method {@code ARG2} and its owner at {@code base}, owned. {@code ARG0} = the owner. */
    static void storeMethod(Emission e, Value owner, int base) {
        MacroAssembler m = e.masm();
        if (!owner.isOwned()) {
            e.takeObject(Reg.ARG0, owner);
        }
        m.store(Width.W64, e.slot(base), Reg.ARG2);
        m.store(Width.W64, e.slot(base + 1), Reg.ARG0);
    }

    /** {@code DELETE_ATTR}: o -> . */
    static void delete(Emission e, Insn insn) {
        MacroAssembler m = e.masm();
        e.prepareCall();
        m.load(Width.W64, Reg.ARG0, e.slot(e.stack().depth() - 1));
        m.load(Reg.ARG1, Symbol.name(insn.oparg()));
        m.call(Helper.PYOBJECT_DELATTR);
        Names.releaseTopAndCheckStatus(e);
    }
}

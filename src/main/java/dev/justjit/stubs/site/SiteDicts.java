package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyObject;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;
import dev.justjit.record.Shape;
import dev.justjit.record.SiteRecord;

/**
 * Attributes of objects that have a dict of their own: exact, with str keys only. An item is looked for
 * where another object's dict had it; that a name is not there is found out each time.
 */
final class SiteDicts {
    private static final Mem OWNER = Mem.nativeWord(0);
    private static final Mem ENTRY = Mem.nativeWord(1);

    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final SiteKeys keys;
    private final SiteEntries entries;

    SiteDicts(MacroAssembler m, SiteHandlers handlers, SiteKeys keys, SiteEntries entries) {
        this.m = m;
        this.handlers = handlers;
        this.keys = keys;
        this.entries = entries;
    }

    void emitHandlers() {
        value();
        absent(Shape.METHOD_DICT, handlers::method);
        absent(Shape.CONSTANT_DICT, handlers::plainObject);
        absent(Shape.WRAPPED_DICT, handlers::wrappedOfInstance);
    }

    /** {@code RET} = keys of the dict in {@code word}, or a jump if it has none of that kind. */
    private void loadKeys(Mem word, Label fail) {
        m.load(Width.W64, Reg.RET, word);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYDICT_TYPE, fail);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyDict.KEYS));
        m.branch(Cond.EQ, Width.W8, Mem.at(Reg.RET, DictKeys.KIND), DictKeys.KIND_GENERAL, fail);
    }

    private void begin(Shape shape) {
        handlers.begin(shape);
        m.loadSigned(Width.W32, Reg.RET, SiteHandlers.entry(SiteRecord.SECOND));
        loadKeys(Mem.at(Reg.ARG0, Reg.RET, 1, 0), handlers.next());
    }

    private void value() {
        begin(Shape.VALUE_DICT);
        m.load(Width.W64, Reg.TMP0, SiteHandlers.entry(SiteRecord.PAYLOAD));
        Mem used = Mem.at(Reg.RET, DictKeys.NENTRIES);
        m.branch(Cond.BELOW_EQ, Width.W64, used, Reg.TMP0, handlers.next());
        m.load(Width.W8, Reg.ARG3, Mem.at(Reg.RET, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.ARG2, 1);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, Reg.ARG3);
        m.add(Reg.ARG2, Reg.ARG2, Reg.RET);
        m.move(Reg.ARG3, Reg.TMP0);
        m.shiftLeft(Reg.TMP0, Reg.TMP0, 4);
        m.add(Reg.ARG2, Reg.ARG2, Reg.TMP0);
        m.load(Width.W64, Reg.TMP0, SiteHandlers.entry(SiteRecord.ENTRY_NAME));
        int key = DictKeys.INDICES + DictUnicodeEntry.KEY;
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.ARG2, key), Reg.TMP0, handlers.next());
        loadItem();
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, handlers.next());
        m.moveImm(Reg.ARG3, 0);
        handlers.found();
    }

    /**
     * {@code ARG2} = value of the entry {@code ARG2} of the keys {@code RET}, whose index is {@code ARG3}; objects of
     * one class may share their keys, then each dict has its values apart.
     */
    private void loadItem() {
        Label shared = m.newLabel();
        Label loaded = m.newLabel();
        Mem kind = Mem.at(Reg.RET, DictKeys.KIND);
        m.branch(Cond.EQ, Width.W8, kind, DictKeys.KIND_SPLIT, shared);
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.ARG2, DictKeys.INDICES + DictUnicodeEntry.VALUE));
        m.jump(loaded);
        m.bind(shared);
        m.loadSigned(Width.W32, Reg.RET, SiteHandlers.entry(SiteRecord.SECOND));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, Reg.RET, 1, 0));
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyDict.VALUES));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, Reg.ARG3, 8, DictValues.VALUES));
        m.bind(loaded);
    }

    private void absent(Shape shape, Runnable end) {
        begin(shape);
        m.enter();
        m.store(Width.W64, OWNER, Reg.ARG0);
        m.store(Width.W64, ENTRY, Reg.ARG1);
        m.load(Width.W64, Reg.ARG1, SiteHandlers.entry(SiteRecord.ENTRY_NAME));
        m.move(Reg.ARG0, Reg.RET);
        m.call(keys.search());
        m.load(Width.W64, Reg.ARG0, OWNER);
        m.load(Width.W64, Reg.ARG1, ENTRY);
        m.leaveFrame();
        m.branch(Cond.NE, Width.W64, Reg.RET, SiteKeys.ABSENT, handlers.next());
        end.run();
    }

    /**
     * Analysis of the owner {@code SAVED0} whose dict is at the offset {@code ARG3}: an entry if the dict has the
     * name; a jump, with the offset in {@code SECOND}, if it has not.
     */
    void analyse(Label notThere) {
        m.store(Width.W64, SiteEntries.SECOND, Reg.ARG3);
        loadKeys(Mem.at(Reg.SAVED0, Reg.ARG3, 1, 0), entries.done());
        m.move(Reg.ARG0, Reg.RET);
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(keys.search());
        m.branch(Cond.EQ, Width.W64, Reg.RET, SiteKeys.ABSENT, notThere);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, entries.done());
        m.move(Reg.ARG2, Reg.RET);
        m.load(Width.W64, Reg.ARG3, SiteEntries.SECOND);
        entries.add(Shape.VALUE_DICT);
    }
}

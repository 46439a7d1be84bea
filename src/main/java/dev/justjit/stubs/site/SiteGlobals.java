package dev.justjit.stubs.site;

import dev.justjit.abi.Global;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyModule;
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
 * Names in namespaces: globals, builtins, attributes of modules. Keys that have a version keep their
 * entries where they are until they lose it, which they do when a name is added or removed.
 */
final class SiteGlobals {
    private final MacroAssembler m;
    private final SiteHandlers handlers;
    private final SiteKeys keys;
    private final SiteEntries entries;

    SiteGlobals(MacroAssembler m, SiteHandlers handlers, SiteKeys keys, SiteEntries entries) {
        this.m = m;
        this.handlers = handlers;
        this.keys = keys;
        this.entries = entries;
    }

    /** The handlers. */
    void emitHandlers() {
        handlers.start(Shape.GLOBAL);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        guardKeys(SiteRecord.VERSION);
        loadItem();
        handlers.start(Shape.BUILTIN);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        guardKeys(SiteRecord.VERSION);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        guardKeys(SiteRecord.SECOND);
        loadItem();
        handlers.start(Shape.MODULE);
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYMODULE_TYPE, handlers.next());
        m.load(Width.W64, Reg.RET, Mem.at(Reg.ARG0, PyModule.DICT));
        guardKeys(SiteRecord.VERSION);
        loadItem();
    }

    /** {@code RET} = keys of the dict {@code RET}, which is exact and has the entry's version. */
    private void guardKeys(int version) {
        Label next = handlers.next();
        m.branch(Cond.NE, Mem.at(Reg.RET, PyObject.TYPE), Global.PYDICT_TYPE, next);
        m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyDict.KEYS));
        m.load(Width.W32, Reg.TMP0, SiteHandlers.entry(version));
        m.branch(Cond.NE, Width.W32, Mem.at(Reg.RET, DictKeys.VERSION), Reg.TMP0, next);
    }

    private void loadItem() {
        m.load(Width.W64, Reg.TMP0, SiteHandlers.entry(SiteRecord.PAYLOAD));
        m.load(Width.W64, Reg.ARG2, Mem.at(Reg.RET, Reg.TMP0, 1, 0));
        m.branch(Cond.EQ, Width.W64, Reg.ARG2, 0, handlers.next());
        m.moveImm(Reg.ARG3, 0);
        handlers.found();
    }

    /**
     * Analysis of a global of the current frame; {@code SAVED1} is the record. Native words as in {@link
     * SiteEntries}.
     */
    void analyseGlobal() {
        Label builtin = m.newLabel();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
        searchDict();
        m.branch(Cond.EQ, Width.W64, Reg.RET, SiteKeys.ABSENT, builtin);
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, entries.done());
        versionOf(InterpreterFrame.GLOBALS);
        m.store(Width.W64, SiteEntries.VERSION, Reg.RET);
        itemOffset(InterpreterFrame.GLOBALS);
        entries.add(Shape.GLOBAL);
        m.bind(builtin);
        versionOf(InterpreterFrame.GLOBALS);
        m.store(Width.W64, SiteEntries.VERSION, Reg.RET);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
        searchDict();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, entries.done());
        versionOf(InterpreterFrame.BUILTINS);
        m.move(Reg.ARG3, Reg.RET);
        itemOffset(InterpreterFrame.BUILTINS);
        entries.add(Shape.BUILTIN);
    }

    /** {@code RET} and word 3 = index of the record's name in the dict {@code ARG0}. */
    private void searchDict() {
        m.branch(Cond.NE, Mem.at(Reg.ARG0, PyObject.TYPE), Global.PYDICT_TYPE, entries.done());
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.branch(
                Cond.NE,
                Width.W8,
                Mem.at(Reg.ARG0, DictKeys.KIND),
                DictKeys.KIND_UNICODE,
                entries.done());
        m.load(Width.W64, Reg.ARG1, Mem.at(Reg.SAVED1, SiteRecord.NAME));
        m.call(keys.search());
        m.store(Width.W64, SiteEntries.INDEX, Reg.RET);
    }

    /** {@code RET} = version of the keys of the frame's dict. */
    private void versionOf(int frameField) {
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, frameField));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.call(keys.version());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
    }

    private void itemOffset(int frameField) {
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, frameField));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        offsetInKeys();
    }

    /** {@code ARG2} = offset of the value of entry {@code INDEX} in the keys {@code ARG0}. */
    private void offsetInKeys() {
        m.load(Width.W8, Reg.ARG4, Mem.at(Reg.ARG0, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.ARG2, 1);
        m.shiftLeft(Reg.ARG2, Reg.ARG2, Reg.ARG4);
        m.load(Width.W64, Reg.ARG4, SiteEntries.INDEX);
        m.shiftLeft(Reg.ARG4, Reg.ARG4, 4);
        m.add(Reg.ARG2, Reg.ARG2, Reg.ARG4);
        m.add(Reg.ARG2, Reg.ARG2, DictKeys.INDICES + DictUnicodeEntry.VALUE);
    }

    /** Analysis of an attribute of the exact module {@code SAVED0}, whose class has none of the name. */
    void analyseModule() {
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyModule.DICT));
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, entries.done());
        searchDict();
        m.branch(Cond.LT, Width.W64, Reg.RET, 0, entries.done());
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyModule.DICT));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.call(keys.version());
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, entries.done());
        m.store(Width.W64, SiteEntries.VERSION, Reg.RET);
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.SAVED0, PyModule.DICT));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        offsetInKeys();
        entries.add(Shape.MODULE);
    }
}

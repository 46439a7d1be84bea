package dev.justjit.region.bound;

import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.compile.Stub;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Symbol;
import dev.justjit.masm.Width;
import dev.justjit.record.RegionData;
import dev.justjit.region.build.GlobalInput;
import java.util.ArrayList;
import java.util.List;

/**
 * The dicts in which a function that runs without the GIL has found what it calls: its globals, its builtins, then
 * those of modules. Each has two words in the function's data: the dict, which is kept alive, and the version that
 * it had when the function was last entered with the GIL and all was as compiled. While a dict has that version
 * nothing in it has changed.
 *
 * <p>Only one reading of each version is needed, in any order: at the moment of the first one all dicts were as they
 * had been together, because none of them ever has an old version again.
 */
final class Namespaces {
    /** The most of them. */
    static final int MOST = 8;

    /** Globals and builtins. */
    private static final int PLAIN = 2;

    private static final int BYTES = 2 * Long.BYTES;

    private final List<Long> modules = new ArrayList<>();
    private final boolean none;

    /**
     * @param outers what the function uses, all of it known objects
     */
    Namespaces(Iterable<GlobalInput> outers) {
        boolean any = false;
        for (GlobalInput outer : outers) {
            any = true;
            if (outer.attribute != 0 && !modules.contains(outer.name)) {
                modules.add(outer.name);
            }
        }
        none = !any;
    }

    /** The numbers of the names of the globals that are modules, in the order of their words after the first two. */
    List<Long> modules() {
        return modules;
    }

    /** How many there are: none if the function uses no names. */
    int count() {
        return none ? 0 : PLAIN + modules.size();
    }

    private static Symbol dict(int number) {
        return Symbol.blobData(RegionData.BYTES + BYTES * number);
    }

    /** Jumps unless all are as they were. Changes {@code RET}, {@code ARG1} and {@code TMP0}. */
    void check(MacroAssembler m, Label changed) {
        for (int i = 0; i < count(); i++) {
            m.load(Reg.TMP0, dict(i));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.TMP0, 0));
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyDict.VERSION_TAG));
            m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, Long.BYTES), Reg.RET, changed);
        }
    }

    /** With the GIL, after all has been checked: notes the versions. {@code FRAME} has the globals. */
    void note(MacroAssembler m, Label fail) {
        for (int i = 0; i < modules.size(); i++) {
            m.load(Reg.ARG0, Symbol.input(modules.get(i)));
            m.call(Stub.FIND_GLOBAL.symbol());
            m.branch(Cond.EQ, Width.W64, Reg.RET, 0, fail);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.RET, PyModule.DICT));
            note(m, PLAIN + i, Reg.RET);
        }
        if (count() > 0) {
            m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.GLOBALS));
            note(m, 0, Reg.RET);
            m.load(Width.W64, Reg.RET, Mem.at(Reg.FRAME, InterpreterFrame.BUILTINS));
            note(m, 1, Reg.RET);
        }
    }

    /** If it is the dict that is kept: another module may have the global's name by now. */
    private static void note(MacroAssembler m, int number, Reg found) {
        Label other = m.newLabel();
        Label done = m.newLabel();
        m.load(Reg.TMP0, dict(number));
        m.branch(Cond.NE, Width.W64, Mem.at(Reg.TMP0, 0), found, other);
        m.load(Width.W64, Reg.ARG1, Mem.at(found, PyDict.VERSION_TAG));
        m.store(Width.W64, Mem.at(Reg.TMP0, Long.BYTES), Reg.ARG1);
        m.jump(done);
        m.bind(other);
        m.storeImm(Width.W64, Mem.at(Reg.TMP0, Long.BYTES), 0); // no dict's version
        m.bind(done);
    }
}

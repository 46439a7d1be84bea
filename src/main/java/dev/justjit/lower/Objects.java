package dev.justjit.lower;

import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.DictUnicodeEntry;
import dev.justjit.abi.layout.DictValues;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ManagedObject;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyHeapType;
import dev.justjit.abi.layout.PyMethod;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.compile.FrameCode;
import dev.justjit.compile.Stub;
import dev.justjit.ir.Node;
import dev.justjit.ir.Type;
import dev.justjit.masm.Cond;
import dev.justjit.masm.Label;
import dev.justjit.masm.MacroAssembler;
import dev.justjit.masm.Mem;
import dev.justjit.masm.Reg;
import dev.justjit.masm.Width;

/** Attributes, names and cells. */
final class Objects {
    private final MacroAssembler m;
    private final Values values;
    private final References references;
    private final FrameCode code;

    Objects(Function function, Values values, References references) {
        this.values = values;
        this.references = references;
        code = function.code();
        m = function.masm();
    }

    void emit(Node node) {
        switch (node.op()) {
            case LOAD_VALUE -> load(ManagedObject.INLINE_VALUES_SLOTS + 8 * node.index());
            case LOAD_SLOT -> load(node.index());
            case LOAD_CELL -> load(PyCell.REF);
            case STORE_VALUE -> {
                int offset = ManagedObject.INLINE_VALUES_SLOTS + 8 * node.index();
                values.load(Reg.ARG1, 0);
                m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, offset));
                recordFirstStore(node.index());
                store(node, offset);
            }
            case PUT_VALUE -> {
                Type old = node.input(1).type();
                values.load(Reg.ARG1, 0);
                if (!old.isBound()) {
                    values.load(Reg.ARG0, 1);
                    recordFirstStore(node.index());
                }
                put(ManagedObject.INLINE_VALUES_SLOTS + 8 * node.index());
            }
            case PUT_SLOT -> {
                values.load(Reg.ARG1, 0);
                put(node.index());
            }
            case LOAD_INIT -> load(PyHeapType.SPEC_INIT);
            case BOUND_FUNCTION -> load(PyMethod.FUNC);
            case BOUND_SELF -> load(PyMethod.SELF);
            case NEW_INSTANCE -> {
                values.load(Reg.ARG0, 0);
                m.call(Stub.NEW_OBJECT.symbol());
                m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
                values.finish(Reg.RET);
            }
            case LOAD_DEFAULT -> {
                Reg result = values.result();
                m.load(Width.W64, Reg.ARG0, Mem.at(values.use(0, Reg.ARG0), PyFunction.DEFAULTS));
                m.load(Width.W64, result, Mem.at(Reg.ARG0, PyTuple.ITEMS + 8 * node.index()));
                values.finish(result);
            }
            case STORE_SLOT -> {
                values.load(Reg.ARG1, 0);
                m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, node.index()));
                store(node, node.index());
            }
            case STORE_CELL -> {
                values.load(Reg.ARG1, 0);
                m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG1, PyCell.REF));
                store(node, PyCell.REF);
            }
            case LOAD_MODULE_VALUE -> {
                m.load(Width.W64, Reg.ARG0, Mem.at(values.use(0, Reg.ARG0), PyModule.DICT));
                entry(node.index());
            }
            case LOAD_GLOBAL ->
                    entry(node.index(), InterpreterFrame.GLOBALS, code.image().globalsKeys());
            case LOAD_FUNCTION_GLOBAL -> {
                m.load(Width.W64, Reg.ARG0, Mem.at(values.use(0, Reg.ARG0), PyFunction.GLOBALS));
                entry(node.index());
            }
            case LOAD_BUILTIN ->
                    entry(node.index(), InterpreterFrame.BUILTINS, code.image().builtinsKeys());
            case FREE_CELL -> {
                Reg result = values.result();
                Reg function = Reg.ARG0;
                if (node.inputs().isEmpty()) {
                    m.load(Width.W64, function, Mem.at(Reg.FRAME, InterpreterFrame.FUNCOBJ));
                } else {
                    function = values.use(0, Reg.ARG0);
                }
                m.load(Width.W64, Reg.ARG0, Mem.at(function, PyFunction.CLOSURE));
                m.load(Width.W64, result, Mem.at(Reg.ARG0, PyTuple.ITEMS + 8 * node.index()));
                values.finish(result);
            }
            case MAKE_CELL -> makeCell();
            default -> throw new IllegalStateException(node.toString());
        }
    }

    private void load(int offset) {
        Reg result = values.result();
        m.load(Width.W64, result, Mem.at(values.use(0, Reg.ARG0), offset));
        values.finish(result);
    }

    /** {@code ARG0} = the old object, which is let go of. */
    private void store(Node node, int offset) {
        Reg value = values.use(1, Reg.RET);
        m.store(Width.W64, Mem.at(Reg.ARG1, offset), value);
        references.release(node, Type.UNKNOWN, true);
    }

    private void put(int offset) {
        m.store(Width.W64, Mem.at(Reg.ARG1, offset), values.use(2, Reg.RET));
    }

    /**
     * If the slot was empty ({@code ARG0} is NULL) its number goes to the insertion-order bytes behind the values of
     * {@code ARG1}, which keep the order of {@code __dict__}.
     */
    private void recordFirstStore(int index) {
        Label occupied = m.newLabel();
        int inline = ManagedObject.INLINE_VALUES_OFFSET;
        m.branch(Cond.NE, Width.W64, Reg.ARG0, 0, occupied);
        m.load(Width.W8, Reg.RET, Mem.at(Reg.ARG1, inline + DictValues.CAPACITY));
        m.address(Reg.RET, Mem.at(Reg.ARG1, Reg.RET, 8, inline + DictValues.VALUES));
        m.load(Width.W8, Reg.TMP0, Mem.at(Reg.ARG1, inline + DictValues.SIZE));
        m.storeImm(Width.W8, Mem.at(Reg.RET, Reg.TMP0, 1, 0), index);
        m.addMem(Width.W8, Mem.at(Reg.ARG1, inline + DictValues.SIZE), 1);
        m.bind(occupied);
    }

    /** Offset of an entry's value in the keys, whose entries are of strings, without the bytes of the index table. */
    private static int offset(int index) {
        return DictKeys.INDICES + DictUnicodeEntry.SIZE * index + DictUnicodeEntry.VALUE;
    }

    /** The value of an entry of a dict of the frame, whose keys have been proved. */
    private void entry(int index, int frameField, CodeImage.KeysShape keys) {
        Reg result = values.result();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.FRAME, frameField));
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.load(Width.W64, result, Mem.at(Reg.ARG0, offset(index) + (1 << keys.log2IndexBytes())));
        values.finish(result);
    }

    /** The value of an entry of the dict {@code ARG0}, whose keys are strings. */
    private void entry(int index) {
        Reg result = values.result();
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.ARG0, PyDict.KEYS));
        m.load(Width.W8, Reg.ARG1, Mem.at(Reg.ARG0, DictKeys.LOG2_INDEX_BYTES));
        m.moveImm(Reg.RET, 1);
        m.shiftLeft(Reg.RET, Reg.RET, Reg.ARG1);
        m.load(Width.W64, result, Mem.at(Reg.ARG0, Reg.RET, 1, offset(index)));
        values.finish(result);
    }

    /** The cell holds the object too: the reference that came is given back. */
    private void makeCell() {
        Label none = m.newLabel();
        values.load(Reg.ARG0, 0);
        m.call(Helper.PYCELL_NEW);
        m.branch(Cond.EQ, Width.W64, Reg.RET, 0, values.exitWithoutMemory());
        m.load(Width.W64, Reg.ARG0, Mem.at(Reg.RET, PyCell.REF));
        values.finish(Reg.RET);
        m.branch(Cond.EQ, Width.W64, Reg.ARG0, 0, none);
        m.decrefUnlessLast(Reg.ARG0, Reg.TMP0, none);
        m.call(Stub.DEALLOC.symbol()); // never: the cell holds it
        m.bind(none);
    }
}

package dev.justjit.attach.snapshot;

import dev.justjit.abi.Global;
import dev.justjit.abi.Helper;
import dev.justjit.abi.layout.DictKeys;
import dev.justjit.abi.layout.InterpreterFrame;
import dev.justjit.abi.layout.ListIter;
import dev.justjit.abi.layout.PyCell;
import dev.justjit.abi.layout.PyCode;
import dev.justjit.abi.layout.PyDict;
import dev.justjit.abi.layout.PyEnumerate;
import dev.justjit.abi.layout.PyFunction;
import dev.justjit.abi.layout.PyList;
import dev.justjit.abi.layout.PyModule;
import dev.justjit.abi.layout.PyTuple;
import dev.justjit.abi.layout.PyZip;
import dev.justjit.abi.layout.RangeIter;
import dev.justjit.analysis.Flow;
import dev.justjit.attach.process.Objects;
import dev.justjit.bytecode.CodeImage;
import dev.justjit.bytecode.PortableImage;
import dev.justjit.compile.Prologue;
import dev.justjit.ffi.Native;
import dev.justjit.region.ir.Builtin;
import dev.justjit.region.ir.Inputs;
import dev.justjit.region.ir.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Reads what a running frame holds. Runs no Python. */
public final class FrameInputs implements Inputs {
    /** How deep lists are looked into. */
    private static final int MAX_DEPTH = 4;

    private final KnownBuiltins builtins;
    private final BufferShapes buffers;
    private final long frame;
    private final long globals;
    private final long builtinsDict;
    private final long code;
    private final int locals;
    private final Snapshot snapshot;
    private final long noneObject = address(Global.NONE);
    private final long functionType = address(Global.PYFUNCTION_TYPE);
    private final LongPredicate callees;
    private final Map<Long, Shape.Kind> kinds = new HashMap<>();

    /**
     * Of a running frame.
     *
     * @param callees which code objects' functions may be called with registers, passing their entries by
     */
    public FrameInputs(
            long frame,
            long code,
            int locals,
            KnownBuiltins builtins,
            BufferShapes buffers,
            Snapshot snapshot,
            LongPredicate callees) {
        this(
                frame,
                Native.getLong(frame + InterpreterFrame.GLOBALS),
                Native.getLong(frame + InterpreterFrame.BUILTINS),
                code,
                locals,
                builtins,
                buffers,
                snapshot,
                callees);
    }

    /** Of a Python function that does not run: no locals. */
    public static FrameInputs ofFunction(
            long function, KnownBuiltins builtins, BufferShapes buffers, Snapshot snapshot) {
        long code = Native.getLong(function + PyFunction.CODE);
        return new FrameInputs(
                0,
                Native.getLong(function + PyFunction.GLOBALS),
                Native.getLong(function + PyFunction.BUILTINS),
                code,
                Native.getInt(code + PyCode.NLOCALSPLUS),
                builtins,
                buffers,
                snapshot,
                callee -> true);
    }

    private FrameInputs(
            long frame,
            long globals,
            long builtinsDict,
            long code,
            int locals,
            KnownBuiltins builtins,
            BufferShapes buffers,
            Snapshot snapshot,
            LongPredicate callees) {
        this.callees = callees;
        this.buffers = buffers;
        this.frame = frame;
        this.globals = globals;
        this.builtinsDict = builtinsDict;
        this.code = code;
        this.locals = locals;
        this.builtins = builtins;
        this.snapshot = snapshot;
        kinds.put(address(Global.PYLONG_TYPE), Shape.Kind.INT);
        kinds.put(address(Global.PYFLOAT_TYPE), Shape.Kind.FLOAT);
        kinds.put(address(Global.PYBOOL_TYPE), Shape.Kind.BOOL);
        kinds.put(address(Global.PYUNICODE_TYPE), Shape.Kind.STR);
        kinds.put(address(Global.PYLIST_TYPE), Shape.Kind.LIST);
        kinds.put(address(Global.PYTUPLE_TYPE), Shape.Kind.TUPLE);
        kinds.put(address(Global.PYRANGEITER_TYPE), Shape.Kind.RANGE_ITER);
        kinds.put(address(Global.PYLISTITER_TYPE), Shape.Kind.LIST_ITER);
        kinds.put(address(Global.PYTUPLEITER_TYPE), Shape.Kind.TUPLE_ITER);
        kinds.put(address(Global.PYENUM_TYPE), Shape.Kind.ENUMERATE);
        kinds.put(address(Global.PYZIP_TYPE), Shape.Kind.ZIP);
        kinds.put(address(Global.PYMODULE_TYPE), Shape.Kind.MODULE);
    }

    private static long address(Global global) {
        return Native.requireSymbol(global.symbol());
    }

    long code() {
        return code;
    }

    /** A text that differs for frames whose locals or stack differ in what regions see. */
    public String shapes(int depth) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < locals + depth; i++) {
            text.append(local(i)).append('|');
        }
        return text.toString();
    }

    @Override
    public Shape local(int number) {
        return shape(localObject(number), 0);
    }

    @Override
    public long localObject(int number) {
        return frame == 0 ? 0 : Native.getLong(frame + InterpreterFrame.LOCALSPLUS + 8L * number);
    }

    @Override
    public long nameObject(int name) {
        return Objects.tupleItem(Native.getLong(code + PyCode.NAMES), name);
    }

    /** Plain functions of the same globals, without closure, generators or special arguments. */
    @Override
    public @Nullable Callee callee(long function) {
        long other = Native.getLong(function + PyFunction.CODE);
        boolean same =
                Native.getLong(function + PyFunction.GLOBALS) == globals
                        && Native.getLong(function + PyFunction.BUILTINS) == builtinsDict;
        if (!same || Eligibility.refusal(other) != null || !callees.test(other)) {
            return null;
        }
        CodeImage image = PortableImage.named(snapshot.take(function, other, true)).image();
        int version = Native.getInt(other + PyCode.VERSION);
        if (version == 0
                || !Prologue.takes(image, image.argCount())
                || image.has(PyCode.CO_ANY_GENERATOR)
                || image.freeVars() > 0) {
            return null;
        }
        Inputs inputs =
                new FrameInputs(
                        0,
                        globals,
                        builtinsDict,
                        other,
                        image.localsPlus(),
                        builtins,
                        buffers,
                        snapshot,
                        callees);
        return new Callee(new Flow(image), inputs, other, version);
    }

    @Override
    public Shape stack(int position) {
        return local(locals + position);
    }

    @Override
    public Shape global(int name) {
        return shape(globalObject(name), 0);
    }

    @Override
    public Shape attribute(int global, int name) {
        return shape(attributeObject(global, name), 0);
    }

    @Override
    public boolean namesAreGlobals() {
        return Native.getLong(frame + InterpreterFrame.LOCALS)
                == Native.getLong(frame + InterpreterFrame.GLOBALS);
    }

    @Override
    public long globalObject(int name) {
        long found = find(globals, name);
        return found != 0 ? found : find(builtinsDict, name);
    }

    @Override
    public long attributeObject(int global, int name) {
        long module = globalObject(global);
        boolean isModule = module != 0 && kind(module) == Shape.Kind.MODULE;
        return isModule ? find(Native.getLong(module + PyModule.DICT), name) : 0;
    }

    @Override
    public Shape cell(int number) {
        long cell = localObject(number);
        boolean isCell = cell != 0 && Objects.type(cell) == address(Global.PYCELL_TYPE);
        return isCell ? shape(Native.getLong(cell + PyCell.REF), 0) : Shape.OTHER;
    }

    @Override
    public long arrayType() {
        return buffers.arrayType();
    }

    @Override
    public long stackType(int position) {
        long object = localObject(locals + position);
        return object == 0 ? 0 : Objects.type(object);
    }

    /** Where all keys are str, comparing them runs no Python. */
    private long find(long dict, int name) {
        long key = nameObject(name);
        if (dict == 0 || Objects.type(dict) != address(Global.PYDICT_TYPE)) {
            return 0;
        }
        long keys = Native.getLong(dict + PyDict.KEYS);
        if (Native.getByte(keys + DictKeys.KIND) == DictKeys.KIND_GENERAL) {
            return 0;
        }
        return Native.call(Objects.function(Helper.PYDICT_GETITEMWITHERROR), dict, key);
    }

    private Shape.@Nullable Kind kind(long object) {
        return kinds.get(Objects.type(object));
    }

    private Shape shape(long object, int depth) {
        if (object == 0) {
            return Shape.UNBOUND;
        }
        if (object == noneObject) {
            return Shape.NONE;
        }
        Builtin builtin = builtins.find(object);
        if (builtin != null) {
            return Shape.builtin(builtin);
        }
        if (Objects.type(object) == functionType) {
            return Shape.function(object);
        }
        Shape.Kind kind = kind(object);
        if (kind == null) {
            Shape buffer = buffers.of(object);
            return buffer == null ? Shape.OTHER : buffer;
        }
        return switch (kind) {
            case INT -> Shape.INT;
            case FLOAT -> Shape.FLOAT;
            case BOOL -> Shape.BOOL;
            case STR -> Shape.STR;
            case MODULE -> Shape.MODULE;
            case RANGE_ITER -> {
                long step = Native.getLong(object + RangeIter.STEP);
                boolean usual = step == 1 || step == -1;
                yield Shape.rangeIter(usual ? step : Shape.ANY_STEP);
            }
            case LIST -> Shape.list(item(object, Native.getLong(object + PyList.ITEMS), depth));
            case TUPLE -> Shape.tuple(item(object, object + PyTuple.ITEMS, depth));
            case LIST_ITER, TUPLE_ITER -> iterator(object, kind == Shape.Kind.LIST_ITER);
            case ENUMERATE -> enumerate(object);
            case ZIP -> zip(object);
            default -> Shape.OTHER;
        };
    }

    private Shape enumerate(long object) {
        long inner = Native.getLong(object + PyEnumerate.ITERATOR);
        Shape shape = shape(inner, 1);
        if (!isSequenceIterator(shape)) {
            return Shape.OTHER;
        }
        long index = Native.getLong(inner + ListIter.INDEX);
        long ahead = Native.getLong(object + PyEnumerate.INDEX) - index;
        return ahead == (int) ahead ? Shape.enumerate(shape, ahead) : Shape.OTHER;
    }

    private static boolean isSequenceIterator(Shape shape) {
        return shape.is(Shape.Kind.LIST_ITER) || shape.is(Shape.Kind.TUPLE_ITER);
    }

    private Shape zip(long object) {
        long iterators = Native.getLong(object + PyZip.ITERATORS);
        if (Objects.size(iterators) != 2 || Native.getInt(object + PyZip.STRICT) != 0) {
            return Shape.OTHER;
        }
        Shape shape = shape(Objects.tupleItem(iterators, 0), 1);
        boolean alike = shape.equals(shape(Objects.tupleItem(iterators, 1), 1));
        return alike && isSequenceIterator(shape) ? Shape.zip(shape) : Shape.OTHER;
    }

    /** The next element tells what the elements are, or the last one. */
    private Shape iterator(long object, boolean list) {
        long sequence = Native.getLong(object + ListIter.SEQ);
        if (sequence == 0 || Objects.size(sequence) == 0) {
            return Shape.OTHER;
        }
        long next = Native.getLong(object + ListIter.INDEX);
        long index = Math.min(next, Objects.size(sequence) - 1);
        long items = list ? Native.getLong(sequence + PyList.ITEMS) : sequence + PyTuple.ITEMS;
        Shape item = shape(Native.getLong(items + 8 * index), 1);
        return list ? Shape.listIter(item) : Shape.tupleIter(item);
    }

    private @Nullable Shape item(long sequence, long items, int depth) {
        if (Objects.size(sequence) == 0 || depth >= MAX_DEPTH) {
            return null;
        }
        return shape(Native.getLong(items), depth + 1);
    }
}
